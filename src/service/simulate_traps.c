/*
 * The rows are raw CSV, because several of them are wrong as CSV or as
 * numbers. What an importer should do stands beside each.
 */
#include "service/simulate_traps.h"

/* clang-format off */
static const struct {
	int64_t after; /* this order, counted from 0 */
	const char *row;
} order_rows[] = {
	/* set aside: a letter in the price */
	{ .after = 2000,
	  .row = "102001-B,2025-01-21 10:11,C00017,MUG-350,1,\"12,5O\",,4.95,4.40,EUR,placed" },
	/* set aside: a quantity that nobody has */
	{ .after = 3500,
	  .row = "103501-B,2025-03-29 18:20,C00044,TEA-EGR,99999999999,11.90,,4.95,4.40,EUR," },
	/* set aside: no product */
	{ .after = 4200,
	  .row = "104201-B,2025-04-27 09:00,C00051,,1,9.90,,4.95,4.40,EUR,placed" },
	/* set aside: no such day */
	{ .after = 5100,
	  .row = "105101-B,31.02.2025,C00102,CND-FIG,1,17.90,,4.95,4.40,EUR,placed" },
	{ .after = 5101,
	  .row = "105102-B,soon,C00102,CND-FIG,1,17.90,,4.95,4.40,EUR,placed" },
	/* read: the same product, written otherwise */
	{ .after = 6000,
	  .row = "106001-B,2025-07-13 12:01,C00120, mug-350 ,2,12.90,,4.95,4.40,EUR,placed" },
	{ .after = 6001,
	  .row = "106002-B,2025-07-13 12:40,C00120,\"Knf-Chf\",1,69.90,,0.00,4.40,EUR,placed" },
	/* read: one product on two lines of one order is two lines */
	{ .after = 7000,
	  .row = "107001-B,2025-09-01 08:00,C00203,JAR-050,1,7.95,,4.95,4.40,EUR,placed" },
	{ .after = 7000,
	  .row = "107001-B,,,JAR-050,1,7.95,,,,," },
	/* set aside: another currency */
	{ .after = 8000,
	  .row = "108001-B,2025-10-18 21:15,C00210,LMP-021,1,74.00,,0.00,9.40,USD,placed" },
	/* set aside: a quantity in words; read, does not count: a quantity of nought */
	{ .after = 9000,
	  .row = "109001-B,2025-11-15 14:00,C00222,TWL-WAF,two,24.90,,4.95,4.40,EUR,placed" },
	{ .after = 9001,
	  .row = "109002-B,2025-11-15 14:30,C00222,TWL-WAF,0,24.90,,4.95,4.40,EUR,placed" },
	/* set aside: columns missing, or too many */
	{ .after = 10000,
	  .row = "110001-B,2025-11-30 20:00:00" },
	{ .after = 10500,
	  .row = "110501-B,2025-12-07 20:00,C00230,CND-FIG,1,17.90,,4.95,4.40,EUR,,thanks,again" },
	/* skipped: a blank line */
	{ .after = 11000,
	  .row = "" },
	/* read: terminal escapes in a code, made harmless */
	{ .after = 12000,
	  .row = "112001-B,2026-02-01 11:11,C00250,\x1b[2JMUG-350\x1b[0m,1,12.90,,4.95,4.40,EUR," },
	/* read, does not count: a correction booked as a negative price */
	{ .after = 13000,
	  .row = "113001-B,2026-03-14 16:45,C00301,ADJUST,1,-5.00,,0.00,0.00,EUR,placed" },
	/* read: a product that the product file does not know any more */
	{ .after = 14000,
	  .row = "114001-B,2026-05-02 19:19,C00333,LMP-019,1,59.00,,0.00,5.20,EUR,placed" },
	/* read: a return whose sale was before the file begins */
	{ .after = 15000,
	  .row = "R098811,2026-06-10 10:00,C00017,RUG-BER,-1,229.00,,0.00,0.00,EUR,return" },
	/* set aside: an order number that a spreadsheet has rounded */
	{ .after = 16000,
	  .row = "1.16E+05,2026-07-11 09:00,C00340,NTB-A5,1,9.90,,4.95,4.40,EUR,placed" },
	/* read: the product with the awkward name */
	{ .after = 17000,
	  .row = "117001-B,2026-08-22 17:00,,PRT-HOM,1,14.90,,4.95,4.40,EUR,placed" },
};

static const char *const product_rows[] = {
	/* no products but lines of orders */
	"GIFT-050,Gift card 50.00,Gift cards,Northlight,50.00,,",
	"POSTAGE,Postage,Service,,4.95,,",
	/* commas, quotes and a line break in a title */
	"PRT-HOM,\"Print, \"\"Home, sweet home\"\"\nA4\",Frames and prints,Northlight,14.90,5.1,8",
	/* a title that a spreadsheet would run */
	"NTB-SUM,\"=SUM(A1:A9)\",Desk and storage,Northlight,9.90,3.60,12",
	/* terminal escapes */
	"TTW-RED,\x1b[31mTea towel red\x1b[0m,Kitchen,Ovesund,9.90,3.70,25",
	/* right-to-left override, a wide family of characters, accents */
	"NTB-RTL,Notebook \xE2\x80\xAEtxt,Desk and storage,Northlight,9.90,3.60,8",
	"CND-NOE,Bougie Noël à l’orange 🍊,Candles and vases,Wickhollow,18.90,7.10,40",
	/* no cost, no price, no stock */
	"BWL-ONE,\"Bowl, one of a kind\",Tableware,Kiln Row,39.00,,1",
	"CLK-REP,Clock repair,Desk and storage,Tarn Oakworks,,,",
	/* set aside: a decimal comma among points; a negative stock */
	"SHP-OLD,Old stock whetstone,Kitchen,Brackwater,\"19,90\",8.00,-2",
	/* the same SKU again, written otherwise: the newer row holds */
	" mug-han ,\"Mug, hand thrown\",Mugs and cups,Kiln Row,18.90,7.40,3",
};
/* clang-format on */

bool
traps_write_after(struct simulate_csv *f, int64_t order, struct err *err)
{
	for (size_t i = 0; i < ARRAY_LEN(order_rows); i++) {
		if (order_rows[i].after != order)
			continue;
		simulate_csv_raw(f, order_rows[i].row);
		if (!simulate_csv_end_row(f, err))
			return false;
	}
	return true;
}

bool
traps_write_products(struct simulate_csv *f, struct err *err)
{
	for (size_t i = 0; i < ARRAY_LEN(product_rows); i++) {
		simulate_csv_raw(f, product_rows[i]);
		if (!simulate_csv_end_row(f, err))
			return false;
	}
	return true;
}

size_t
traps_order_rows(void)
{
	return ARRAY_LEN(order_rows);
}
