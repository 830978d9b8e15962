/*
 * simulate_catalogue - the products of the sample shop "Northlight", and
 * which of them people buy together.
 *
 * A home-and-kitchen shop of about 300 products that never existed, of brands
 * that never existed. Written down rather than drawn, so that pairs make
 * sense to whoever looks at them. Money is minor units of EUR.
 */
#ifndef ENDCAP_SIMULATE_CATALOGUE_H
#define ENDCAP_SIMULATE_CATALOGUE_H

#include "base/base.h"

/* clang-format off */
#define CATALOGUE_CATEGORIES(X) \
	X(CATEGORY_MUGS, "Mugs and cups") \
	X(CATEGORY_TEA, "Tea and coffee") \
	X(CATEGORY_TABLE, "Tableware") \
	X(CATEGORY_KITCHEN, "Kitchen") \
	X(CATEGORY_LIGHT, "Lighting") \
	X(CATEGORY_BED, "Bed linen") \
	X(CATEGORY_SOFT, "Cushions and throws") \
	X(CATEGORY_RUGS, "Rugs") \
	X(CATEGORY_WALL, "Frames and prints") \
	X(CATEGORY_BATH, "Bath") \
	X(CATEGORY_SCENT, "Candles and vases") \
	X(CATEGORY_DESK, "Desk and storage")

/*
 * Kinds of product: category, then the chance in percent that somebody who
 * has one of the kind leaves a second one (substitutes: high), the pieces a
 * set of them has, and whether it ships as a bulky parcel.
 */
#define CATALOGUE_KINDS(X) \
	X(KIND_MUG, CATEGORY_MUGS, 45, 4, false) \
	X(KIND_CUP, CATEGORY_MUGS, 50, 4, false) \
	X(KIND_TUMBLER, CATEGORY_MUGS, 80, 1, false) \
	X(KIND_COASTER, CATEGORY_MUGS, 85, 1, false) \
	X(KIND_TEA, CATEGORY_TEA, 30, 1, false) \
	X(KIND_COFFEE, CATEGORY_TEA, 35, 2, false) \
	X(KIND_TEAPOT, CATEGORY_TEA, 92, 1, false) \
	X(KIND_KETTLE, CATEGORY_TEA, 92, 1, false) \
	X(KIND_BREWER, CATEGORY_TEA, 92, 1, false) \
	X(KIND_FILTER, CATEGORY_TEA, 90, 1, false) \
	X(KIND_INFUSER, CATEGORY_TEA, 85, 1, false) \
	X(KIND_GRINDER, CATEGORY_TEA, 92, 1, false) \
	X(KIND_PLATE, CATEGORY_TABLE, 50, 6, false) \
	X(KIND_BOWL, CATEGORY_TABLE, 50, 4, false) \
	X(KIND_GLASS, CATEGORY_TABLE, 60, 6, false) \
	X(KIND_CARAFE, CATEGORY_TABLE, 92, 1, false) \
	X(KIND_NAPKIN, CATEGORY_TABLE, 75, 1, false) \
	X(KIND_CLOTH, CATEGORY_TABLE, 92, 1, false) \
	X(KIND_PLACEMAT, CATEGORY_TABLE, 85, 4, false) \
	X(KIND_CUTLERY, CATEGORY_TABLE, 60, 1, false) \
	X(KIND_BOARD, CATEGORY_KITCHEN, 92, 1, false) \
	X(KIND_KNIFE, CATEGORY_KITCHEN, 92, 1, false) \
	X(KIND_SHARPENER, CATEGORY_KITCHEN, 92, 1, false) \
	X(KIND_PAN, CATEGORY_KITCHEN, 92, 1, false) \
	X(KIND_APRON, CATEGORY_KITCHEN, 85, 1, false) \
	X(KIND_TEA_TOWEL, CATEGORY_KITCHEN, 40, 2, false) \
	X(KIND_JAR, CATEGORY_KITCHEN, 25, 3, false) \
	X(KIND_GLOVE, CATEGORY_KITCHEN, 92, 1, false) \
	X(KIND_TIN, CATEGORY_KITCHEN, 50, 1, false) \
	X(KIND_OIL, CATEGORY_KITCHEN, 80, 1, false) \
	X(KIND_UTENSIL, CATEGORY_KITCHEN, 25, 1, false) \
	X(KIND_SCALE, CATEGORY_KITCHEN, 92, 1, false) \
	X(KIND_DESK_LAMP, CATEGORY_LIGHT, 92, 1, false) \
	X(KIND_FLOOR_LAMP, CATEGORY_LIGHT, 92, 1, true) \
	X(KIND_PENDANT, CATEGORY_LIGHT, 92, 1, false) \
	X(KIND_TABLE_LAMP, CATEGORY_LIGHT, 92, 1, false) \
	X(KIND_BULB, CATEGORY_LIGHT, 60, 2, false) \
	X(KIND_PLUG, CATEGORY_LIGHT, 60, 1, false) \
	X(KIND_STRING, CATEGORY_LIGHT, 92, 1, false) \
	X(KIND_SHEET, CATEGORY_BED, 92, 1, false) \
	X(KIND_DUVET, CATEGORY_BED, 92, 1, false) \
	X(KIND_PILLOWCASE, CATEGORY_BED, 65, 2, false) \
	X(KIND_PILLOW, CATEGORY_BED, 92, 1, false) \
	X(KIND_SPRAY, CATEGORY_BED, 75, 1, false) \
	X(KIND_CUSHION, CATEGORY_SOFT, 35, 2, false) \
	X(KIND_PAD, CATEGORY_SOFT, 70, 2, false) \
	X(KIND_THROW, CATEGORY_SOFT, 92, 1, false) \
	X(KIND_POUFFE, CATEGORY_SOFT, 92, 1, true) \
	X(KIND_RUG, CATEGORY_RUGS, 92, 1, true) \
	X(KIND_UNDERLAY, CATEGORY_RUGS, 92, 1, false) \
	X(KIND_DOORMAT, CATEGORY_RUGS, 92, 1, false) \
	X(KIND_RUG_CARE, CATEGORY_RUGS, 40, 1, false) \
	X(KIND_FRAME, CATEGORY_WALL, 60, 1, false) \
	X(KIND_PRINT, CATEGORY_WALL, 25, 1, false) \
	X(KIND_HOOKS, CATEGORY_WALL, 70, 1, false) \
	X(KIND_MIRROR, CATEGORY_WALL, 92, 1, true) \
	X(KIND_TOWEL, CATEGORY_BATH, 55, 2, false) \
	X(KIND_HAND_TOWEL, CATEGORY_BATH, 70, 2, false) \
	X(KIND_BATH_MAT, CATEGORY_BATH, 92, 1, false) \
	X(KIND_SOAP, CATEGORY_BATH, 25, 3, false) \
	X(KIND_SOAP_DISH, CATEGORY_BATH, 92, 1, false) \
	X(KIND_DISPENSER, CATEGORY_BATH, 92, 1, false) \
	X(KIND_BRUSH, CATEGORY_BATH, 40, 1, false) \
	X(KIND_ROBE, CATEGORY_BATH, 92, 1, false) \
	X(KIND_CANDLE, CATEGORY_SCENT, 35, 2, false) \
	X(KIND_VASE, CATEGORY_SCENT, 60, 1, false) \
	X(KIND_HOLDER, CATEGORY_SCENT, 55, 2, false) \
	X(KIND_DIFFUSER, CATEGORY_SCENT, 92, 1, false) \
	X(KIND_REFILL, CATEGORY_SCENT, 85, 1, false) \
	X(KIND_MATCHES, CATEGORY_SCENT, 85, 1, false) \
	X(KIND_TRIMMER, CATEGORY_SCENT, 60, 1, false) \
	X(KIND_DRIED, CATEGORY_SCENT, 40, 1, false) \
	X(KIND_TAPER, CATEGORY_SCENT, 45, 1, false) \
	X(KIND_DESK_MAT, CATEGORY_DESK, 92, 1, false) \
	X(KIND_NOTEBOOK, CATEGORY_DESK, 40, 2, false) \
	X(KIND_PEN, CATEGORY_DESK, 35, 1, false) \
	X(KIND_BOX, CATEGORY_DESK, 50, 1, false) \
	X(KIND_TRAY, CATEGORY_DESK, 60, 1, false) \
	X(KIND_BASKET, CATEGORY_DESK, 60, 1, false) \
	X(KIND_CLOCK, CATEGORY_DESK, 92, 1, false) \
	X(KIND_WALL_HOOK, CATEGORY_DESK, 60, 3, false) \
	X(KIND_CABLE_BOX, CATEGORY_DESK, 30, 1, false)
/* clang-format on */

enum catalogue_category {
#define X(code, name) code,
	CATALOGUE_CATEGORIES(X)
#undef X
	CATEGORY_COUNT
};

enum catalogue_kind {
#define X(code, category, drop, set, bulky) code,
	CATALOGUE_KINDS(X)
#undef X
	KIND_COUNT
};

struct catalogue_product {
	const char *sku;
	const char *title;
	const char *brand;
	enum catalogue_kind kind;
	int price, cost;
	int stock;
	int weight; /* popularity inside the category */
};

/* An order with 'from' also gets 'to' in 'percent' of cases. 'from' may end
 * in an asterisk and then means every SKU that begins that way. */
struct catalogue_pair {
	const char *from, *to;
	int percent;
};

/* The tables, borrowed for ever, in an order that never changes. */
const struct catalogue_product *catalogue_products(size_t *n);
const struct catalogue_pair *catalogue_pairs(size_t *n);

const char *catalogue_category_name(enum catalogue_category category);
enum catalogue_category catalogue_category_of(enum catalogue_kind kind);
int catalogue_drop_percent(enum catalogue_kind kind);
int catalogue_set_size(enum catalogue_kind kind);
bool catalogue_is_bulky(enum catalogue_kind kind);

/* Does the pair's 'from' mean this SKU? */
bool catalogue_pair_fits(const struct catalogue_pair *pair, const char *sku);

#endif
