/*
 * newbundle - a small set, because bundles are small.
 */
#include "ui/newbundle.h"

#include "service/desk.h"
#include "ui/app.h"

void
newbundle_add(struct newbundle *nb, size_t product)
{
	for (size_t i = 0; i < nb->n; i++) {
		if (nb->products[i] == product)
			return;
	}
	if (nb->n == NEWBUNDLE_MAX)
		nb->too_many = true;
	else
		nb->products[nb->n++] = product;
}

void
newbundle_add_pair(struct newbundle *nb, uint64_t identity)
{
	size_t a, b;

	pairing_products(identity, &a, &b);
	newbundle_add(nb, a);
	newbundle_add(nb, b);
}

unsigned
newbundle_open(const struct newbundle *nb, struct screen *sc)
{
	struct desk *dk = app_model(sc->app);
	const struct view *v = desk_view(dk);
	struct err err = ERR_INIT;
	int64_t id = 0;

	if (nb->n < 2)
		return app_message(
		    sc->app, "a bundle needs two products: mark them first");
	if (nb->too_many)
		return app_message(
		    sc->app, "a bundle has at most %d products", NEWBUNDLE_MAX);
	for (size_t i = 0; i < nb->n; i++) {
		if (v == NULL || nb->products[i] >= v->products.n)
			return app_message(
			    sc->app, "the shop has changed: try again");
	}
	if (!desk_bundle_new(dk, nb->products, nb->n, 0, &id, &err))
		return app_error(sc->app, &err);
	return app_show(sc->app, "bundle",
		   &(struct screen_arg){ .id = (uint64_t)id }) |
	    REACT_RELOAD;
}
