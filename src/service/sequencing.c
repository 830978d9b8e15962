/*
 * What would change no answer is not kept: that leaves about one pair in
 * twenty.
 */
#include "service/sequencing.h"

#include <stdatomic.h>

#include "base/mem.h"
#include "mining/crew.h"
#include "service/analysis.h"
#include "store/store_results.h"

static const char name[] = "sequences";

static uint64_t
fingerprint(const struct settings *s)
{
	/* The number is raised when other pairs are counted. */
	struct str text = STR_INIT;
	uint64_t hash;

	str_addf(&text, "sequences 1 of %llx",
	    (unsigned long long)analysis_fingerprint(s));
	hash = slice_hash(slice_str(&text));
	str_release(&text);
	return hash;
}

/* Pairs of which it is asked who was first, and what for. */
struct asked {
	struct sequence *row;
	enum relation_question *question;
	size_t n, cap, question_cap;
};

static bool
ask(struct asked *q, uint32_t a, uint32_t b, enum relation_question question,
    struct err *err)
{
	void *row = q->row, *questions = q->question;
	bool ok = mem_try_reserve(
	    &row, &q->cap, q->n + 1, sizeof(*q->row), "pairs", err);

	q->row = row;
	ok = ok &&
	    mem_try_reserve(&questions, &q->question_cap, q->n + 1,
		sizeof(*q->question), "pairs", err);
	q->question = questions;
	if (!ok)
		return false;
	q->question[q->n] = question;
	q->row[q->n++] = (struct sequence){ .a = a, .b = b };
	return true;
}

/* The pairs of row a that the order of purchases may matter to. */
static bool
ask_row(const struct view *v, uint32_t a, struct asked *q, struct err *err)
{
	const struct pair_table *t = &v->pairs;

	for (size_t e = t->first[a]; e < t->first[a + 1]; e++) {
		uint32_t b = t->partner[e];
		if (t->ever[e] < RELATION_SEQUENCE_CUSTOMERS)
			continue;
		enum relation_question question = relation_question(&v->context,
		    t, e, a, b, view_paid4(v, a), view_paid4(v, b));
		if (question != RELATION_ASKS_NOTHING &&
		    !ask(q, a, b, question, err))
			return false;
	}
	return true;
}

/* Rows dealt to threads. */
enum {
	ROWS_RUN = 32
};

/* What was asked of a run of rows: questions at .. at + n of a thread. */
struct run {
	unsigned member;
	size_t at, n;
};

struct asking {
	const struct view *v;
	struct run *run;
	atomic_size_t next; /* run */
	struct asked part[CREW_MAX];
	struct err err[CREW_MAX];
};

static void
ask_runs(void *arg, unsigned member)
{
	struct asking *all = arg;
	struct asked *q = &all->part[member];
	size_t rows = all->v->pairs.products, run;
	bool ok = true;

	while (
	    ok && (run = atomic_fetch_add(&all->next, 1)) * ROWS_RUN < rows) {
		size_t a = run * ROWS_RUN, at = q->n;
		size_t end = a + ROWS_RUN < rows ? a + ROWS_RUN : rows;
		for (; ok && a < end; a++)
			ok = ask_row(all->v, (uint32_t)a, q, &all->err[member]);
		all->run[run] = (struct run){ member, at, q->n - at };
	}
}

/* All runs one behind the other. */
static bool
join_runs(struct asking *all, size_t runs, struct asked *out, struct err *err)
{
	for (unsigned m = 0; m < CREW_MAX; m++) {
		if (all->err[m].code != ERR_NONE)
			return err_set(
			    err, all->err[m].code, "%s", all->err[m].text);
		out->cap += all->part[m].n;
	}
	out->row = mem_try_array(out->cap, sizeof(*out->row), "pairs", err);
	out->question =
	    mem_try_array(out->cap, sizeof(*out->question), "pairs", err);
	if (out->row == NULL || out->question == NULL)
		return false;
	for (size_t i = 0; i < runs; i++) {
		const struct run *r = &all->run[i];
		const struct asked *from = &all->part[r->member];
		if (r->n == 0)
			continue;
		memcpy(out->row + out->n, from->row + r->at,
		    r->n * sizeof(*out->row));
		memcpy(out->question + out->n, from->question + r->at,
		    r->n * sizeof(*out->question));
		out->n += r->n;
	}
	return true;
}

/* In the order of the table, whoever asked. */
static bool
ask_all(
    const struct view *v, unsigned threads, struct asked *out, struct err *err)
{
	size_t runs = v->pairs.products / ROWS_RUN + 1;
	struct asking *all = mem_zalloc(sizeof(*all));
	bool ok;

	all->v = v;
	all->run = mem_zarray(runs, sizeof(*all->run));
	atomic_init(&all->next, 0);
	crew_run(threads, ask_runs, all);
	ok = join_runs(all, runs, out, err);
	for (unsigned m = 0; m < CREW_MAX; m++) {
		mem_free(all->part[m].row);
		mem_free(all->part[m].question);
	}
	mem_free(all->run);
	mem_free(all);
	return ok;
}

/* Keeps those that decide. */
static void
pack_answers(struct view *v, struct asked *q)
{
	size_t n = 0;

	for (size_t i = 0; i < q->n; i++) {
		const struct sequence *row = &q->row[i];
		bool a_is_dearer =
		    view_paid4(v, row->a) >= view_paid4(v, row->b);
		if (relation_is_decisive(q->question[i], &row->of, a_is_dearer))
			q->row[n++] = *row;
	}
	sequences_pack(&v->sequences, q->row, n, v->pairs.products);
}

bool
sequencing_count(
    struct view *v, int threads, const struct progress *pg, struct err *err)
{
	struct asked q = { .n = 0 };
	unsigned crew = crew_size(threads > 0 ? (unsigned)threads : 1);
	bool ok = v->context.identified == 0 || ask_all(v, crew, &q, err);

	ok = ok && sequences_count(q.row, q.n, &v->sales, crew, pg, err);
	if (ok)
		pack_answers(v, &q);
	mem_free(q.row);
	mem_free(q.question);
	return ok;
}

bool
sequencing_save(struct store *st, const struct view *v, struct err *err)
{
	struct str bytes = STR_INIT;
	bool ok;

	sequences_encode(&v->sequences, &bytes);
	ok = store_derived_put(st, name, v->facts_version,
	    fingerprint(&v->settings), slice_str(&bytes), err);
	str_release(&bytes);
	return ok;
}

bool
sequencing_load(struct store *st, struct view *v, bool *found, struct err *err)
{
	struct str bytes = STR_INIT;
	bool ok = store_derived_get(
	    st, name, fingerprint(&v->settings), &bytes, found, err);

	*found =
	    ok && *found && sequences_decode(&v->sequences, slice_str(&bytes));
	if (*found && v->sequences.products > v->products.n) {
		sequences_release(&v->sequences);
		*found = false;
	}
	str_release(&bytes);
	return ok;
}
