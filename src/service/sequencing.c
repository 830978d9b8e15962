/*
 * What would change no answer is not kept: that leaves about one pair in
 * twenty.
 */
#include "service/sequencing.h"

#include "base/mem.h"
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
	bool ok = true;

	for (size_t a = 0;
	     ok && v->context.identified > 0 && a < v->pairs.products; a++)
		ok = ask_row(v, (uint32_t)a, &q, err);
	ok = ok &&
	    sequences_count(q.row, q.n, &v->sales,
		threads > 0 ? (unsigned)threads : 1, pg, err);
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
