/*
 * Every column is an array over the view's products; families are found by
 * sorting the parents' keys.
 */
#include "service/suggest_shop.h"

#include "base/date.h"
#include "base/mem.h"

enum {
	SOLD_WITHIN_DAYS = 60
};

static void
add_orders(const struct view *v, struct bundle_shop *shop)
{
	const struct sales *s = &v->sales;
	int32_t first = INT32_MAX, last = INT32_MIN;
	double cart = 0;

	for (size_t i = 0; i < s->orders; i++) {
		int32_t day = date_day_of(s->time[i]);
		first = day < first ? day : first;
		last = day > last ? day : last;
		shop->revenue += money_major(s->net_value[i], shop->digits);
		cart += money_major(s->cart_value[i], shop->digits);
	}
	shop->orders = (double)s->orders;
	shop->net_share = cart > 0 ? shop->revenue / cart : 1;
	shop->days = s->orders > 0 ? last - first + 1 : 1;
}

struct keyed {
	const char *parent;
	uint32_t product;
};

static int
compare_parents(const void *va, const void *vb)
{
	const struct keyed *a = va, *b = vb;
	int order = strcmp(a->parent, b->parent);

	return order != 0
	    ? order
	    : (a->product > b->product) - (a->product < b->product);
}

/* Variants of one parent are a family. */
static void
find_families(const struct view *v, uint32_t *family)
{
	struct keyed *keyed = mem_array(v->products.n, sizeof(*keyed));
	size_t n = 0, first = 0;

	for (size_t i = 0; i < v->products.n; i++)
		if (v->products.rows[i].parent_key != NULL)
			keyed[n++] =
			    (struct keyed){ v->products.rows[i].parent_key,
				    (uint32_t)i };
	if (n > 0)
		qsort(keyed, n, sizeof(*keyed), compare_parents);
	for (size_t i = 0; i < n; i++) {
		if (strcmp(keyed[i].parent, keyed[first].parent) != 0)
			first = i;
		family[keyed[i].product] = keyed[first].product + 1;
	}
	mem_free(keyed);
}

/* What nobody bought in the last days is not offered. */
static void
mark_sold_lately(const struct sales *s, int days, bool *sold)
{
	int64_t last = INT64_MIN;

	for (size_t o = 0; o < s->orders; o++)
		last = s->time[o] > last ? s->time[o] : last;
	for (size_t o = 0; o < s->orders; o++) {
		if (s->time[o] < last - (int64_t)days * DATE_SECONDS_A_DAY)
			continue;
		for (size_t l = s->first[o]; l < s->first[o + 1]; l++)
			sold[s->product[l]] = true;
	}
}

void
suggest_shop_init(struct suggest_shop *c, const struct view *v)
{
	size_t n = v->products.n;

	c->price4 = mem_array(n, sizeof(*c->price4));
	c->cost4 = mem_array(n, sizeof(*c->cost4));
	c->stock = mem_array(n, sizeof(*c->stock));
	c->family = mem_zarray(n, sizeof(*c->family));
	c->active = mem_zarray(n, sizeof(*c->active));
	find_families(v, c->family);
	mark_sold_lately(&v->sales, SOLD_WITHIN_DAYS, c->active);
	for (size_t i = 0; i < n; i++) {
		const struct store_product *p = &v->products.rows[i];
		c->price4[i] = view_price4(v, i);
		c->cost4[i] = p->cost4;
		c->stock[i] = p->stock;
		c->active[i] = c->active[i] && p->active && p->is_product;
	}
	c->shop = (struct bundle_shop){
		.digits = v->currency.digits,
		.n_products = (uint32_t)n,
		.price4 = c->price4,
		.cost4 = c->cost4,
		.category = v->category,
		.family = c->family,
		.active = c->active,
		.stock = c->stock,
	};
	add_orders(v, &c->shop);
}

void
suggest_shop_release(struct suggest_shop *c)
{
	mem_free(c->price4);
	mem_free(c->cost4);
	mem_free(c->stock);
	mem_free(c->family);
	mem_free(c->active);
}

static enum bundle_direction
direction_of(enum relation_accessory accessory)
{
	if (accessory == RELATION_B_IS_ACCESSORY)
		return BUNDLE_A_LEADS;
	if (accessory == RELATION_A_IS_ACCESSORY)
		return BUNDLE_B_LEADS;
	return BUNDLE_EITHER;
}

struct bundle_pair
suggest_shop_pair(const struct pairing_sheet *sheet)
{
	return (struct bundle_pair){
		.a = (uint32_t)sheet->a,
		.b = (uint32_t)sheet->b,
		.n_a = sheet->stats.orders_a,
		.n_b = sheet->stats.orders_b,
		.n_ab = sheet->stats.orders_both,
		.expected = sheet->stats.expected,
		.direction = direction_of(sheet->relation.accessory),
	};
}
