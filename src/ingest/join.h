/*
 * join - orders in one file and their lines in another, read as one.
 *
 * Databases keep them so, and many shops export them so: orders.csv has dates
 * and customers, order_items.csv what was bought. The lines are read, and
 * behind each stand what its order has of the columns below, under these names:
 *
 *	order_date time customer_id email status cancelled_at country channel
 *	currency shipping shipping_cost tax order_total subtotal order_discount
 *	refunded_amount
 *
 * A column of the lines that means the same gives way. Which column of the
 * orders the lines name them by is found from the values.
 *
 *	struct join join;
 *	join_init(&join);
 *	if (join_find(&join, "orders.csv", "order_items.csv", pg, &found, err) &&
 *	    found)
 *		options.join = &join;            (ingest.h, for any number of readings)
 *	join_release(&join);
 *
 * In lists of files join_side_of tells which are worth a try.
 *
 * Memory: the orders' file without its other columns, and 16 bytes an order.
 */
#ifndef ENDCAP_INGEST_JOIN_H
#define ENDCAP_INGEST_JOIN_H

#include "ingest/csvfile.h"
#include "ingest/dict.h"

#include "base/arena.h"
#include "base/progress.h"

enum {
	JOIN_MOST_COLUMNS = 16 /* of the orders, behind the lines */
};

struct join {
	const char *orders; /* the path, borrowed */
	size_t line_key; /* column of the lines that names the order */
	size_t width; /* columns of the lines, nameless ones at the end too */
	bool *gives_way; /* of them, in 'text' */
	size_t n; /* columns taken from the orders */
	size_t from[JOIN_MOST_COLUMNS]; /* index in the orders' file */
	const char *names[JOIN_MOST_COLUMNS];
	uint64_t hash; /* of the orders' bytes */

	struct dict ids;
	const char **rows; /* by number: n values, each with a NUL behind it */
	bool *used; /* by number: a line named it */
	size_t n_rows, cap_rows, cap_used;
	int64_t repeated; /* orders that stand twice: the last is taken */
	struct arena text;

	/* Of the reading that goes on, or was the last; one begins with the
	 * header, on this line. */
	uint32_t header_line;
	int64_t unknown; /* lines whose order the orders' file lacks */
	struct slice *fields; /* of the row that was asked for last */
	size_t cap_fields;
	struct csvfile_row row;
};

enum join_side {
	JOIN_NEITHER, /* or it cannot be read, as its import will say */
	JOIN_ORDERS, /* dates or customers, and no products */
	JOIN_LINES /* products or pieces with order numbers, and not both date
		      and customer */
};

enum join_side join_side_of(const char *path);

void join_init(struct join *j);
void join_release(struct join *j);

/* Do the files belong together? They do when each is what it should be and the
 * orders of the first lines stand in the orders' file. Then 'j' is ready. The
 * orders are read once, and again only where the column by which the lines name
 * them is another than their names and first rows say. Fails where a file
 * cannot be read, or when it is stopped. */
bool join_find(struct join *j, const char *orders, const char *lines,
    const struct progress *pg, bool *found, struct err *err);

/* csvfile_options.widen, with the join as its argument. */
const struct csvfile_row *join_widen(void *arg, const struct csvfile_row *row);

/* Orders that no line of the last reading named. */
int64_t join_without_lines(const struct join *j);

#endif
