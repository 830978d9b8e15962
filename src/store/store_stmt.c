/*
 * store_stmt - every SQL statement of endcap.
 *
 * A row is an enum and its text. Lists of columns that several statements
 * share are macros; the function that reads them stands in the module of the
 * subject and names the macro: read_import, read_bundle and so on.
 */
#include "store/store_internal.h"

#define PRODUCT_COLUMNS                                                  \
	"product_id, sku_key, sku, title, category, brand, parent_key, " \
	"attributes, tags, price4, cost4, stock, active, listed, "       \
	"is_product, median4, alike"
#define CUSTOMER_COLUMNS "customer_id, ref, email, country, consent"
/* Of a new row without its id, which SQLite gives out. */
#define NEW_ORDER_COLUMNS                                            \
	"ref, placed_at, utc_offset, customer_id, status, country, " \
	"channel, shipping, shipping_cost, discount, tax, total, "   \
	"first_line, lines, counted, cart_value, net_value, reason"
#define ORDER_COLUMNS "order_id, " NEW_ORDER_COLUMNS
#define NEW_LINE_COLUMNS                                     \
	"order_id, product_id, quantity, price4, discount, " \
	"counted_quantity, reason"
#define LINE_COLUMNS "line_id, " NEW_LINE_COLUMNS
#define IMPORT_COLUMNS                                                  \
	"import_id, file, dialect, kind, content_hash, at, rows_read, " \
	"loaded, excluded, merged, set_aside, orders, set_currency, "   \
	"state"
#define BUNDLE_COLUMNS                                                   \
	"bundle_id, name, title, message, kind, status, discount_kind, " \
	"discount_value, priority, max_sets, starts, ends, revision, "   \
	"changed_at, tiers, alone, min_margin"
#define ITEM_COLUMNS                                              \
	"bundle_item_id, bundle_id, product_id, quantity, slot, " \
	"role, any_variant"
#define THRESHOLD_COLUMNS                                           \
	"threshold_id, name, kind, amount, reward_value, country, " \
	"status, priority, starts, ends, revision, changed_at, "    \
	"gift_product, alone, min_margin"
#define ID_COLUMNS                                              \
	"shop_id_id, sku_key, sku, product, variant, option1, " \
	"option1_name, option1_value, option2, option2_name, "  \
	"option2_value, option3, option3_name, option3_value"
#define SCENARIO_COLUMNS                                        \
	"scenario_id, name, kind, subject, content, revision, " \
	"changed_at"
#define SEGMENT_COLUMNS "segment_id, name, expression, revision, changed_at"
#define DECISION_COLUMNS                                          \
	"decision_id, product_a, product_b, verdict, accessory, " \
	"note, at"
#define ACTION_COLUMNS                                              \
	"action_id, at, session, label, state, undoes, undone_by, " \
	"changes"

static const char *const sql[] = {
	[STMT_DATA_VERSION] = "PRAGMA data_version",
	[STMT_STATE_GET] = "SELECT value FROM state WHERE name = ?",
	[STMT_STATE_PUT] = "INSERT INTO state (name, value) VALUES (?, ?) "
			   "ON CONFLICT (name) DO UPDATE "
			   "SET value = excluded.value",
	[STMT_STATE_DROP] = "DELETE FROM state WHERE name = ?",
	[STMT_SIZES] = "SELECT (SELECT count(*) FROM product), "
		       "(SELECT count(*) FROM customer), "
		       "(SELECT count(*) FROM orders), "
		       "(SELECT coalesce(sum(orders), 0) FROM snapshot_part), "
		       "(SELECT count(*) FROM order_line), "
		       "(SELECT count(*) FROM import WHERE state = 'done'), "
		       "(SELECT count(*) FROM bundle), "
		       "(SELECT count(*) FROM threshold), "
		       "(SELECT count(*) FROM decision)",

	[STMT_PRODUCTS] =
	    "SELECT " PRODUCT_COLUMNS " FROM product ORDER BY product_id",
	/* The first one and those that are alike. */
	[STMT_PRODUCTS_BY_KEY] =
	    "SELECT " PRODUCT_COLUMNS " FROM product WHERE sku_key = ?1 "
	    "OR (sku_key > ?1 || char(31) AND sku_key < ?1 || char(32)) "
	    "ORDER BY product_id",
	/* Keys that begin alike, for the sentence of a miss. */
	[STMT_PRODUCTS_LIKE] =
	    "SELECT sku FROM product WHERE sku_key >= ?1 "
	    "AND sku_key < ?1 || char(1114111) ORDER BY sku_key LIMIT 3",
	[STMT_PRODUCT_ID] =
	    "SELECT product_id, sku FROM product WHERE sku_key = ?",
	[STMT_PRODUCT_RANGE] =
	    "SELECT (SELECT count(*) FROM product), "
	    "(SELECT coalesce(max(product_id), 0) FROM product)",
	[STMT_PRODUCT_INSERT] =
	    "INSERT INTO product (product_id, sku_key, sku, title, category, "
	    "brand, parent_key, attributes, tags, price4, cost4, stock, "
	    "active, listed, is_product, import_id, alike) "
	    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[STMT_PRODUCT_KEEP] =
	    "INSERT INTO product_before SELECT ?, product_id, sku, title, "
	    "category, brand, parent_key, attributes, tags, price4, cost4, "
	    "stock, active, listed FROM product WHERE product_id = ?",
	[STMT_PRODUCT_UPDATE] =
	    "UPDATE product SET sku = ?, title = ?, category = ?, brand = ?, "
	    "parent_key = ?, attributes = ?, tags = ?, price4 = ?, "
	    "cost4 = ?, stock = ?, active = ?, listed = ? "
	    "WHERE product_id = ?",
	[STMT_PRODUCT_FLAG] =
	    "UPDATE product SET is_product = ? WHERE product_id = ?",
	[STMT_PRODUCT_MEDIAN] = "UPDATE product SET median4 = ?1 "
				"WHERE product_id = ?2 AND median4 IS NOT ?1",
	[STMT_CATEGORIES] = "SELECT DISTINCT category FROM product "
			    "WHERE category <> '' ORDER BY category",

	[STMT_CUSTOMERS] =
	    "SELECT " CUSTOMER_COLUMNS " FROM customer ORDER BY customer_id",
	[STMT_CUSTOMER_BY_REF] =
	    "SELECT " CUSTOMER_COLUMNS " FROM customer WHERE ref = ?",
	[STMT_CUSTOMER_INSERT] =
	    "INSERT INTO customer (customer_id, ref, email, country, "
	    "consent, import_id) SELECT c0, c1, c2, c3, c4, c5 FROM feed",
	[STMT_CUSTOMER_KEEP] =
	    "INSERT INTO customer_before SELECT ?, customer_id, email, "
	    "country, consent FROM customer WHERE customer_id = ?",
	[STMT_CUSTOMER_UPDATE] = "UPDATE customer SET email = ?, country = ?, "
				 "consent = ? WHERE customer_id = ?",
	[STMT_CUSTOMER_RANGE] =
	    "SELECT count(*), coalesce(max(customer_id), 0) FROM customer",
	[STMT_CUSTOMER_IDS] =
	    "SELECT customer_id FROM customer ORDER BY customer_id",
	[STMT_CUSTOMER_FORGET] =
	    "UPDATE customer SET ref = 'forgotten-' || customer_id, "
	    "email = NULL, country = NULL, consent = 0 WHERE customer_id = ?",
	[STMT_CUSTOMER_FORGET_BEFORE] =
	    "DELETE FROM customer_before WHERE customer_id = ?",
	[STMT_CUSTOMER_FORGET_REJECTS] =
	    "UPDATE import_reject SET value = NULL, row_text = NULL "
	    "WHERE instr(row_text, ?1) OR instr(row_text, ?2) "
	    "OR value = ?1 OR value = ?2",
	[STMT_CUSTOMER_FORGET_CONTACTS] =
	    "DELETE FROM contact WHERE customer_id = ?",
	[STMT_CUSTOMER_FORGET_EVENTS] =
	    "DELETE FROM browsing WHERE customer = ?",
	[STMT_EVENT_INSERT] =
	    "INSERT OR IGNORE INTO browsing (customer, sku_key, event, at, "
	    "import_id) VALUES (?, ?, ?, ?, ?)",
	/* Of those who bought, with products that are known; CROSS JOIN keeps
	 * the order of the tables. */
	[STMT_EVENTS] =
	    "SELECT c.customer_id, p.product_id, b.event, b.at "
	    "FROM browsing b CROSS JOIN customer c ON c.ref = b.customer "
	    "CROSS JOIN product p ON p.sku_key = b.sku_key WHERE b.at >= ?",
	[STMT_EVENTS_OF] =
	    "SELECT c.customer_id, p.product_id, b.event, b.at "
	    "FROM product p CROSS JOIN browsing b ON b.sku_key = p.sku_key "
	    "CROSS JOIN customer c ON c.ref = b.customer "
	    "WHERE p.product_id = ?",
	[STMT_EVENTS_ANY] = "SELECT EXISTS (SELECT 1 FROM browsing)",
	[STMT_IMPORT_NEXT] =
	    "SELECT coalesce(max(import_id), 0) + 1 FROM import",
	[STMT_UNDO_EVENTS] = "DELETE FROM browsing WHERE import_id = ?",
	[STMT_RETURNERS] =
	    "SELECT DISTINCT o.customer_id FROM orders o "
	    "WHERE o.customer_id IS NOT NULL AND o.placed_at >= ? "
	    "AND (o.status = 'return' OR EXISTS (SELECT 1 FROM order_line l "
	    "WHERE l.line_id >= o.first_line "
	    "AND l.line_id < o.first_line + o.lines AND l.quantity < 0)) "
	    "ORDER BY o.customer_id",
	[STMT_CUSTOMER_ORDERS] =
	    "SELECT order_id FROM orders WHERE customer_id = ?",
	[STMT_CUSTOMER_LATEST] =
	    "SELECT max(placed_at) FROM orders WHERE customer_id = ?",

	[STMT_ORDER_RANGE] =
	    "SELECT (SELECT count(*) FROM orders), "
	    "(SELECT coalesce(max(order_id), 0) FROM orders), "
	    "(SELECT coalesce(max(line_id), 0) FROM order_line)",
	[STMT_ORDERS_ANY] = "SELECT EXISTS (SELECT 1 FROM orders)",
	[STMT_ORDER_BY_REF] =
	    "SELECT " ORDER_COLUMNS " FROM orders WHERE ref = ?",
	[STMT_ORDER_BY_ID] =
	    "SELECT " ORDER_COLUMNS " FROM orders WHERE order_id = ?",
	[STMT_ORDERS_ALL] =
	    "SELECT " ORDER_COLUMNS " FROM orders ORDER BY order_id",
	/* Ids are max + 1 and so on, which is what was planned. */
	[STMT_ORDER_INSERT] =
	    "INSERT INTO orders (" NEW_ORDER_COLUMNS ", import_id) "
	    "SELECT c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, "
	    "c12, c13, c14, c15, c16, c17, c18 FROM feed",
	/* The same where the other columns are empty. */
	[STMT_ORDER_INSERT_PLAIN] =
	    "INSERT INTO orders (ref, placed_at, customer_id, status, "
	    "first_line, lines, counted, cart_value, net_value, import_id) "
	    "SELECT c0, c1, c3, c4, c12, c13, c14, c15, c16, c18 FROM feed",
	/* Orders and lines that are there, anew. */
	[STMT_ORDER_REPLACE] =
	    "INSERT OR REPLACE INTO orders (" NEW_ORDER_COLUMNS
	    ", import_id, order_id) "
	    "SELECT c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, "
	    "c12, c13, c14, c15, c16, c17, c18, c19 FROM feed",
	[STMT_LINE_REPLACE] =
	    "INSERT OR REPLACE INTO order_line (" NEW_LINE_COLUMNS
	    ", line_id) SELECT c0, c1, c2, c3, c4, c5, c6, c7 FROM feed",
	[STMT_ORDER_KEEP] =
	    "INSERT INTO order_before SELECT ?1, order_id, status, country, "
	    "channel, shipping, shipping_cost, discount, tax, total, "
	    "iif(?3, first_line, NULL), iif(?3, lines, NULL) "
	    "FROM orders WHERE order_id = ?2",
	[STMT_ORDER_UPDATE] =
	    "UPDATE orders SET status = ?, country = ?, channel = ?, "
	    "shipping = ?, shipping_cost = ?, discount = ?, tax = ?, "
	    "total = ?, first_line = ?, lines = ? WHERE order_id = ?",
	[STMT_ORDER_COUNTED] =
	    "UPDATE orders SET counted = ?, cart_value = ?, net_value = ?, "
	    "reason = ? WHERE order_id = ?",
	[STMT_ORDERS_LIST] =
	    "SELECT o.order_id, o.ref, c.ref, o.placed_at, o.status, o.lines, "
	    "o.cart_value, o.net_value, o.counted, o.reason FROM orders o "
	    "LEFT JOIN customer c USING (customer_id) "
	    "WHERE o.placed_at >= ?1 AND o.placed_at < ?2 "
	    "AND (?3 = 0 OR o.counted = 0) AND (?4 IS NULL OR c.ref = ?4) "
	    "ORDER BY o.placed_at DESC, o.order_id DESC LIMIT ?5",
	[STMT_ORDER_EXTRA] =
	    "SELECT ref, country, channel, discount, tax, total, utc_offset, "
	    "status FROM orders WHERE order_id = ?",
	[STMT_ORIGINS] =
	    "SELECT order_id, country, channel, discount FROM orders "
	    "WHERE counted = 1 AND order_id >= ? ORDER BY order_id",
	[STMT_PROMOTED] =
	    "SELECT order_id FROM orders o WHERE counted = 1 AND "
	    "(discount > 0 OR EXISTS (SELECT 1 FROM order_line "
	    "WHERE line_id >= o.first_line AND "
	    "line_id < o.first_line + o.lines AND order_line.discount > 0)) "
	    "ORDER BY order_id",
	[STMT_PROMOTED_ONE] =
	    "SELECT coalesce(discount > 0, 0) OR EXISTS (SELECT 1 FROM "
	    "order_line WHERE line_id >= o.first_line AND "
	    "line_id < o.first_line + o.lines AND order_line.discount > 0) "
	    "FROM orders o WHERE order_id = ?",
	[STMT_AUDIT_ORDERS] =
	    "SELECT coalesce(reason, ''), count(*) FROM orders GROUP BY 1",
	[STMT_AUDIT_LINES] = "SELECT coalesce(reason, ''), count(*) "
			     "FROM order_line GROUP BY 1",
	[STMT_LINES_OF] =
	    "SELECT " LINE_COLUMNS " FROM order_line WHERE line_id >= ?1 "
	    "AND line_id < ?1 + ?2 ORDER BY line_id",
	/* Products by the first one that is alike. */
	[STMT_LINES_COMPARED] =
	    "SELECT coalesce(p.alike, l.product_id), l.quantity, l.price4, "
	    "l.discount FROM order_line l JOIN product p USING (product_id) "
	    "WHERE l.line_id >= ?1 AND l.line_id < ?1 + ?2 ORDER BY l.line_id",
	[STMT_LINES_ALL] =
	    "SELECT " LINE_COLUMNS " FROM order_line ORDER BY line_id",
	[STMT_LINE_INSERT] = "INSERT INTO order_line (" NEW_LINE_COLUMNS ") "
			     "SELECT c0, c1, c2, c3, c4, c5, c6 FROM feed",
	/* The same where nothing was taken off and all counts. */
	[STMT_LINE_INSERT_PLAIN] =
	    "INSERT INTO order_line (order_id, product_id, quantity, price4, "
	    "discount, counted_quantity) "
	    "SELECT c0, c1, c2, c3, 0, c5 FROM feed",
	/* Of one order, whose row still says where they are. */
	[STMT_LINES_KEEP] =
	    "INSERT INTO line_before SELECT ?1, line_id, order_id, "
	    "product_id, quantity, price4, discount FROM order_line "
	    "WHERE line_id >= (SELECT first_line FROM orders "
	    "WHERE order_id = ?2) AND line_id < (SELECT first_line + lines "
	    "FROM orders WHERE order_id = ?2)",
	[STMT_LINES_DROP] =
	    "DELETE FROM order_line WHERE line_id >= (SELECT first_line "
	    "FROM orders WHERE order_id = ?1) AND line_id < "
	    "(SELECT first_line + lines FROM orders WHERE order_id = ?1)",
	[STMT_LINE_PUT] = "INSERT INTO order_line (" LINE_COLUMNS
			  ") VALUES (?, ?, ?, ?, ?, ?, 0, NULL)",
	[STMT_LINE_COUNTED] = "UPDATE order_line SET counted_quantity = ?, "
			      "reason = ? WHERE line_id = ?",

	[STMT_PART_GET] = "SELECT orders, lines, order_columns, line_columns "
			  "FROM snapshot_part WHERE part = ?",
	[STMT_PART_PUT] = "INSERT OR REPLACE INTO snapshot_part "
			  "(part, orders, lines, order_columns, line_columns) "
			  "VALUES (?, ?, ?, ?, ?)",
	[STMT_PART_DROP] = "DELETE FROM snapshot_part WHERE part = ?",
	[STMT_PARTS] =
	    "SELECT part, orders, lines, order_columns, line_columns "
	    "FROM snapshot_part ORDER BY part",
	[STMT_PARTS_SIZE] =
	    "SELECT coalesce(sum(orders), 0), coalesce(sum(lines), 0) "
	    "FROM snapshot_part",

	[STMT_IMPORT_INSERT] =
	    "INSERT INTO import (file, dialect, kind, content_hash, at, "
	    "rows_read, loaded, excluded, merged, set_aside, orders, "
	    "set_currency, state) "
	    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'done')",
	[STMT_IMPORTS] =
	    "SELECT " IMPORT_COLUMNS " FROM import ORDER BY import_id DESC",
	[STMT_IMPORT_GET] =
	    "SELECT " IMPORT_COLUMNS " FROM import WHERE import_id = ?",
	[STMT_IMPORT_BY_HASH] = "SELECT max(import_id) FROM import "
				"WHERE content_hash = ? AND state = 'done'",
	[STMT_REJECT_INSERT] =
	    "INSERT INTO import_reject (import_id, line, column_name, value, "
	    "reason, row_text, kept) VALUES (?, ?, ?, ?, ?, ?, ?)",
	[STMT_REJECTS] =
	    "SELECT line, column_name, value, reason, row_text, kept "
	    "FROM import_reject WHERE import_id = ? ORDER BY line, reject_id",

	/* Taking an import back. */
	[STMT_UNDO_LATER] =
	    "SELECT min(import_id) FROM ("
	    "SELECT b.import_id FROM product_before b WHERE b.import_id > ?1 "
	    "AND (b.product_id IN (SELECT product_id FROM product_before "
	    "WHERE import_id = ?1) OR b.product_id IN "
	    "(SELECT product_id FROM product WHERE import_id = ?1)) "
	    "UNION ALL "
	    "SELECT b.import_id FROM customer_before b WHERE b.import_id > ?1 "
	    "AND (b.customer_id IN (SELECT customer_id FROM customer_before "
	    "WHERE import_id = ?1) OR b.customer_id IN "
	    "(SELECT customer_id FROM customer WHERE import_id = ?1)) "
	    "UNION ALL "
	    "SELECT b.import_id FROM order_before b WHERE b.import_id > ?1 "
	    "AND (b.order_id IN (SELECT order_id FROM order_before "
	    "WHERE import_id = ?1) OR b.order_id IN "
	    "(SELECT order_id FROM orders WHERE import_id = ?1)) "
	    "UNION ALL "
	    "SELECT l.import_id FROM shop_link l JOIN link_before b "
	    "USING (product_id, other_id, kind) WHERE b.import_id = ?1 "
	    "AND l.import_id > ?1)",
	[STMT_UNDO_ORDER_IDS] = "SELECT order_id, customer_id FROM orders "
				"WHERE import_id = ? ORDER BY order_id",
	[STMT_UNDO_RESTORED_ORDER_IDS] =
	    "SELECT order_id FROM order_before WHERE import_id = ? "
	    "ORDER BY order_id",
	[STMT_UNDO_LINES] = "DELETE FROM order_line WHERE order_id IN "
			    "(SELECT order_id FROM orders WHERE import_id = ?1 "
			    "UNION ALL SELECT order_id FROM order_before "
			    "WHERE import_id = ?1 AND first_line IS NOT NULL)",
	[STMT_UNDO_RESTORE_LINES] =
	    "INSERT INTO order_line (" LINE_COLUMNS ") "
	    "SELECT line_id, order_id, product_id, quantity, price4, "
	    "discount, 0, NULL FROM line_before WHERE import_id = ? "
	    "ORDER BY line_id",
	[STMT_UNDO_ORDERS] = "DELETE FROM orders WHERE import_id = ?",
	[STMT_UNDO_RESTORE_PRODUCTS] =
	    "UPDATE product SET (sku, title, category, brand, parent_key, "
	    "attributes, tags, price4, cost4, stock, active, listed) = "
	    "(SELECT sku, title, category, brand, parent_key, attributes, "
	    "tags, price4, cost4, stock, active, listed FROM product_before b "
	    "WHERE b.import_id = ?1 AND b.product_id = product.product_id) "
	    "WHERE product_id IN "
	    "(SELECT product_id FROM product_before WHERE import_id = ?1)",
	[STMT_UNDO_RESTORE_CUSTOMERS] =
	    "UPDATE customer SET (email, country, consent) = "
	    "(SELECT email, country, consent FROM customer_before b "
	    "WHERE b.import_id = ?1 AND b.customer_id = "
	    "customer.customer_id) WHERE customer_id IN "
	    "(SELECT customer_id FROM customer_before WHERE import_id = ?1)",
	[STMT_UNDO_RESTORE_ORDERS] =
	    "UPDATE orders SET (status, country, channel, shipping, "
	    "shipping_cost, discount, tax, total, first_line, lines) = "
	    "(SELECT status, country, channel, shipping, shipping_cost, "
	    "discount, tax, total, coalesce(b.first_line, "
	    "orders.first_line), coalesce(b.lines, orders.lines) "
	    "FROM order_before b "
	    "WHERE b.import_id = ?1 AND b.order_id = orders.order_id) "
	    "WHERE order_id IN "
	    "(SELECT order_id FROM order_before WHERE import_id = ?1)",
	/* What other imports use stays, as brought by the first of them. */
	[STMT_UNDO_BLANK_PRODUCTS] =
	    "UPDATE product SET title = NULL, category = NULL, brand = NULL, "
	    "parent_key = NULL, attributes = NULL, tags = NULL, "
	    "price4 = NULL, cost4 = NULL, stock = NULL, active = NULL, "
	    "listed = 0 WHERE import_id = ? AND listed = 1",
	[STMT_UNDO_BLANK_CUSTOMERS] =
	    "UPDATE customer SET email = NULL, country = NULL, "
	    "consent = NULL WHERE import_id = ? AND import_id IN "
	    "(SELECT import_id FROM import WHERE kind = 'customers')",
	[STMT_UNDO_PASS_PRODUCTS] =
	    "UPDATE product SET import_id = u.first FROM "
	    "(SELECT l.product_id AS product_id, min(o.import_id) AS first "
	    "FROM order_line l JOIN orders o USING (order_id) "
	    "GROUP BY l.product_id) u "
	    "WHERE u.product_id = product.product_id "
	    "AND product.import_id = ?",
	[STMT_UNDO_PASS_CUSTOMERS] =
	    "UPDATE customer SET import_id = u.first FROM "
	    "(SELECT customer_id, min(import_id) AS first FROM orders "
	    "WHERE customer_id IS NOT NULL GROUP BY customer_id) u "
	    "WHERE u.customer_id = customer.customer_id "
	    "AND customer.import_id = ?",
	[STMT_UNDO_BUNDLE] =
	    "SELECT b.name, p.sku FROM product p "
	    "JOIN bundle_item USING (product_id) JOIN bundle b USING "
	    "(bundle_id) WHERE p.import_id = ? ORDER BY b.name, p.sku LIMIT 1",
	[STMT_UNDO_DECISION] =
	    "SELECT sku, what FROM ("
	    "SELECT p.sku AS sku, 'a decision about a pair' AS what "
	    "FROM product p JOIN decision d "
	    "ON p.product_id IN (d.product_a, d.product_b) "
	    "WHERE p.import_id = ?1 UNION ALL "
	    "SELECT p.sku, 'a follow-up list' FROM product p "
	    "JOIN contact USING (product_id) WHERE p.import_id = ?1 UNION ALL "
	    "SELECT c.ref, 'a follow-up list' FROM customer c "
	    "JOIN contact USING (customer_id) WHERE c.import_id = ?1) "
	    "ORDER BY 1, 2 LIMIT 1",
	[STMT_UNDO_PAIR_ROWS] = "DELETE FROM pair_row WHERE product_id IN "
				"(SELECT product_id FROM product "
				"WHERE import_id = ?)",
	[STMT_UNDO_PAIR_CHANGES] =
	    "DELETE FROM pair_change WHERE product_id IN "
	    "(SELECT product_id FROM product WHERE import_id = ?)",
	[STMT_UNDO_PAIR_TOPS] =
	    "DELETE FROM pair_best WHERE product_id IN "
	    "(SELECT product_id FROM product WHERE import_id = ?1) OR EXISTS "
	    "(SELECT 1 FROM json_each(partners) JOIN product p "
	    "ON p.product_id = json_extract(value, '$[0]') "
	    "WHERE p.import_id = ?1)",
	[STMT_UNDO_LINKS] =
	    "DELETE FROM shop_link WHERE import_id = ?1 OR product_id IN "
	    "(SELECT product_id FROM product WHERE import_id = ?1) OR "
	    "other_id IN (SELECT product_id FROM product "
	    "WHERE import_id = ?1)",
	[STMT_UNDO_RESTORE_LINKS] =
	    "INSERT INTO shop_link (import_id, product_id, other_id, kind, "
	    "quantity) SELECT brought_by, product_id, other_id, kind, quantity "
	    "FROM link_before WHERE import_id = ?",
	[STMT_UNDO_FORGET_LINKS] =
	    "DELETE FROM link_before WHERE import_id = ?1 OR brought_by = ?1 "
	    "OR product_id IN (SELECT product_id FROM product "
	    "WHERE import_id = ?1) OR other_id IN "
	    "(SELECT product_id FROM product WHERE import_id = ?1)",
	[STMT_SHOP_SETS] =
	    "SELECT l.product_id, p.sku, p.title, l.other_id, l.quantity "
	    "FROM shop_link l JOIN product p USING (product_id) "
	    "WHERE l.kind IN ('grouped', 'bundled') "
	    "ORDER BY l.product_id, l.other_id, l.link_id",
	[STMT_LINKS] = "SELECT link_id, product_id, other_id, kind, quantity "
		       "FROM shop_link ORDER BY product_id, kind, other_id",
	[STMT_LINK_KEEP] =
	    "INSERT INTO link_before (import_id, brought_by, product_id, "
	    "other_id, kind, quantity) SELECT ?1, import_id, product_id, "
	    "other_id, kind, quantity FROM shop_link WHERE link_id = ?2",
	[STMT_LINK_DROP] = "DELETE FROM shop_link WHERE link_id = ?",
	[STMT_LINK_INSERT] = "INSERT INTO shop_link (import_id, product_id, "
			     "other_id, kind, quantity) VALUES (?, ?, ?, ?, ?)",
	[STMT_UNDO_DROP_PRODUCTS] = "DELETE FROM product WHERE import_id = ?",
	[STMT_UNDO_FIRST_ALIKE] =
	    "UPDATE product SET sku_key = substr(sku_key, 1, "
	    "instr(sku_key, char(31)) - 1), alike = NULL WHERE product_id IN "
	    "(SELECT min(product_id) FROM product WHERE alike IS NOT NULL "
	    "AND alike NOT IN (SELECT product_id FROM product) "
	    "GROUP BY alike)",
	[STMT_UNDO_ALIKE] =
	    "UPDATE product SET alike = (SELECT f.product_id FROM product f "
	    "WHERE f.sku_key = substr(product.sku_key, 1, "
	    "instr(product.sku_key, char(31)) - 1)) WHERE alike IS NOT NULL "
	    "AND alike NOT IN (SELECT product_id FROM product)",
	[STMT_UNDO_DROP_CUSTOMERS] = "DELETE FROM customer WHERE import_id = ?",
	[STMT_UNDO_FORGET_PRODUCTS] =
	    "DELETE FROM product_before WHERE import_id = ?",
	[STMT_UNDO_FORGET_CUSTOMERS] =
	    "DELETE FROM customer_before WHERE import_id = ?",
	[STMT_UNDO_FORGET_ORDERS] =
	    "DELETE FROM order_before WHERE import_id = ?",
	[STMT_UNDO_FORGET_LINES] =
	    "DELETE FROM line_before WHERE import_id = ?",
	[STMT_UNDO_MARK] =
	    "UPDATE import SET state = 'undone' WHERE import_id = ?",
	[STMT_IMPORTS_DONE] =
	    "SELECT count(*) FROM import WHERE state = 'done'",

	[STMT_SETTING_GET] = "SELECT value FROM setting WHERE key = ?",
	[STMT_SETTING_PUT] = "INSERT INTO setting (key, value) VALUES (?, ?) "
			     "ON CONFLICT (key) DO UPDATE "
			     "SET value = excluded.value",
	[STMT_SETTING_DROP] = "DELETE FROM setting WHERE key = ?",
	[STMT_SETTINGS] = "SELECT key, value FROM setting ORDER BY key",

	[STMT_PAIRS_DROP] = "DELETE FROM pair_context",
	[STMT_PAIR_CHANGES_DROP] = "DELETE FROM pair_change",
	[STMT_PAIR_TOPS_DROP] = "DELETE FROM pair_best",
	[STMT_PAIR_ROWS_LOST] =
	    "DELETE FROM pair_row "
	    "WHERE product_id NOT IN (SELECT product_id FROM product)",
	[STMT_PAIRS_PUT] =
	    "INSERT INTO pair_context (id, facts_version, fingerprint, "
	    "made_at, pairs, context) VALUES (1, ?, ?, ?, ?, ?)",
	[STMT_PAIRS_GET] = "SELECT facts_version, fingerprint, made_at, "
			   "pairs, context FROM pair_context",
	[STMT_PAIRS_MADE_FROM] =
	    "SELECT facts_version, fingerprint FROM pair_context",
	[STMT_PAIR_ROW_PUT] =
	    "INSERT OR REPLACE INTO pair_row (product_id, columns) "
	    "VALUES (?, ?)",
	[STMT_PAIR_ROW_DROP] = "DELETE FROM pair_row WHERE product_id = ?",
	[STMT_PAIR_ROW_GET] =
	    "SELECT r.columns, c.columns FROM pair_row r "
	    "LEFT JOIN pair_change c USING (product_id) WHERE product_id = ?",
	[STMT_PAIR_ROWS] =
	    "SELECT product_id, r.columns, c.columns FROM pair_row r "
	    "LEFT JOIN pair_change c USING (product_id) ORDER BY product_id",
	[STMT_PAIR_CHANGE_PUT] =
	    "INSERT INTO pair_change (product_id, columns) VALUES (?, ?)",
	[STMT_PAIR_TOP_GET] =
	    "SELECT json_extract(value, '$[0]') FROM pair_best, "
	    "json_each(partners) WHERE product_id = ?1 ORDER BY key LIMIT ?2",
	[STMT_PAIR_BEST_PUT] =
	    "INSERT INTO pair_best (product_id, partners) VALUES (?, ?)",
	[STMT_DERIVED_PUT] =
	    "INSERT OR REPLACE INTO derived "
	    "(name, facts_version, fingerprint, content) VALUES (?, ?, ?, ?)",
	[STMT_DERIVED_GET] = "SELECT facts_version, fingerprint, content "
			     "FROM derived WHERE name = ?",
	[STMT_DERIVED_DROP] = "DELETE FROM derived WHERE name = ?",

	[STMT_BUNDLES] = "SELECT " BUNDLE_COLUMNS " FROM bundle ORDER BY name",
	[STMT_BUNDLE_BY_NAME] =
	    "SELECT " BUNDLE_COLUMNS " FROM bundle WHERE name = ?",
	[STMT_BUNDLE_BY_ID] =
	    "SELECT " BUNDLE_COLUMNS " FROM bundle WHERE bundle_id = ?",
	[STMT_BUNDLE_INSERT] = "INSERT INTO bundle (" BUNDLE_COLUMNS
			       ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
			       "?, ?, ?, ?, ?, ?)",
	[STMT_BUNDLE_UPDATE] =
	    "UPDATE bundle SET name = ?2, title = ?3, message = ?4, "
	    "kind = ?5, status = ?6, discount_kind = ?7, "
	    "discount_value = ?8, priority = ?9, max_sets = ?10, "
	    "starts = ?11, ends = ?12, revision = ?13, changed_at = ?14, "
	    "tiers = ?15, alone = ?16, min_margin = ?17 "
	    "WHERE bundle_id = ?1",
	[STMT_BUNDLE_DELETE] = "DELETE FROM bundle WHERE bundle_id = ?",
	[STMT_ITEMS] = "SELECT " ITEM_COLUMNS
		       " FROM bundle_item ORDER BY bundle_id, position",
	[STMT_ITEMS_OF] =
	    "SELECT " ITEM_COLUMNS " FROM bundle_item WHERE bundle_id = ? "
	    "ORDER BY position",
	[STMT_ITEM_PUT] = "INSERT INTO bundle_item (" ITEM_COLUMNS
			  ", position) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
	[STMT_ITEMS_DELETE] = "DELETE FROM bundle_item WHERE bundle_id = ?",
	[STMT_ITEM_TAKEN] =
	    "SELECT bundle_id FROM bundle_item WHERE bundle_item_id = ?",

	[STMT_THRESHOLDS] =
	    "SELECT " THRESHOLD_COLUMNS " FROM threshold ORDER BY name",
	[STMT_THRESHOLD_BY_NAME] =
	    "SELECT " THRESHOLD_COLUMNS " FROM threshold WHERE name = ?",
	[STMT_THRESHOLD_BY_ID] = "SELECT " THRESHOLD_COLUMNS
				 " FROM threshold WHERE threshold_id = ?",
	[STMT_THRESHOLD_INSERT] =
	    "INSERT INTO threshold (" THRESHOLD_COLUMNS
	    ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[STMT_THRESHOLD_UPDATE] =
	    "UPDATE threshold SET name = ?2, kind = ?3, amount = ?4, "
	    "reward_value = ?5, country = ?6, status = ?7, priority = ?8, "
	    "starts = ?9, ends = ?10, revision = ?11, changed_at = ?12, "
	    "gift_product = ?13, alone = ?14, min_margin = ?15 "
	    "WHERE threshold_id = ?1",
	[STMT_THRESHOLD_DELETE] =
	    "DELETE FROM threshold WHERE threshold_id = ?",

	/* Those of people, and what the shop sells together where nobody
	 * decided: pairs named on a product, and parts of the same group. */
	[STMT_DECISIONS] =
	    "SELECT " DECISION_COLUMNS ", 0 AS shop FROM decision "
	    "UNION ALL SELECT 0, s.a, s.b, 'accept', NULL, "
	    "'the shop sells them together: ' || s.kind || ' (import ' || "
	    "min(s.import_id) || ')', i.at, 1 FROM ("
	    "SELECT min(product_id, other_id) AS a, "
	    "max(product_id, other_id) AS b, kind, import_id "
	    "FROM shop_link WHERE kind IN ('cross-sell', 'related') "
	    "UNION ALL SELECT x.other_id, y.other_id, x.kind, x.import_id "
	    "FROM shop_link x JOIN shop_link y USING (product_id, kind) "
	    "WHERE x.kind IN ('grouped', 'bundled') "
	    "AND x.other_id < y.other_id) s JOIN import i USING (import_id) "
	    "WHERE NOT EXISTS (SELECT 1 FROM decision d "
	    "WHERE d.product_a = s.a AND d.product_b = s.b) "
	    "GROUP BY s.a, s.b ORDER BY 2, 3",
	[STMT_DECISION_GET] =
	    "SELECT " DECISION_COLUMNS " FROM decision WHERE product_a = ? "
	    "AND product_b = ?",
	[STMT_DECISION_INSERT] = "INSERT INTO decision (" DECISION_COLUMNS
				 ") VALUES (?, ?, ?, ?, ?, ?, ?)",
	[STMT_DECISION_UPDATE] = "UPDATE decision SET verdict = ?, "
				 "accessory = ?, note = ?, at = ? "
				 "WHERE decision_id = ?",
	[STMT_DECISION_DELETE] = "DELETE FROM decision WHERE decision_id = ?",

	[STMT_CONTACTS] = "SELECT contact_id, customer_id, product_id, list, "
			  "at, held_out FROM contact ORDER BY contact_id",
	[STMT_CONTACT_INSERT] =
	    "INSERT INTO contact (customer_id, product_id, list, at, "
	    "held_out) VALUES (?, ?, ?, ?, ?)",
	[STMT_RECORDS] =
	    "SELECT record_id, kind, name, content, at FROM record "
	    "WHERE kind = ?1 AND (?2 IS NULL OR name = ?2) "
	    "ORDER BY record_id",
	[STMT_RECORD_INSERT] = "INSERT INTO record (kind, name, content, at) "
			       "VALUES (?, ?, ?, ?)",

	[STMT_SCENARIOS] =
	    "SELECT " SCENARIO_COLUMNS " FROM scenario "
	    "WHERE ?1 IS NULL OR kind = ?1 ORDER BY subject, name",
	[STMT_SCENARIO_BY_NAME] =
	    "SELECT " SCENARIO_COLUMNS " FROM scenario WHERE name = ?",
	[STMT_SCENARIO_INSERT] = "INSERT INTO scenario (" SCENARIO_COLUMNS
				 ") VALUES (?, ?, ?, ?, ?, ?, ?)",
	[STMT_SCENARIO_UPDATE] =
	    "UPDATE scenario SET name = ?2, kind = ?3, subject = ?4, "
	    "content = ?5, revision = ?6, changed_at = ?7 "
	    "WHERE scenario_id = ?1",
	[STMT_SCENARIO_DELETE] = "DELETE FROM scenario WHERE scenario_id = ?",

	[STMT_SEGMENTS] =
	    "SELECT " SEGMENT_COLUMNS " FROM segment ORDER BY name",
	[STMT_SEGMENT_INSERT] =
	    "INSERT INTO segment (" SEGMENT_COLUMNS ") VALUES (?, ?, ?, ?, ?)",
	[STMT_SEGMENT_UPDATE] =
	    "UPDATE segment SET name = ?2, expression = ?3, revision = ?4, "
	    "changed_at = ?5 WHERE segment_id = ?1",
	[STMT_SEGMENT_DELETE] = "DELETE FROM segment WHERE segment_id = ?",

	[STMT_IDS] = "SELECT " ID_COLUMNS " FROM shop_id ORDER BY sku_key",
	[STMT_ID_INSERT] =
	    "INSERT INTO shop_id (" ID_COLUMNS
	    ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[STMT_ID_UPDATE] =
	    "UPDATE shop_id SET sku_key = ?2, sku = ?3, product = ?4, "
	    "variant = ?5, option1 = ?6, option1_name = ?7, "
	    "option1_value = ?8, option2 = ?9, option2_name = ?10, "
	    "option2_value = ?11, option3 = ?12, option3_name = ?13, "
	    "option3_value = ?14 WHERE shop_id_id = ?1",

	[STMT_ACTION_INSERT] =
	    "INSERT INTO action (at, session, label, state, undoes, changes, "
	    "changeset) VALUES (?, ?, ?, 'done', ?, ?, ?)",
	[STMT_ACTION_BLOB] = "SELECT changeset FROM action WHERE action_id = ?",
	[STMT_ACTION_STATE] = "UPDATE action SET state = ? WHERE action_id = ?",
	[STMT_ACTION_UNDONE_BY] =
	    "UPDATE action SET undone_by = ? WHERE action_id = ?",
	[STMT_ACTION_DROP_UNDONE] = "UPDATE action SET state = 'dropped' "
				    "WHERE state = 'undone'",
	[STMT_ACTION_GET] =
	    "SELECT " ACTION_COLUMNS " FROM action WHERE action_id = ?",
	[STMT_ACTIONS] = "SELECT " ACTION_COLUMNS
			 " FROM action ORDER BY action_id DESC LIMIT ?",
	[STMT_ACTION_UNDO_NEXT] =
	    "SELECT " ACTION_COLUMNS " FROM action WHERE state = 'done' "
	    "ORDER BY action_id DESC LIMIT 1",
	[STMT_ACTION_REDO_NEXT] =
	    "SELECT " ACTION_COLUMNS " FROM action WHERE state = 'undone' "
	    "ORDER BY action_id LIMIT 1",
	[STMT_ACTIONS_AFTER] =
	    "SELECT action_id, label, changeset FROM action a "
	    "WHERE action_id > ?1 AND state = 'done' "
	    "AND undone_by IS NULL "
	    "AND (undoes IS NULL OR undoes < ?1) ORDER BY action_id",

	[STMT_CHECK_IMPORTS] =
	    "SELECT import_id, file FROM import "
	    "WHERE rows_read <> loaded + excluded + merged + set_aside "
	    "ORDER BY import_id",
	/* Counted orders whose own lines do not add up. */
	[STMT_CHECK_ORDERS] =
	    "SELECT o.order_id, o.ref, o.placed_at, o.customer_id, "
	    "o.shipping, o.shipping_cost, o.cart_value, o.net_value, "
	    "o.first_line, o.lines FROM orders o WHERE o.counted = 1 "
	    "ORDER BY o.order_id",
	[STMT_CHECK_LINE_RANGES] =
	    "SELECT o.ref FROM orders o LEFT JOIN "
	    "(SELECT order_id, min(line_id) AS a, count(*) AS n, "
	    "max(line_id) AS z FROM order_line GROUP BY order_id) l "
	    "USING (order_id) WHERE coalesce(l.n, 0) <> o.lines "
	    "OR (o.lines > 0 AND (l.a <> o.first_line "
	    "OR l.z <> o.first_line + o.lines - 1)) ORDER BY o.order_id",
	[STMT_CHECK_PAIRS] =
	    "SELECT product_id FROM (SELECT product_id FROM pair_row UNION "
	    "SELECT product_id FROM pair_change UNION "
	    "SELECT product_id FROM pair_best UNION "
	    "SELECT json_extract(value, '$[0]') FROM pair_best, "
	    "json_each(partners)) "
	    "WHERE product_id NOT IN (SELECT product_id FROM product) "
	    "ORDER BY 1",
};

_Static_assert(ARRAY_LEN(sql) == STMT_COUNT, "a statement without its text");

const char *
stmt_sql(enum stmt_id id)
{
	return (size_t)id < ARRAY_LEN(sql) ? sql[id] : NULL;
}
