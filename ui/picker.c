/*
 * picker - one option a product, most orders first, as the catalogue has
 * them; ids are kept beside the options, because the view may be replaced
 * while the dialog is open.
 */
#include "ui/picker.h"
#include "base/mem.h"
#include "base/text.h"

enum {
	TITLE_CELLS = 40,
	SKU_CELLS = 14,
	PRICE_CELLS = 10
};

struct options {
	struct picker *pk;
	const struct view *v;
	const struct store_bundle *with;
	char **texts; /* owned */
};

static bool
holds(const struct store_bundle *b, int64_t product_id)
{
	for (size_t i = 0; b != NULL && i < b->n_items; i++) {
		if (b->items[i].product_id == product_id)
			return true;
	}
	return false;
}

static void
add_option(struct options *op, size_t product, bool best)
{
	const struct store_product *p = &op->v->products.rows[product];
	struct str words = STR_INIT, price = STR_INIT;
	int64_t price4 = view_price4(op->v, product);
	text_fit(&words, view_title(op->v, product), TITLE_CELLS, false);
	str_add_char(&words, ' ');
	text_fit(&words, slice_of(p->sku), SKU_CELLS, false);
	if (price4 != SALES_UNKNOWN)
		money_add_price4(&price, price4, op->v->currency.digits);
	text_fit(&words, slice_str(&price), -PRICE_CELLS, false);
	if (best)
		str_add(&words, " best");
	op->pk->ids[op->pk->n] = p->product_id;
	op->texts[op->pk->n++] = str_take(&words);
	str_release(&price);
}

/* The best partner, then the rest of the catalogue; is there one? */
static bool
fill(struct options *op, struct desk *dk, const struct listing *l)
{
	size_t best = SIZE_MAX;
	if (op->with != NULL && desk_next_best(dk, op->with, &best))
		add_option(op, best, true);
	else
		best = SIZE_MAX;
	for (size_t row = 0; row < l->rows; row++) {
		size_t product = (size_t)listing_identity(l, row);
		int64_t id = op->v->products.rows[product].product_id;
		if (product != best && !holds(op->with, id))
			add_option(op, product, false);
	}
	return best != SIZE_MAX;
}

static struct dialog *
make_dialog(const char *title, char *const *texts, int n, bool best)
{
	struct dialog *dg = dialog_new(DIALOG_CHOICE, title);
	dialog_set_body(dg,
	    best ? "Type part of a name or SKU. The first one sells best "
		   "with what is in it."
		 : "Type part of a name or SKU. The most ordered products "
		   "stand at the top.");
	const char **options = mem_array((size_t)n, sizeof(*options));
	for (int i = 0; i < n; i++)
		options[i] = texts[i];
	dialog_set_options(dg, options, n, 0);
	mem_free(options);
	return dg;
}

unsigned
picker_ask(struct picker *pk, struct app *app,
    const struct picker_question *question, dialog_done_fn *done, void *arg)
{
	struct desk *dk = app_model(app);
	struct err err = ERR_INIT;
	struct listing l;
	picker_release(pk);
	if (!desk_products(dk, &l, &err))
		return app_error(app, &err);
	struct options op = { .pk = pk,
		.v = desk_view(dk),
		.with = question->with,
		.texts = mem_zarray(l.rows + 1, sizeof(*op.texts)) };
	pk->ids = mem_zarray(l.rows + 1, sizeof(*pk->ids));
	bool best = fill(&op, dk, &l);
	listing_release(&l);
	unsigned answer = pk->n == 0
	    ? app_message(app, "there are no products to choose")
	    : app_dialog(app,
		  make_dialog(question->title, op.texts, pk->n, best), done,
		  arg);
	for (int i = 0; i < pk->n; i++)
		mem_free(op.texts[i]);
	mem_free(op.texts);
	return answer;
}

bool
picker_product(
    const struct picker *pk, const struct dialog *dg, int64_t *product_id)
{
	int option = dialog_option(dg);
	if (dialog_outcome(dg) != DIALOG_ACCEPTED || option >= pk->n)
		return false;
	*product_id = pk->ids[option];
	return true;
}

void
picker_release(struct picker *pk)
{
	mem_free(pk->ids);
	*pk = (struct picker){ .ids = NULL };
}
