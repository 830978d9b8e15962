# The JSON that is exported is what the published schema says: no key that it
# does not name, none missing, each of its type, in its order.
. tests/cli/lib
need_sqlite3
schema=src/service/export.schema.json
import_small
ok bundle new "desk start" LAMP BULB:2 --percent 12.5
ok bundle new odd FX-1 TEA --amount 1
ok threshold set "ship free" --free-shipping --at 50
ok threshold set save --amount 5 --at 90
ok pair accept LAMP MUG
ok pair accept TEA FX-1

# check WHAT FILE: what is not as the schema has it, a line each
check() {
	sqlite3 :memory: <<-END
		.mode list
		CREATE TABLE s AS SELECT readfile('$schema') AS text;
		CREATE TABLE d AS SELECT readfile('$2') AS text;
		-- Keys of every definition, in order; what a reference leads to.
		CREATE TABLE prop AS SELECT x.key AS def, p.key AS name,
		  row_number() OVER (PARTITION BY x.key ORDER BY p.id) AS place,
		  p.value AS rule,
		  substr(p.value ->> '\$.items.\$ref', 9) AS leads
		FROM s, json_each(s.text, '\$.\$defs') x,
		  json_each(x.value, '\$.properties') p;
		CREATE INDEX prop_name ON prop(def, name);
		CREATE TABLE tree AS SELECT t.id, t.key, t.type, t.atom, t.fullkey,
		  t.parent FROM d, json_tree(d.text) t;
		CREATE INDEX tree_parent ON tree(parent);
		CREATE TABLE node AS WITH RECURSIVE walk AS (
		  SELECT t.id, t.key, t.type AS is_a, t.atom, t.fullkey, t.parent,
		    CASE t.type WHEN 'array' THEN (SELECT substr(
		      s.text ->> ('\$.\$defs.$1.items.\$ref'), 9) FROM s)
		    ELSE '$1' END AS def, NULL AS rule
		  FROM tree t WHERE t.parent IS NULL
		  UNION ALL
		  SELECT t.id, t.key, t.type, t.atom, t.fullkey, t.parent,
		    CASE WHEN w.is_a = 'array' THEN w.def ELSE
		      (SELECT leads FROM prop WHERE prop.def = w.def AND name = t.key) END,
		    CASE WHEN w.is_a = 'array' THEN NULL ELSE
		      coalesce((SELECT rule FROM prop WHERE prop.def = w.def
		        AND name = t.key), 'unknown') END
		  FROM walk w, tree t WHERE t.parent = w.id)
		SELECT * FROM walk;
		CREATE INDEX node_parent ON node(parent);
		SELECT fullkey, 'is not in the schema' FROM node WHERE rule = 'unknown';
		SELECT n.fullkey, 'is of type', n.is_a FROM node n
		WHERE rule IS NOT NULL AND rule != 'unknown'
		AND rule ->> '\$.type' IS NOT NULL AND NOT EXISTS (
		  SELECT 1 FROM json_each(CASE json_type(rule, '\$.type')
		    WHEN 'array' THEN json_extract(rule, '\$.type')
		    ELSE json_array(rule ->> '\$.type') END) e
		  WHERE e.value = CASE n.is_a WHEN 'text' THEN 'string'
		    WHEN 'real' THEN 'number' ELSE n.is_a END
		  OR (e.value = 'number' AND n.is_a = 'integer'));
		SELECT n.fullkey, 'has another value', n.atom FROM node n
		WHERE rule IS NOT NULL AND rule != 'unknown' AND (
		  (json_type(rule, '\$.enum') = 'array' AND NOT EXISTS (
		    SELECT 1 FROM json_each(rule, '\$.enum') e WHERE e.value IS n.atom))
		  OR (json_type(rule, '\$.const') IS NOT NULL
		    AND rule ->> '\$.const' IS NOT n.atom)
		  OR (json_type(rule, '\$.pattern') IS NOT NULL AND n.atom NOT NULL
		    AND n.atom NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'));
		SELECT o.fullkey, 'lacks or misplaces', p.name
		FROM node o JOIN prop p ON p.def = o.def WHERE o.is_a = 'object'
		AND NOT EXISTS (SELECT 1 FROM (SELECT key,
		    row_number() OVER (ORDER BY id) AS place
		  FROM node c WHERE c.parent = o.id)
		  WHERE key = p.name AND place = p.place);
		SELECT 'nodes', count(*) FROM node;
	END
}
for what in bundles thresholds complements; do
	ok export $what --format json -o "$work/$what.json"
done
ok export pairs --format json --min-orders 1 -o "$work/pairs.json"
ok import sample-data/products.csv sample-data/orders.csv --no-pairs
for what in upsells segments followups; do
	ok export $what --format json -o "$work/$what.json"
	ok export $what --format csv -o "$work/$what.csv"
	equal "$(head -n 1 "$work/$what.csv")" "$(sqlite3 :memory: "SELECT
		group_concat(key) FROM json_each(readfile('$work/$what.json'),
		'\$[0]')")" "columns of $what"
done
for what in bundles thresholds complements pairs upsells segments followups; do
	check $what "$work/$what.json" >"$work/got"
	! grep -v '^nodes|' "$work/got" >"$work/wrong" ||
		fail "$what: $(cat "$work/wrong")"
	[ "$(sed -n 's/^nodes|//p' "$work/got")" -gt 15 ] || fail "$what is empty"
done
# Every key is said to be needed.
equal 0 "$(sqlite3 :memory: "SELECT count(*) FROM
	json_each(readfile('$schema'), '\$.\$defs') x
	WHERE json_type(x.value, '\$.properties') = 'object' AND
	(SELECT json_group_array(key) FROM json_each(x.value, '\$.properties'))
	!= json_extract(x.value, '\$.required')")" "required keys"

# The check itself finds what is wrong.
sed -e 's/"quantity": 2/"quantity": "2"/' -e 's/"slot": null,//' \
	-e 's/"status": "draft"/"status": "live"/' -e 's/"kind"/"sort"/' \
	-e 's/"schema_version": 1/"schema_version": 2/' \
	"$work/bundles.json" >"$work/wrong.json"
check bundles "$work/wrong.json" >"$work/got"
for text in 'quantity|is of type|text' 'has another value|live' \
	'lacks or misplaces|slot' 'sort|is not in the schema' \
	'has another value|2'; do
	grep -q "$text" "$work/got" || fail "the check misses '$text'"
done
