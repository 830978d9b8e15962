#include "service/trying.h"

#include <math.h>
#include <stdio.h>

#include "base/mem.h"
#include "base/num.h"
#include "service/outcome.h"
#include "store/store_history.h"

static const char kind[] = "threshold", subject[] = "free shipping";
static const char name_of[] = "free shipping ";
static const char amount_key[] = "\"amount\":";

/* ---- keeping ---- */

/* The number after a key of {"amount":5500,"percent":50000}; false when there
 * is none. */
static bool
read_number(struct slice content, const char *name, int64_t *out)
{
	struct slice key = slice_of(name);
	size_t at = slice_find(content, key), end;

	if (at >= content.len)
		return false;
	at += key.len;
	for (end = at; end < content.len && content.p[end] >= '0' &&
	     content.p[end] <= '9';)
		end++;
	return num_parse_i64(slice_bytes(content.p + at, end - at), out);
}

/* How the reward is written: the kind of threshold, and its number. */
static const struct {
	const char *kind, *key;
} rewards[] = {
	{ "percent", "\"percent\":" },
	{ "amount", "\"off\":" },
	{ "gift", "\"gift\":" },
};

static void
read_reward(struct slice content, struct kept_value *out)
{
	int64_t value;

	(void)snprintf(out->kind, sizeof(out->kind), "free-shipping");
	for (size_t i = 0; i < ARRAY_LEN(rewards); i++) {
		if (!read_number(content, rewards[i].key, &value) || value <= 0)
			continue;
		(void)snprintf(
		    out->kind, sizeof(out->kind), "%s", rewards[i].kind);
		if (strcmp(rewards[i].kind, "gift") == 0)
			out->gift_product = value;
		else
			out->reward_value = value;
	}
}

static bool
read_kept(const struct store_scenario *s, struct kept_value *out)
{
	struct slice name = slice_of(s->name);
	size_t prefix = sizeof(name_of) - 1;

	*out = (struct kept_value){ .scenario_id = s->scenario_id,
		.revision = s->revision };
	if (strcmp(s->subject, subject) != 0 || !slice_starts(name, name_of) ||
	    name.len != prefix + 1)
		return false;
	out->letter = name.p[prefix];
	read_reward(slice_of(s->content), out);
	return out->letter >= 'A' && out->letter < 'A' + TRYING_MOST &&
	    read_number(slice_of(s->content), amount_key, &out->amount) &&
	    out->amount > 0;
}

bool
trying_load(struct store *st, struct kept_values *out, struct err *err)
{
	struct store_scenarios all;

	*out = (struct kept_values){ .n = 0 };
	if (!store_scenarios_load(st, kind, &all, err))
		return false;
	for (size_t i = 0; i < all.n && out->n < TRYING_MOST; i++)
		if (read_kept(&all.rows[i], &out->rows[out->n]))
			out->n++;
	store_scenarios_release(&all);
	return true;
}

const struct kept_value *
trying_find(const struct kept_values *kept, const char *letter)
{
	for (size_t i = 0; i < kept->n; i++)
		if (slice_eq_nocase(slice_of(letter),
			slice_bytes(&kept->rows[i].letter, 1)))
			return &kept->rows[i];
	return NULL;
}

static bool
is_same(const struct kept_value *kept, const struct store_threshold *t)
{
	return kept->amount == t->amount && strcmp(kept->kind, t->kind) == 0 &&
	    kept->reward_value == t->reward_value &&
	    kept->gift_product == t->gift_product;
}

static char
letter_for(const struct kept_values *kept, const struct store_threshold *t)
{
	size_t oldest = 0;

	for (size_t i = 0; i < kept->n; i++)
		if (is_same(&kept->rows[i], t))
			return kept->rows[i].letter;
	for (size_t i = 0; i < kept->n; i++) {
		if (kept->rows[i].letter != 'A' + (char)i)
			return (char)('A' + i);
		if (kept->rows[i].revision < kept->rows[oldest].revision)
			oldest = i;
	}
	return kept->n < TRYING_MOST ? (char)('A' + kept->n)
				     : kept->rows[oldest].letter;
}

static void
write_content(const struct store_threshold *t, struct str *out)
{
	str_addf(out, "{%s%lld", amount_key, (long long)t->amount);
	for (size_t i = 0; i < ARRAY_LEN(rewards); i++)
		if (strcmp(t->kind, rewards[i].kind) == 0)
			str_addf(out, ",%s%lld", rewards[i].key,
			    (long long)(t->gift_product > 0 ? t->gift_product
							    : t->reward_value));
	str_add_char(out, '}');
}

bool
trying_keep(struct store *st, const struct store_threshold *t, int digits,
    char *letter, struct err *err)
{
	struct kept_values kept;
	struct str name = STR_INIT, content = STR_INIT, label = STR_INIT;
	bool ok = trying_load(st, &kept, err);

	*letter = letter_for(&kept, t);
	str_addf(&name, "%s%c", name_of, *letter);
	write_content(t, &content);
	str_addf(&label, "kept scenario %c: ", *letter);
	thresholding_add_words(t, digits, &label);
	if (ok && (ok = store_action_begin(st, label.p, err))) {
		ok = store_scenario_save(st,
			 &(struct store_scenario){ .name = name.p,
			     .kind = kind,
			     .subject = subject,
			     .content = content.p },
			 err) &&
		    store_action_commit(st, NULL, err);
		if (!ok)
			store_action_rollback(st);
	}
	str_release(&name);
	str_release(&content);
	str_release(&label);
	return ok;
}

struct store_threshold
trying_threshold(const struct kept_value *kept)
{
	struct store_threshold t = thresholding_draft("", kept->amount);

	t.kind = kept->kind;
	t.reward_value = kept->reward_value;
	t.gift_product = kept->gift_product;
	return t;
}

bool
trying_promote(struct store *st, const struct view *v,
    const struct kept_value *kept, const struct going_live *how,
    struct str *said, struct err *err)
{
	struct store_threshold wanted = trying_threshold(kept);
	struct going_live named = *how;
	struct str label = STR_INIT;
	bool ok;

	str_addf(&label, "scenario %c put live: ", kept->letter);
	named.label = label.p;
	ok = outcome_put_live(st, v, &wanted, &named, said, err);
	str_release(&label);
	return ok;
}

bool
trying_drop(struct store *st, const struct kept_value *kept, struct err *err)
{
	struct str label = STR_INIT;
	bool ok;

	str_addf(&label, "dropped scenario %c", kept->letter);
	ok = store_action_begin(st, label.p, err);
	str_release(&label);
	if (!ok)
		return false;
	if (store_scenario_delete(st, kept->scenario_id, err) &&
	    store_action_commit(st, NULL, err))
		return true;
	store_action_rollback(st);
	return false;
}

/* ---- what gives something else than the lab's ---- */

static struct saving_tier
tier_of(const struct kept_value *kept, const struct view *v)
{
	struct store_threshold t = trying_threshold(kept);
	struct saving_tier tier;

	if (!thresholding_tier(v, &t, &tier))
		tier.value = 0;
	return tier;
}

static bool
gives_same(const struct saving_tier *tier, const struct lab *lab)
{
	const struct saving_tier *of = &lab->reward;

	if (!lab->saves)
		return !(tier->value > 0);
	return tier->gift == of->gift && tier->percent == of->percent &&
	    fabs(tier->value - of->value) < 1e-9;
}

bool
trying_project(const struct lab *lab, const struct view *v,
    struct kept_values *kept, struct err *err)
{
	for (size_t i = 0; i < kept->n; i++) {
		struct kept_value *k = &kept->rows[i];
		struct saving_tier tier = tier_of(k, v);

		k->apart = !gives_same(&tier, lab);
		if (k->apart &&
		    !lab_other(lab, tier.value > 0 ? &tier : NULL,
			money_major(k->amount, lab->currency.digits), &k->at,
			err))
			return false;
	}
	return true;
}

/* ---- side by side ---- */

/* clang-format off */
#define TRYING_COLUMNS(X) \
	X(COLUMN_NAME, "name", "", CELL_TEXT, COLUMN_FROZEN, 7, 1, "the rule now, the value chosen, those that are kept") \
	X(COLUMN_AT, "threshold", "from", CELL_MONEY, 0, 9, 1, "cart value from which it is given") \
	X(COLUMN_CHANGE, "contribution_change", "contribution", CELL_MONEY, 0, 12, 1, "its change against the rule now") \
	X(COLUMN_CHANGE_LOW, "contribution_change_low80", "low 80 %", CELL_MONEY, 0, 10, 3, "of its 80 % range") \
	X(COLUMN_CHANGE_HIGH, "contribution_change_high80", "high 80 %", CELL_MONEY, 0, 10, 3, "of its 80 % range") \
	X(COLUMN_BETTER, "p_better", "better", CELL_SHARE, 0, 7, 2, "chance that contribution is higher than now") \
	X(COLUMN_AOV, "aov", "AOV", CELL_MEAN, 0, 9, 2, "average order value") \
	X(COLUMN_VISITOR, "contribution_per_visitor", "per visitor", CELL_MEAN, 0, 11, 4, "contribution per order that would be placed without any threshold") \
	X(COLUMN_ORDERS, "orders", "orders", CELL_NUMBER, 0, 8, 3, "per horizon") \
	X(COLUMN_TOPUPS, "topups", "topped up", CELL_NUMBER, 0, 9, 4, "orders that add something to reach it") \
	X(COLUMN_LOST, "lost", "lost", CELL_NUMBER, 0, 7, 3, "orders not placed because of the fee") \
	X(COLUMN_REWARD, "reward", "gives", CELL_TEXT, 0, 13, 2, "what reaching it gives")
/* clang-format on */

enum trying_column {
	TRYING_COLUMNS(LISTING_COLUMN_ID) TRYING_COLUMN_COUNT
};

static const struct column columns[TRYING_COLUMN_COUNT] = { TRYING_COLUMNS(
    LISTING_COLUMN_ROW) };

struct side {
	char name[8], reward[32];
	bool is_now; /* there is no change to show */
	struct threshold_point at;
};

struct sides {
	struct side rows[2 + TRYING_MOST];
	size_t n;
	int digits;
};

static double
side_number(const struct threshold_point *p, enum trying_column column)
{
	switch (column) {
	case COLUMN_AT:
		return p->threshold;
	case COLUMN_CHANGE:
		return p->contribution_change.median;
	case COLUMN_CHANGE_LOW:
		return p->contribution_change.low80;
	case COLUMN_CHANGE_HIGH:
		return p->contribution_change.high80;
	case COLUMN_BETTER:
		return p->p_better;
	case COLUMN_AOV:
		return p->aov.median;
	case COLUMN_VISITOR:
		return p->contribution_per_visitor.median;
	case COLUMN_ORDERS:
		return p->orders.median;
	case COLUMN_TOPUPS:
		return p->topups.median;
	case COLUMN_LOST:
		return p->lost.median;
	case COLUMN_NAME:
	case COLUMN_REWARD:
	case TRYING_COLUMN_COUNT:
		break;
	}
	BUG("a column of words is asked for its number");
}

static void
side_cell(void *self, size_t row, size_t column, struct cell *out)
{
	const struct sides *si = self;
	const struct side *sd = &si->rows[row];
	bool is_change = column == COLUMN_CHANGE ||
	    column == COLUMN_CHANGE_LOW || column == COLUMN_CHANGE_HIGH ||
	    column == COLUMN_BETTER;

	out->defined = !(is_change && sd->is_now);
	if (column == COLUMN_NAME) {
		out->text = slice_of(sd->name);
		return;
	}
	if (column == COLUMN_REWARD) {
		out->text = slice_of(sd->reward);
		return;
	}
	out->number = side_number(&sd->at, (enum trying_column)column);
	if (columns[column].kind == CELL_MONEY)
		out->count = money_round(out->number, si->digits);
}

static uint64_t
side_identity(void *self, size_t row)
{
	return (uint64_t)(unsigned char)((struct sides *)self)
	    ->rows[row]
	    .name[0];
}

static const struct listing_ops ops = {
	.cell = side_cell,
	.identity = side_identity,
	.free = mem_free,
};

static void
put_reward(struct side *sd, const struct str *words)
{
	(void)snprintf(sd->reward, sizeof(sd->reward), "%s", words->p);
}

/* Of what the lab is about, read off its curve. */
static void
add_side(struct sides *si, const struct lab *lab, const char *name, double at)
{
	struct side *sd = &si->rows[si->n];
	struct str words = STR_INIT;

	if (!lab_read(lab, at, &sd->at))
		return;
	(void)snprintf(sd->name, sizeof(sd->name), "%s", name);
	sd->at.threshold = at;
	sd->is_now = lab->rule.kind == CURVE_FREE_FROM && !lab->saves &&
	    money_round(at, si->digits) ==
		money_round(lab->rule.at, si->digits);
	lab_add_reward(lab, &words);
	put_reward(sd, &words);
	str_release(&words);
	si->n++;
}

static void
add_kept(struct sides *si, const struct lab *lab, const struct kept_value *k)
{
	struct store_threshold t = trying_threshold(k);
	struct str words = STR_INIT;
	struct side *sd = &si->rows[si->n];
	char name[2] = { k->letter, 0 };

	if (!k->apart) {
		add_side(si, lab, name, money_major(k->amount, si->digits));
		return;
	}
	*sd = (struct side){ .at = k->at };
	(void)snprintf(sd->name, sizeof(sd->name), "%s", name);
	thresholding_add_reward(&t, si->digits, &words);
	put_reward(sd, &words);
	str_release(&words);
	si->n++;
}

void
trying_listing(const struct lab *lab, double chosen,
    const struct kept_values *kept, struct listing *out)
{
	struct sides *si = mem_zalloc(sizeof(*si));

	si->digits = lab->currency.digits;
	if (lab->rule.kind == CURVE_FREE_FROM && !lab->saves)
		add_side(si, lab, "now", lab->rule.at);
	if (chosen > 0)
		add_side(si, lab, "chosen", chosen);
	for (size_t i = 0; i < kept->n; i++)
		add_kept(si, lab, &kept->rows[i]);
	listing_init(out, "scenarios", columns, TRYING_COLUMN_COUNT, &ops, si,
	    si->n, si->digits);
}
