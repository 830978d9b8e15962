# Exports for Shopify have the shapes of its schema: every field is known,
# every value of its type, every needed field there. The schema's input types
# stand in a fixture; the network is not asked.
. tests/cli/lib
need_sqlite3
import_small
ok bundle new kit LAMP BULB:2 --percent 12.5 --title '=1+1' --message 'So'
ok bundle new mugs MUG COAST --price 18 --title 'a|b,c;d="e"'
ok bundle new unknown TEA FX-1 --amount 1
ok bundle new bogo MUG:2 COAST --percent 50
for bundle in kit mugs unknown bogo; do ok bundle activate $bundle; done
ok bundle new draft LAMP MUG --amount 1
ok threshold set ship --free-shipping --at 50
ok threshold set tenth --percent 10 --at 80
ok threshold set fiver --amount 5 --at 90
ok pair accept LAMP MUG
ok pair accept TEA FX-1
# Buy two mugs, get the coaster at half the price.
sqlite3 "$ENDCAP_STORE" "
	UPDATE bundle SET discount_kind = 'get', starts = 20758, ends = 20811
		WHERE name = 'bogo';
	UPDATE bundle_item SET role = 'get' WHERE position = 1 AND bundle_id =
		(SELECT bundle_id FROM bundle WHERE name = 'bogo')" ||
	fail "cannot prepare"

# Without an id map nothing can be said, and nothing is guessed.
ok export bundles --format shopify -o "$work/none"
says "0 rows" "bundle 'kit': the id map has no product of 'LAMP'; left out"
[ -z "$(ls -A "$work/none")" ] || fail "files without ids"

# The id map: what it says, what it cannot, taken back like any change.
cat >"$work/ids.csv" <<'END'
sku,product_id,variant_id,option1_id,option1_name,option1_value
LAMP,gid://shopify/Product/1,gid://shopify/ProductVariant/11,gid://shopify/ProductOption/111,Colour,Brass
bulb,2,22,222,Title,Default Title
MUG,3,33,333,Title,Default Title
COAST,4,44,444,Title,Default Title
TEA,5,55,555,Title,Default Title
mugs,9,99,,,
MUG,3,34,333,Title,Default Title
MUG,3,33,333,Title,Default Title
BAD,gid://shopify/ProductVariant/8,,,,
BAD,0,,,,
END
ok import "$work/ids.csv" --dry-run
says "10 rows read = 6 loaded + 1 known before or repeated + 0 kept but not counted + 3 set aside"
ok export bundles --format shopify --dry-run
says "would write 0 rows"
ok import "$work/ids.csv"
says "platform ids: 6 new" "'endcap undo' takes them back" \
	"line 8, column sku, 'MUG': the SKU has other ids in line 4" \
	"line 10, column product_id, 'gid://shopify/ProductVariant/8': it is no number of a Product" \
	"line 11, column product_id, '0'"
ok import "$work/ids.csv"
says "= 0 loaded + 7 known"
ok export bundles --format shopify --dry-run
says "would write "
says_not "would write 0 rows"
ok undo
says "platform ids of 'ids.csv'"
ok export bundles --format shopify --dry-run
says "would write 0 rows"
ok redo
sed 's/33/77/' "$work/ids.csv" >"$work/newer.csv"
ok import "$work/newer.csv"
says "platform ids: 0 new, 1 changed"
ok undo

expect_error 2 "several files; name a folder" export bundles --format shopify
ok export bundles --format shopify -o "$work/bundles"
says "'$work/bundles': 3 rows" "bundle 'draft' is a draft and left out" \
	"bundle 'unknown': the id map has no product of 'FX-1'; left out" \
	"bundle 'kit': a new product has no price"
equal "discountAutomaticBxgyCreate.graphql discountAutomaticBxgyCreate.jsonl productBundleCreate.graphql productBundleCreate.jsonl productVariantRelationshipBulkUpdate.graphql productVariantRelationshipBulkUpdate.jsonl" \
	"$(ls "$work/bundles" | paste -sd ' ' -)" "a document and lines each"
ok export thresholds --format shopify -o "$work/thresholds"
ok export complements --format shopify -o "$work/complements"
says "the id map has no 'FX-1'; left out"
for what in bundles thresholds complements; do
	ok export $what --format shopify --removal -o "$work/$what-removal"
	expect_error 1 "could be taken back" export $what --format shopify \
		--removal -o "$work/none"
	ok export $what --format shopify -o "$work/$what-again"
	diff -r "$work/$what" "$work/$what-again" >"$work/diff" ||
		fail "$what: not the same after a removal: $(cat "$work/diff")"
done

# check_shapes FOLDER: names what is not as the schema has it
sed -e '/^#/d' tests/fixtures/export/shopify_inputs.txt >"$work/inputs"
check_shapes() {
	for lines in "$1"/*.jsonl; do
		sqlite3 :memory: <<-END
			CREATE TABLE input(type, field, kind);
			.mode list
			.separator ' '
			.import '$work/inputs' input
			CREATE TABLE doc(n INTEGER PRIMARY KEY, text);
			INSERT INTO doc(text) SELECT value FROM json_each(
			  '[' || rtrim(replace(readfile('$lines'), char(10), ','), ',') || ']');
			-- Every node, with the type its place gives it.
			CREATE TABLE node AS WITH RECURSIVE typed AS (
			  SELECT n, j.id, j.fullkey, j.type AS is_a, j.atom,
			    '$(basename "$lines" .jsonl)' AS kind
			  FROM doc, json_tree(text) j WHERE j.parent IS NULL
			  UNION ALL
			  SELECT t.n, j.id, j.fullkey, j.type, j.atom,
			    CASE WHEN typeof(j.key) = 'integer' THEN t.kind
			    ELSE (SELECT kind FROM input WHERE field = j.key
			      AND type = replace(replace(replace(t.kind, '[', ''), ']', ''), '!', '')) END
			  FROM typed t JOIN doc USING (n), json_tree(doc.text) j
			  WHERE j.parent = t.id)
			SELECT n, id, fullkey, is_a, atom, kind AS full,
			  replace(replace(replace(kind, '[', ''), ']', ''), '!', '') AS kind
			FROM typed;
			SELECT '$lines', n, fullkey, 'unknown field' FROM node
			WHERE full IS NULL;
			SELECT '$lines', n, fullkey, atom, 'is no ' || kind FROM node
			WHERE is_a NOT IN ('object', 'array') AND NOT CASE kind
			  WHEN 'ID' THEN is_a = 'text' AND atom GLOB 'gid://shopify/*/[0-9]*'
			  WHEN 'String' THEN is_a = 'text'
			  WHEN 'Int' THEN is_a = 'integer'
			  WHEN 'Float' THEN is_a IN ('integer', 'real')
			  WHEN 'Boolean' THEN is_a IN ('true', 'false')
			  WHEN 'Decimal' THEN is_a = 'text' AND atom GLOB '[0-9]*.[0-9][0-9]'
			  WHEN 'Money' THEN is_a = 'text' AND atom GLOB '[0-9]*.[0-9][0-9]'
			  WHEN 'UnsignedInt64' THEN is_a = 'text' AND atom GLOB '[1-9]*'
			  WHEN 'DateTime' THEN is_a = 'text' AND atom GLOB '20[0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z'
			  WHEN 'CountryCode' THEN is_a = 'text' AND atom GLOB '[A-Z][A-Z]'
			  WHEN 'PriceCalculationType' THEN atom IN ('FIXED', 'NONE', 'COMPONENTS_SUM')
			  WHEN 'DiscountBuyerSelection' THEN atom = 'ALL' ELSE 0 END;
			SELECT '$lines', n, fullkey, 'should be an array' FROM node
			WHERE full LIKE '[%' AND is_a != 'array'
			AND fullkey NOT LIKE '%]';
			SELECT '$lines', o.n, o.fullkey, 'lacks ' || field
			FROM node o JOIN input ON type = o.kind
			WHERE o.is_a = 'object' AND input.kind LIKE '%!'
			AND NOT EXISTS (SELECT 1 FROM node c WHERE c.n = o.n
			  AND c.fullkey = o.fullkey || '.' || field);
			SELECT 'nodes', count(*) FROM node;
		END
	done
}
for folder in bundles thresholds complements bundles-removal \
	thresholds-removal complements-removal; do
	check_shapes "$work/$folder" >"$work/shapes"
	! grep -v '^nodes ' "$work/shapes" >"$work/wrong" ||
		fail "$folder: $(cat "$work/wrong")"
	grep -q '^nodes [1-9]' "$work/shapes" || fail "$folder: nothing checked"
done
# The check itself finds what is wrong.
mkdir "$work/wrong-folder"
cat >"$work/wrong-folder/productBundleCreate.jsonl" <<'END'
{"input":{"components":[{"productId":"gid://shopify/Product/1","qty":1}]}}
{"input":{"title":"x","components":[{"productId":"gid://shopify/Product/1","quantity":"1","optionSelections":[]}]}}
END
check_shapes "$work/wrong-folder" >"$work/shapes"
for text in 'unknown field' 'is no Int' 'lacks title' 'lacks optionSelections'; do
	grep -q "$text" "$work/shapes" || fail "the check misses '$text'"
done

# The documents name what the lines hold.
for document in "$work"/*/*.graphql; do
	name=$(basename "$document" .graphql)
	grep -qF "mutation $name(\$" "$document" || fail "$document: no mutation"
	variable=$(sed -n 's/^mutation [A-Za-z]*(\$\([A-Za-z]*\):.*/\1/p' \
		"$document")
	grep -q "^{\"$variable\":" "${document%graphql}jsonl" ||
		fail "$document and its lines disagree"
done
grep -qF '"priceInput":{"calculation":"FIXED","price":"18.00"}' \
	"$work/bundles/productVariantRelationshipBulkUpdate.jsonl" ||
	fail "the price of the bundle"
grep -qF '"discountOnQuantity":{"quantity":"1","effect":{"percentage":0.5}}' \
	"$work/bundles/discountAutomaticBxgyCreate.jsonl" || fail "half the price"
grep -qF '"startsAt":"2026-11-01T00:00:00Z","endsAt":"2026-12-24T23:59:59Z"' \
	"$work/bundles/discountAutomaticBxgyCreate.jsonl" || fail "whole days"
# What a removal asks for is what the export tagged.
sed -n 's/.*"tags":\["endcap","\([^"]*\)"\].*/\1/p' \
	"$work"/thresholds/*.jsonl | LC_ALL=C sort >"$work/tags"
sed -n 's/^{"search":"tag:\(.*\)"}$/\1/p' "$work"/thresholds-removal/*.jsonl |
	cmp -s - "$work/tags" || fail "tags"
