/*
 * A list walked from the front: there are a few dozen rules, and they are
 * asked once for each product, not for each line.
 */
#include "ingest/counting_rules.h"

#include "base/mem.h"
#include "base/text.h"

static const char *const kind_names[] = {
#define X(code, name, meaning) [code] = (name),
	COUNTING_RULE_KINDS(X)
#undef X
};

_Static_assert(
    ARRAY_LEN(kind_names) == COUNTING_RULE_KIND_COUNT, "a name for each kind");

/* Names of postage in the languages of header names (role.h). */
static const char shipping_titles[] =
    "postage|postage and packing|postage & packing|postage and packaging|"
    "dotcom postage|carriage|shipping|shipping charge|shipping fee|"
    "shipping cost|delivery|delivery charge|delivery fee|"
    "shipping and handling|versand|versandkosten|porto|lieferkosten|"
    "livraison|frais de port|frais de livraison|env\xC3\xADo|"
    "gastos de env\xC3\xADo|frete|portes de envio|spedizione|"
    "spese di spedizione|verzendkosten|verzending|kargo|"
    "kargo \xC3\xBC"
    "creti";

static const char other_titles[] =
    "handling|handling fee|payment fee|transaction fee|bank charges|"
    "gift card|gift voucher|gift certificate|store credit|tip|"
    "gutschein|geschenkgutschein|carte cadeau|tarjeta regalo|"
    "vale-presente|buono regalo|cadeaubon|hediye kart\xC4\xB1";

void
counting_rules_init(struct counting_rules *rules)
{
	*rules = (struct counting_rules){ 0 };
}

void
counting_rules_release(struct counting_rules *rules)
{
	for (size_t i = 0; i < rules->n; i++)
		mem_free(rules->rows[i].pattern);
	mem_free(rules->rows);
	counting_rules_init(rules);
}

static bool
has_rule(const struct counting_rules *rules, enum counting_rule_kind kind,
    const char *pattern)
{
	for (size_t i = 0; i < rules->n; i++)
		if (rules->rows[i].kind == kind &&
		    strcmp(rules->rows[i].pattern, pattern) == 0)
			return true;
	return false;
}

void
counting_rules_add(struct counting_rules *rules, enum counting_rule_kind kind,
    struct slice pattern)
{
	struct str folded = STR_INIT;

	text_add_folded(&folded, slice_trim(pattern));
	if (folded.len == 0 || has_rule(rules, kind, folded.p)) {
		str_release(&folded);
		return;
	}
	rules->rows = mem_reserve(
	    rules->rows, &rules->cap, rules->n + 1, sizeof(*rules->rows));
	rules->rows[rules->n++] = (struct counting_rule){
		.kind = kind,
		.pattern = str_take(&folded),
	};
}

bool
counting_rules_drop(struct counting_rules *rules, enum counting_rule_kind kind,
    struct slice pattern)
{
	size_t i = 0;

	while (i < rules->n &&
	    (rules->rows[i].kind != kind ||
		!slice_eq_nocase(slice_of(rules->rows[i].pattern), pattern)))
		i++;
	if (i == rules->n)
		return false;
	mem_free(rules->rows[i].pattern);
	rules->n--;
	memmove(rules->rows + i, rules->rows + i + 1,
	    (rules->n - i) * sizeof(*rules->rows));
	return true;
}

void
counting_rules_add_codes(struct counting_rules *rules, const char *codes)
{
	struct slice rest = slice_of(codes), code;

	while (slice_split(&rest, '|', &code))
		counting_rules_add(rules, COUNTING_RULE_CODE, code);
}

static void
add_titles(struct counting_rules *rules, const char *titles)
{
	struct slice rest = slice_of(titles), title;

	while (slice_split(&rest, '|', &title))
		counting_rules_add(rules, COUNTING_RULE_TITLE, title);
}

void
counting_rules_shipping(struct counting_rules *rules)
{
	add_titles(rules, shipping_titles);
}

void
counting_rules_default(struct counting_rules *rules)
{
	add_titles(rules, shipping_titles);
	add_titles(rules, other_titles);
}

/* "code POST" to its kind and pattern. */
static bool
parse_line(
    struct slice line, enum counting_rule_kind *kind, struct slice *pattern)
{
	struct slice word;

	*pattern = line;
	if (!slice_split(pattern, ' ', &word))
		return false;
	*pattern = slice_trim(*pattern);
	for (size_t i = 0; i < COUNTING_RULE_KIND_COUNT; i++)
		if (slice_eq_nocase(word, slice_of(kind_names[i]))) {
			*kind = (enum counting_rule_kind)i;
			return pattern->len > 0;
		}
	return false;
}

bool
counting_rules_parse(
    struct counting_rules *rules, struct slice text, struct err *err)
{
	struct slice rest = text, line, pattern;
	enum counting_rule_kind kind;

	for (int n = 1; slice_split(&rest, '\n', &line); n++) {
		line = slice_trim(line);
		if (line.len > 0 && !parse_line(line, &kind, &pattern))
			return err_set(err, ERR_INPUT,
			    "line %d: '%.*s' is no rule; rules begin with "
			    "code, title or keep, as in 'code POST'",
			    n, (int)text_prefix(line, 40).len, line.p);
	}
	rest = text;
	while (slice_split(&rest, '\n', &line))
		if (parse_line(slice_trim(line), &kind, &pattern))
			counting_rules_add(rules, kind, pattern);
	return true;
}

void
counting_rules_print(const struct counting_rules *rules, struct str *out)
{
	for (size_t i = 0; i < rules->n; i++)
		str_addf(out, "%s %s\n", kind_names[rules->rows[i].kind],
		    rules->rows[i].pattern);
}

static char
folded(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool
matches(const char *pattern, struct slice s)
{
	for (; s.len > 0; pattern++, s.p++, s.len--) {
		char c = folded(s.p[0]);

		if (pattern[0] == '*' && pattern[1] == '\0')
			return true;
		if (pattern[0] == '#' ? c < '0' || c > '9' : pattern[0] != c)
			return false;
	}
	return pattern[0] == '\0' || strcmp(pattern, "*") == 0;
}

bool
counting_rules_is_product(
    const struct counting_rules *rules, struct slice code, struct slice title)
{
	bool has_keep = false, kept = false;

	for (size_t i = 0; i < rules->n; i++) {
		const struct counting_rule *rule = &rules->rows[i];
		bool is_title = rule->kind == COUNTING_RULE_TITLE;
		bool hit = matches(rule->pattern, is_title ? title : code);

		if (rule->kind == COUNTING_RULE_KEEP) {
			has_keep = true;
			kept = kept || hit;
		} else if (hit) {
			return false;
		}
	}
	return kept || !has_keep;
}
