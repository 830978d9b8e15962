/*
 * store_schema - how it works: the schema is the sum of its migrations.
 *
 * A new store walks the same steps as an old one, so there is one definition.
 * Each step runs in a transaction of its own that also sets user_version.
 *
 * What may change in a minor version: new tables; new columns at the end of a
 * table; new indexes. What may not: the meaning, order or type of a column
 * that exists. Curated tables have one more rule: they are only ever appended
 * to, have an explicit INTEGER PRIMARY KEY, deferred foreign keys without
 * cascades and no triggers, because the changesets of older history are
 * applied to them column by column.
 *
 * The comments inside the SQL are kept by SQLite: ".schema" shows them to
 * whoever opens the file with another tool.
 */
#include "store/store_internal.h"

static const char facts_sql[] =
    "CREATE TABLE state (\n"
    "  name TEXT NOT NULL PRIMARY KEY,\n"
    "  value ANY NOT NULL\n"
    ") STRICT, WITHOUT ROWID;\n"

    "CREATE TABLE import (\n"
    "  import_id INTEGER PRIMARY KEY,\n"
    "  file TEXT NOT NULL,\n"
    "  dialect TEXT,\n"
    "  kind TEXT NOT NULL,          -- products, orders, customers\n"
    "  content_hash INTEGER NOT NULL,\n"
    "  at INTEGER NOT NULL,         -- local seconds since 1970\n"
    "  rows_read INTEGER NOT NULL,  -- loaded+excluded+merged+set_aside\n"
    "  loaded INTEGER NOT NULL,\n"
    "  excluded INTEGER NOT NULL,   -- stored, but do not count\n"
    "  merged INTEGER NOT NULL,     -- known before or repeated\n"
    "  set_aside INTEGER NOT NULL,  -- see import_reject\n"
    "  orders INTEGER NOT NULL,\n"
    "  set_currency INTEGER NOT NULL,\n"
    "  state TEXT NOT NULL          -- done, undone\n"
    ") STRICT;\n"

    "CREATE TABLE import_reject (\n"
    "  reject_id INTEGER PRIMARY KEY,\n"
    "  import_id INTEGER NOT NULL REFERENCES import,\n"
    "  line INTEGER NOT NULL,\n"
    "  column_name TEXT,\n"
    "  value TEXT,\n"
    "  reason TEXT NOT NULL,\n"
    "  row_text TEXT,               -- the row as CSV\n"
    "  kept INTEGER NOT NULL        -- 1: only the field was set aside\n"
    ") STRICT;\n"

    "CREATE TABLE product (\n"
    "  product_id INTEGER PRIMARY KEY,\n"
    "  sku_key TEXT NOT NULL UNIQUE, -- trimmed, ASCII lower case\n"
    "  sku TEXT NOT NULL,           -- as shown and exported\n"
    "  title TEXT,\n"
    "  category TEXT,\n"
    "  brand TEXT,\n"
    "  parent_key TEXT,             -- sku_key of the product it varies\n"
    "  attributes TEXT,             -- JSON object\n"
    "  tags TEXT,\n"
    "  price4 INTEGER,              -- ten-thousandths of the currency\n"
    "  cost4 INTEGER,\n"
    "  stock INTEGER,\n"
    "  active INTEGER,              -- 1, 0, NULL: not said\n"
    "  listed INTEGER NOT NULL,     -- 1: a product file named it\n"
    "  import_id INTEGER NOT NULL REFERENCES import,\n"
    "  is_product INTEGER NOT NULL, -- derived; 0: postage, fees\n"
    "  median4 INTEGER              -- derived; paid for one, median\n"
    ") STRICT;\n"

    "CREATE TABLE customer (\n"
    "  customer_id INTEGER PRIMARY KEY,\n"
    "  ref TEXT NOT NULL UNIQUE,\n"
    "  email TEXT,\n"
    "  country TEXT,\n"
    "  consent INTEGER,             -- 1, 0, NULL: not said, means no\n"
    "  import_id INTEGER NOT NULL REFERENCES import\n"
    ") STRICT;\n"

    "CREATE TABLE orders (\n"
    "  order_id INTEGER PRIMARY KEY,\n"
    "  ref TEXT NOT NULL UNIQUE,\n"
    "  placed_at INTEGER NOT NULL,  -- local seconds since 1970\n"
    "  utc_offset INTEGER,          -- seconds east\n"
    "  customer_id INTEGER REFERENCES customer, -- NULL: guest\n"
    "  status TEXT NOT NULL,\n"
    "  country TEXT,\n"
    "  channel TEXT,\n"
    "  shipping INTEGER,            -- minor units, so all money below\n"
    "  shipping_cost INTEGER,\n"
    "  discount INTEGER,\n"
    "  tax INTEGER,\n"
    "  total INTEGER,\n"
    "  first_line INTEGER NOT NULL, -- its lines are line_id first_line\n"
    "  lines INTEGER NOT NULL,      -- to first_line + lines - 1\n"
    "  import_id INTEGER NOT NULL REFERENCES import,\n"
    "  counted INTEGER NOT NULL,    -- derived, as all below\n"
    "  cart_value INTEGER NOT NULL, -- as the shopper saw it\n"
    "  net_value INTEGER NOT NULL,  -- without tax\n"
    "  reason TEXT                  -- why it does not count\n"
    ") STRICT;\n"
    "CREATE INDEX orders_by_customer ON orders (customer_id);\n"

    "CREATE TABLE order_line (\n"
    "  line_id INTEGER PRIMARY KEY, -- an order's lines are consecutive\n"
    "  order_id INTEGER NOT NULL REFERENCES orders,\n"
    "  product_id INTEGER NOT NULL REFERENCES product,\n"
    "  quantity INTEGER NOT NULL,   -- as read; negative: a return\n"
    "  price4 INTEGER NOT NULL,\n"
    "  discount INTEGER NOT NULL,\n"
    "  counted_quantity INTEGER NOT NULL, -- derived: netted of returns\n"
    "  reason TEXT                  -- derived: why it counts less\n"
    ") STRICT;\n";

/* What an import overwrote, for taking it back. */
static const char before_sql[] =
    "CREATE TABLE product_before (\n"
    "  import_id INTEGER NOT NULL REFERENCES import,\n"
    "  product_id INTEGER NOT NULL,\n"
    "  sku TEXT NOT NULL,\n"
    "  title TEXT, category TEXT, brand TEXT, parent_key TEXT,\n"
    "  attributes TEXT, tags TEXT, price4 INTEGER, cost4 INTEGER,\n"
    "  stock INTEGER, active INTEGER, listed INTEGER NOT NULL,\n"
    "  PRIMARY KEY (import_id, product_id)\n"
    ") STRICT, WITHOUT ROWID;\n"
    "CREATE TABLE customer_before (\n"
    "  import_id INTEGER NOT NULL REFERENCES import,\n"
    "  customer_id INTEGER NOT NULL,\n"
    "  email TEXT, country TEXT, consent INTEGER,\n"
    "  PRIMARY KEY (import_id, customer_id)\n"
    ") STRICT, WITHOUT ROWID;\n"
    "CREATE TABLE order_before (\n"
    "  import_id INTEGER NOT NULL REFERENCES import,\n"
    "  order_id INTEGER NOT NULL,\n"
    "  status TEXT NOT NULL, country TEXT, channel TEXT,\n"
    "  shipping INTEGER, shipping_cost INTEGER, discount INTEGER,\n"
    "  tax INTEGER, total INTEGER,\n"
    "  PRIMARY KEY (import_id, order_id)\n"
    ") STRICT, WITHOUT ROWID;\n";

/* Orders that gained lines: where the old ones were, and what they said. */
static const char grown_sql[] =
    "ALTER TABLE order_before ADD COLUMN first_line INTEGER;\n"
    "ALTER TABLE order_before ADD COLUMN lines INTEGER;\n"
    "CREATE TABLE line_before (\n"
    "  import_id INTEGER NOT NULL REFERENCES import,\n"
    "  line_id INTEGER NOT NULL,\n"
    "  order_id INTEGER NOT NULL,\n"
    "  product_id INTEGER NOT NULL,\n"
    "  quantity INTEGER NOT NULL,\n"
    "  price4 INTEGER NOT NULL,\n"
    "  discount INTEGER NOT NULL,\n"
    "  PRIMARY KEY (import_id, line_id)\n"
    ") STRICT, WITHOUT ROWID;\n";

/* More kinds of offers, and versions of them kept beside each other. */
static const char kinds_sql[] =
    "ALTER TABLE bundle ADD COLUMN tiers TEXT; -- '3:50000 6:100000'\n"
    "ALTER TABLE bundle ADD COLUMN alone INTEGER NOT NULL DEFAULT 0;\n"
    "ALTER TABLE bundle ADD COLUMN min_margin INTEGER NOT NULL\n"
    "  DEFAULT 0; -- 1/10000 %; 0: none\n"
    "ALTER TABLE threshold ADD COLUMN gift_product INTEGER\n"
    "  REFERENCES product DEFERRABLE INITIALLY DEFERRED;\n"
    "ALTER TABLE threshold ADD COLUMN alone INTEGER NOT NULL DEFAULT 0;\n"
    "ALTER TABLE threshold ADD COLUMN min_margin INTEGER NOT NULL\n"
    "  DEFAULT 0;\n"
    "CREATE TABLE scenario (\n"
    "  scenario_id INTEGER PRIMARY KEY,\n"
    "  name TEXT NOT NULL UNIQUE,\n"
    "  kind TEXT NOT NULL,          -- bundle, threshold\n"
    "  subject TEXT NOT NULL,       -- the offer it is a version of\n"
    "  content TEXT NOT NULL,       -- what the version says, JSON\n"
    "  revision INTEGER NOT NULL,\n"
    "  changed_at INTEGER NOT NULL\n"
    ") STRICT;\n";

/* By which numbers the shop's platform knows products and bundles. */
static const char ids_sql[] =
    "CREATE TABLE shop_id (\n"
    "  shop_id_id INTEGER PRIMARY KEY,\n"
    "  sku_key TEXT NOT NULL UNIQUE, -- of a product, or a bundle's name\n"
    "  sku TEXT NOT NULL,\n"
    "  product INTEGER NOT NULL,\n"
    "  variant INTEGER,\n"
    "  option1 INTEGER, option1_name TEXT, option1_value TEXT,\n"
    "  option2 INTEGER, option2_name TEXT, option2_value TEXT,\n"
    "  option3 INTEGER, option3_name TEXT, option3_value TEXT\n"
    ") STRICT;\n";

/* What the shop sells together already, as its product files say. */
static const char links_sql[] =
    "CREATE TABLE shop_link (\n"
    "  link_id INTEGER PRIMARY KEY,\n"
    "  import_id INTEGER NOT NULL REFERENCES import,\n"
    "  product_id INTEGER NOT NULL REFERENCES product,\n"
    "  other_id INTEGER NOT NULL REFERENCES product,\n"
    "  kind TEXT NOT NULL,          -- cross-sell, related, upsell: shown\n"
    "                               -- with the product; grouped, bundled:\n"
    "                               -- the other one is part of it\n"
    "  quantity INTEGER NOT NULL,   -- pieces of the other one\n"
    "  UNIQUE (product_id, other_id, kind)\n"
    ") STRICT;\n";

/* Links that a newer product file no longer names, for taking that back. */
static const char links_before_sql[] =
    "CREATE TABLE link_before (\n"
    "  import_id INTEGER NOT NULL REFERENCES import, -- that ended it\n"
    "  brought_by INTEGER NOT NULL REFERENCES import,\n"
    "  product_id INTEGER NOT NULL,\n"
    "  other_id INTEGER NOT NULL,\n"
    "  kind TEXT NOT NULL,\n"
    "  quantity INTEGER NOT NULL,\n"
    "  PRIMARY KEY (import_id, product_id, other_id, kind)\n"
    ") STRICT, WITHOUT ROWID;\n";

/* Segments of the shop's own, and what customers looked at. Browsing goes by
 * names, because it is known of people who never bought and of products before
 * their file is read. */
static const char people_sql[] =
    "CREATE TABLE segment (\n"
    "  segment_id INTEGER PRIMARY KEY,\n"
    "  name TEXT NOT NULL UNIQUE,\n"
    "  expression TEXT NOT NULL,    -- over the facts of a customer\n"
    "  revision INTEGER NOT NULL,\n"
    "  changed_at INTEGER NOT NULL\n"
    ") STRICT;\n"
    "CREATE TABLE browsing (\n"
    "  customer TEXT NOT NULL,      -- ref of a customer\n"
    "  sku_key TEXT NOT NULL,       -- of a product\n"
    "  event TEXT NOT NULL,         -- view, cart, wish, buy\n"
    "  at INTEGER NOT NULL,         -- local seconds since 1970\n"
    "  import_id INTEGER NOT NULL REFERENCES import,\n"
    "  PRIMARY KEY (customer, sku_key, event, at)\n"
    ") STRICT, WITHOUT ROWID;\n";

/* SKUs that differ by case alone. The first of them has the folded SKU as its
 * key, the others that, char(31) and their SKU; 'alike' is the first one's id.
 * A setting says whether they count as one product. */
static const char alike_sql[] = "ALTER TABLE product ADD COLUMN alike INTEGER;";

/* The one view there is; its text is known to the byte (verify_no_code). It is
 * for people: here the schema is not trusted, and then views may not call
 * json_extract in every SQLite. */
#define PAIR_TOP_VIEW                                                       \
	"CREATE VIEW pair_top AS SELECT\n"                                  \
	"  product_id * 256 + key + 1 AS pair_top_id,\n"                    \
	"  product_id,\n"                                                   \
	"  key + 1 AS rank,             -- 1 is best\n"                     \
	"  json_extract(value, '$[0]') AS partner_id,\n"                    \
	"  json_extract(value, '$[1]') AS orders_both,\n"                   \
	"  -- shrunk, adjusted for basket size\n"                           \
	"  json_extract(value, '$[2]') AS lift,\n"                          \
	"  json_extract(value, '$[3]') AS lift_low, -- of its 90 % range\n" \
	"  json_extract(value, '$[4]') AS q_value,\n"                       \
	"  json_extract(value, '$[5]') AS score,\n"                         \
	"  -- strong, likely, weak, thin\n"                                 \
	"  json_extract(value, '$[6]') AS evidence\n"                       \
	"FROM pair_best, json_each(pair_best.partners)"

/*
 * A day's orders leave most counted pairs as they are, so a row of pairs stays
 * and what it has changed in since stands beside it. Of the best partners
 * everything but their names changes with every order: to write them as rows
 * takes longer than to find them, so they are one text for each product, and
 * the table that people ask is a view.
 */
static const char results_sql[] =
    "DROP TABLE pair_top;\n"
    "DELETE FROM pair_context;\n"
    "DELETE FROM pair_row;\n"
    "CREATE TABLE pair_change (\n"
    "  product_id INTEGER PRIMARY KEY, -- of a pair_row\n"
    "  columns BLOB NOT NULL\n"
    ") STRICT;\n"
    "CREATE TABLE pair_best (\n"
    "  product_id INTEGER PRIMARY KEY,\n"
    "  partners TEXT NOT NULL       -- JSON, best first; see pair_top\n"
    ") STRICT;\n" PAIR_TOP_VIEW ";\n";

static const char curated_sql[] =
    "CREATE TABLE bundle (\n"
    "  bundle_id INTEGER PRIMARY KEY,\n"
    "  name TEXT NOT NULL UNIQUE,\n"
    "  title TEXT,\n"
    "  message TEXT,                -- why it belongs together\n"
    "  kind TEXT NOT NULL,\n"
    "  status TEXT NOT NULL\n"
    "    CHECK (status IN ('draft', 'active', 'retired')),\n"
    "  discount_kind TEXT NOT NULL, -- none, percent, amount, price\n"
    "  discount_value INTEGER NOT NULL, -- 1/10000 percent; minor units\n"
    "  priority INTEGER NOT NULL,\n"
    "  max_sets INTEGER NOT NULL,   -- in one order; 0: no limit\n"
    "  starts INTEGER,              -- days since 1970, inclusive\n"
    "  ends INTEGER,\n"
    "  revision INTEGER NOT NULL,   -- another number after every change\n"
    "  changed_at INTEGER NOT NULL\n"
    ") STRICT;\n"
    "CREATE TABLE bundle_item (\n"
    "  bundle_item_id INTEGER PRIMARY KEY,\n"
    "  bundle_id INTEGER NOT NULL REFERENCES bundle\n"
    "    DEFERRABLE INITIALLY DEFERRED,\n"
    "  position INTEGER NOT NULL,\n"
    "  slot TEXT,\n"
    "  role TEXT,\n"
    "  product_id INTEGER NOT NULL REFERENCES product\n"
    "    DEFERRABLE INITIALLY DEFERRED,\n"
    "  quantity INTEGER NOT NULL CHECK (quantity > 0),\n"
    "  any_variant INTEGER NOT NULL -- 1: any product of the same parent\n"
    ") STRICT;\n"
    "CREATE TABLE threshold (\n"
    "  threshold_id INTEGER PRIMARY KEY,\n"
    "  name TEXT NOT NULL UNIQUE,\n"
    "  kind TEXT NOT NULL,          -- free-shipping, percent, amount\n"
    "  amount INTEGER NOT NULL,     -- the cart value it begins at\n"
    "  reward_value INTEGER NOT NULL, -- 1/10000 percent; minor units\n"
    "  country TEXT,                -- NULL: everywhere\n"
    "  status TEXT NOT NULL\n"
    "    CHECK (status IN ('draft', 'active', 'retired')),\n"
    "  priority INTEGER NOT NULL,\n"
    "  starts INTEGER,\n"
    "  ends INTEGER,\n"
    "  revision INTEGER NOT NULL,\n"
    "  changed_at INTEGER NOT NULL\n"
    ") STRICT;\n"
    "CREATE TABLE decision (\n"
    "  decision_id INTEGER PRIMARY KEY,\n"
    "  product_a INTEGER NOT NULL REFERENCES product\n"
    "    DEFERRABLE INITIALLY DEFERRED,\n"
    "  product_b INTEGER NOT NULL REFERENCES product\n"
    "    DEFERRABLE INITIALLY DEFERRED,\n"
    "  verdict TEXT NOT NULL CHECK (verdict IN ('none', 'accept', 'reject')),\n"
    "  accessory INTEGER,           -- the product that accessorises\n"
    "  note TEXT,\n"
    "  at INTEGER NOT NULL,\n"
    "  UNIQUE (product_a, product_b),\n"
    "  CHECK (product_a < product_b)\n"
    ") STRICT;\n"
    "CREATE TABLE contact (\n"
    "  contact_id INTEGER PRIMARY KEY,\n"
    "  customer_id INTEGER NOT NULL REFERENCES customer\n"
    "    DEFERRABLE INITIALLY DEFERRED,\n"
    "  product_id INTEGER NOT NULL REFERENCES product\n"
    "    DEFERRABLE INITIALLY DEFERRED,\n"
    "  list TEXT NOT NULL,\n"
    "  at INTEGER NOT NULL,\n"
    "  held_out INTEGER NOT NULL    -- 1: chosen, kept back to compare\n"
    ") STRICT;\n"
    "CREATE TABLE record (\n"
    "  record_id INTEGER PRIMARY KEY,\n"
    "  kind TEXT NOT NULL,\n"
    "  name TEXT NOT NULL,\n"
    "  content TEXT NOT NULL,\n"
    "  at INTEGER NOT NULL\n"
    ") STRICT;\n"
    "CREATE TABLE setting (\n"
    "  setting_id INTEGER PRIMARY KEY,\n"
    "  key TEXT NOT NULL UNIQUE,\n"
    "  value TEXT NOT NULL\n"
    ") STRICT;\n"
    "CREATE TABLE action (\n"
    "  action_id INTEGER PRIMARY KEY,\n"
    "  at INTEGER NOT NULL,\n"
    "  session TEXT NOT NULL,\n"
    "  label TEXT NOT NULL,\n"
    "  state TEXT NOT NULL\n"
    "    CHECK (state IN ('done', 'undone', 'dropped')),\n"
    "  undoes INTEGER,\n"
    "  undone_by INTEGER,\n"
    "  changes INTEGER NOT NULL,\n"
    "  changeset BLOB NOT NULL      -- of SQLite's session extension\n"
    ") STRICT;\n";

/* Made from the tables above; may be dropped and made again. */
static const char derived_sql[] =
    "CREATE TABLE snapshot_part (\n"
    "  part INTEGER PRIMARY KEY,    -- order_id / 16384\n"
    "  orders INTEGER NOT NULL,\n"
    "  lines INTEGER NOT NULL,\n"
    "  order_columns BLOB NOT NULL,\n"
    "  line_columns BLOB NOT NULL\n"
    ") STRICT;\n"
    "CREATE TABLE pair_context (\n"
    "  id INTEGER PRIMARY KEY CHECK (id = 1),\n"
    "  facts_version INTEGER NOT NULL, -- what it was made from\n"
    "  fingerprint INTEGER NOT NULL,\n"
    "  made_at INTEGER NOT NULL,\n"
    "  pairs INTEGER NOT NULL,\n"
    "  context BLOB NOT NULL\n"
    ") STRICT;\n"
    "CREATE TABLE pair_row (\n"
    "  product_id INTEGER PRIMARY KEY,\n"
    "  columns BLOB NOT NULL\n"
    ") STRICT;\n"
    "CREATE TABLE pair_top (\n"
    "  pair_top_id INTEGER PRIMARY KEY, -- product_id * 256 + rank\n"
    "  product_id INTEGER NOT NULL,\n"
    "  rank INTEGER NOT NULL,       -- 1 is best\n"
    "  partner_id INTEGER NOT NULL,\n"
    "  orders_both INTEGER NOT NULL,\n"
    "  lift REAL,                   -- shrunk, adjusted for basket size\n"
    "  lift_low REAL,               -- of its 90 % interval\n"
    "  q_value REAL,\n"
    "  score REAL,\n"
    "  evidence TEXT                -- strong, likely, weak, thin\n"
    ") STRICT;\n"
    "CREATE TABLE derived (\n"
    "  name TEXT NOT NULL PRIMARY KEY,\n"
    "  facts_version INTEGER NOT NULL,\n"
    "  fingerprint INTEGER NOT NULL,\n"
    "  content BLOB NOT NULL\n"
    ") STRICT, WITHOUT ROWID;\n";

enum {
	MIGRATION_PARTS = 4
};

/* In ascending version. The hash is printed by the test that checks it. */
static const struct {
	int version;
	const char *sql[MIGRATION_PARTS];
	uint64_t hash; /* schema_hash after this step */
} migrations[] = {
	{
	    .version = 1,
	    .sql = { facts_sql, before_sql, curated_sql, derived_sql },
	    .hash = UINT64_C(0x3e2e4e14c9e7c947),
	},
	{
	    .version = 2,
	    .sql = { grown_sql },
	    .hash = UINT64_C(0x56bed2094ae4ec0a),
	},
	{
	    .version = 3,
	    .sql = { kinds_sql },
	    .hash = UINT64_C(0xd7e3233fc3a7d34c),
	},
	{
	    .version = 4,
	    .sql = { ids_sql },
	    .hash = UINT64_C(0x15234fd894abd3ba),
	},
	{
	    .version = 5,
	    .sql = { links_sql },
	    .hash = UINT64_C(0x29579bf45501a0c0),
	},
	{
	    .version = 6,
	    .sql = { links_before_sql },
	    .hash = UINT64_C(0x759ad2f16d97b891),
	},
	{
	    .version = 7,
	    .sql = { people_sql },
	    .hash = UINT64_C(0x3f813f855a0165ee),
	},
	{
	    .version = 8,
	    .sql = { alike_sql },
	    .hash = UINT64_C(0xd57884fde16abe90),
	},
	{
	    .version = 9,
	    .sql = { results_sql },
	    .hash = UINT64_C(0xdb4530cbe073419d),
	},
};

int
schema_newest(void)
{
	return migrations[ARRAY_LEN(migrations) - 1].version;
}

/* The first column of the first row of a pragma or a check of the schema. */
static bool
read_one(struct store *st, const char *sql, sqlite3_stmt **s, struct err *err)
{
	int rc = sqlite3_prepare_v2(st->db, sql, -1, s, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_step(*s);
	return rc == SQLITE_ROW || rc == SQLITE_DONE || store_fail(st, rc, err);
}

bool
schema_version(struct store *st, int *version, struct err *err)
{
	sqlite3_stmt *s = NULL;
	bool ok = read_one(st, "PRAGMA user_version", &s, err);

	*version = ok ? sqlite3_column_int(s, 0) : 0;
	sqlite3_finalize(s);
	return ok;
}

static bool
run_step(struct store *st, size_t step, struct err *err)
{
	struct str pragma = STR_INIT;
	bool ok = true;

	for (int i = 0; ok && i < MIGRATION_PARTS; i++)
		if (migrations[step].sql[i] != NULL)
			ok = store_exec(st, migrations[step].sql[i], err);
	str_addf(&pragma, "PRAGMA user_version = %d", migrations[step].version);
	ok = ok && store_exec(st, pragma.p, err);
	str_release(&pragma);
	return ok;
}

/*
 * Several programs may open an old or a new store at once: the version is read
 * under the lock, and all steps are one transaction, so that nobody sees a
 * store between two versions.
 */
bool
schema_migrate(struct store *st, struct err *err)
{
	int version = 0;

	if (!store_exec(st, "BEGIN IMMEDIATE", err))
		return false;
	bool ok = schema_version(st, &version, err);
	for (size_t i = 0; ok && i < ARRAY_LEN(migrations); i++)
		if (migrations[i].version > version)
			ok = run_step(st, i, err);
	ok = ok && store_exec(st, "COMMIT", err);
	if (!ok)
		tx_roll_back(st);
	return ok;
}

/* Only our tables: whoever uses the file may add tables and indexes. */
static const char hash_sql[] =
    "SELECT name || char(10) || sql FROM sqlite_schema "
    "WHERE type IN ('table','view') AND name IN ("
    "'state','import','import_reject','product','customer','orders',"
    "'order_line','product_before','customer_before','order_before',"
    "'line_before','shop_link','link_before',"
    "'bundle','bundle_item','threshold','decision','contact','record',"
    "'setting','action','scenario','shop_id','segment','browsing',"
    "'snapshot_part','pair_context','pair_row','pair_top','derived',"
    "'pair_change','pair_best') "
    "ORDER BY name";

bool
schema_hash(struct store *st, uint64_t *hash, struct err *err)
{
	sqlite3_stmt *s = NULL;
	struct str all = STR_INIT;
	int rc = sqlite3_prepare_v2(st->db, hash_sql, -1, &s, NULL);

	while (rc == SQLITE_OK || rc == SQLITE_ROW) {
		rc = sqlite3_step(s);
		if (rc != SQLITE_ROW)
			break;
		str_add_bytes(&all, (const char *)sqlite3_column_text(s, 0),
		    (size_t)sqlite3_column_bytes(s, 0));
		str_add_char(&all, '\0');
	}
	*hash = slice_hash(slice_str(&all));
	sqlite3_finalize(s);
	str_release(&all);
	return rc == SQLITE_DONE || store_fail(st, rc, err);
}

static bool
verify_no_code(struct store *st, struct err *err)
{
	sqlite3_stmt *s = NULL;
	int rc = sqlite3_prepare_v2(st->db,
	    "SELECT type || ' ' || quote(name) FROM sqlite_schema "
	    "WHERE (type NOT IN ('table', 'index') "
	    "AND NOT (type = 'view' AND name = 'pair_top' AND sql = ?)) "
	    "OR (type = 'table' AND sql LIKE 'CREATE VIRTUAL%')",
	    -1, &s, NULL);
	bool ok;

	if (rc == SQLITE_OK)
		rc = sqlite3_bind_text(s, 1, PAIR_TOP_VIEW, -1, SQLITE_STATIC);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(s);
	ok = rc == SQLITE_DONE ||
	    (rc == SQLITE_ROW
		    ? err_set(err, ERR_INPUT,
			  "'%s' is not used because it holds the %s, which "
			  "no endcap made; remove it with an SQLite tool if "
			  "you trust the file",
			  st->path, (const char *)sqlite3_column_text(s, 0))
		    : store_fail(st, rc, err));
	sqlite3_finalize(s);
	return ok;
}

bool
schema_verify(struct store *st, int version, struct err *err)
{
	uint64_t hash;

	if (!verify_no_code(st, err) || !schema_hash(st, &hash, err))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(migrations); i++)
		if (migrations[i].version == version &&
		    migrations[i].hash == hash)
			return true;
	return err_set(err, ERR_INPUT,
	    "the tables of '%s' are not those of an endcap store of version "
	    "%d; restore a backup",
	    st->path, version);
}
