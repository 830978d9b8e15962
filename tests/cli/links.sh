# What the shop sells together already: read from product files, shown as
# accepted with where it comes from, not suggested back, undone with the import.
. tests/cli/lib

import_small
cat >"$work/shop.csv" <<'END'
ID,Type,SKU,Name,Published,Regular price,Categories,Grouped products,Cross-sells,Upsells
1,simple,MUG,Mug,1,12.00,Cups,,TEA,
2,simple,TEA,Tea,1,7.20,Tea,,,
3,grouped,SET,Set,1,,Sets,"MUG, LAMP",,NOBODY
END
ok import --dry-run "$work/shop.csv"
says "sold together in the shop: 3 new, 1 of products that are not known: left out"
ok import "$work/shop.csv"
says "sold together in the shop: 3 new"
ok imports --format csv
number=$(sed -n '2s/,.*//p' "$work/out")

ok pair MUG TEA
says "decided     accept" "the shop sells them together: cross-sell (import $number)"
ok pair MUG LAMP
says "the shop sells them together: grouped (import $number)"

# The list marks what the shop links already.
ok pairs MUG --min-orders 1 --format csv
head -1 "$work/out" | grep -q ",accessory,offered$" || fail "the last column"
grep -q "^MUG,TEA,.*,shop$" "$work/out" || fail "the mark of a cross-sell"
grep -q "^MUG,LAMP,.*,shop$" "$work/out" || fail "the mark of a group"

# Its sets are listed, and can be taken over as bundles.
ok bundle shop --format csv
says 'SET,draft,2,"Lamp, brass + Mug",72.00,'
ok bundle adopt set 'our set'
says "made bundle 'our set' of the shop's set 'set'"
ok bundle show 'our set'
says "Mug" "Lamp"
ok undo
# One with a price of its own saves what its parts cost more; its title names it.
printf 'sku,title,price\nSET,Both of them,60.00\n' >"$work/priced.csv"
ok import "$work/priced.csv" --currency EUR
ok bundle shop --format csv
says "60.00"
ok bundle adopt SET
says "made bundle 'Both of them' of the shop's set 'SET'"
ok bundle show 'Both of them'
says "price 60.00"
ok undo
# One that is dearer than its parts saves nothing.
printf 'sku,title,price\nSET,Both of them,99.00\n' >"$work/priced.csv"
ok import "$work/priced.csv" --currency EUR
ok bundle shop --format csv
says 'SET,draft,2,"Lamp, brass + Mug",72.00,no discount,72.00,'
ok imports undo $((number + 2))
ok imports undo $((number + 1))
expect_error 1 "the shop has no set 'MUG'; 'endcap bundle shop' lists" \
	bundle adopt MUG
ok bundles
says "no bundle yet"

# A person's word goes before the shop's.
ok pair reject MUG LAMP --note "breaks"
ok pair MUG LAMP
says "breaks"
! grep -q "the shop sells" "$work/out" || fail "the decision of a person hides"
ok undo

# The same file again brings nothing; taking it back takes the links along.
ok import "$work/shop.csv"
! grep -q "sold together in the shop: [1-9]" "$work/out" || fail "links twice"
ok imports undo "$number"
ok pair MUG TEA
! grep -q "the shop sells" "$work/out" || fail "a link stayed"
ok check

# A newer product file replaces the links of the products it lists, as far as
# it has columns for them; taking it back brings the old ones back.
ok import "$work/shop.csv"
first=$(sqlite3 "$ENDCAP_STORE" "SELECT max(import_id) FROM import")
links() {
	sqlite3 "$ENDCAP_STORE" "SELECT p.sku, o.sku, kind, quantity, l.import_id
	    FROM shop_link l JOIN product p USING (product_id)
	    JOIN product o ON o.product_id = l.other_id ORDER BY 1, 2, 3"
}
links >"$work/before"
cat >"$work/prices.csv" <<'END'
SKU,Name,Regular price
MUG,Mug,13.00
END
ok import --as products "$work/prices.csv"
links | cmp -s - "$work/before" || fail "a file without links ended some"
ok imports undo $((first + 1))
cat >"$work/newer.csv" <<'END'
ID,Type,SKU,Name,Published,Regular price,Categories,Grouped products,Cross-sells
1,simple,MUG,Mug,1,12.00,Cups,,LAMP
3,grouped,SET,Set,1,,Sets,"MUG, TEA",
END
# A kind of link that only a newer version knows is left alone.
sqlite3 "$ENDCAP_STORE" "INSERT INTO shop_link(import_id, product_id, other_id,
    kind, quantity) SELECT import_id, product_id, other_id, 'beside', 1
    FROM shop_link LIMIT 1"
ok import --dry-run "$work/newer.csv"
says "sold together in the shop: 2 new, 2 no longer"
sqlite3 "$ENDCAP_STORE" "DELETE FROM shop_link WHERE kind = 'beside'"
ok import "$work/newer.csv"
says "sold together in the shop: 2 new, 2 no longer"
newer=$(sqlite3 "$ENDCAP_STORE" "SELECT max(import_id) FROM import")
links >"$work/now"
cat >"$work/want" <<END
MUG|LAMP|cross-sell|1|$newer
SET|MUG|grouped|1|$first
SET|TEA|grouped|1|$newer
END
cmp "$work/want" "$work/now" || fail "the links of the newer file"
ok imports undo "$newer"
links | cmp - "$work/before" || fail "undo does not bring the old links back"

# An import whose links ended can go first, and takes them along for good.
ok import "$work/newer.csv"
ok imports undo "$first"
ok check
ok imports undo $((newer + 1))
[ -z "$(links)" ] || fail "links are left: $(links)"
ok check

# What somebody decided about is not taken away under the decision.
printf 'sku,title,price\nONE,One,2.00\nTWO,Two,3.00\n' >"$work/two.csv"
ok import "$work/two.csv" --currency EUR
newest=$(sqlite3 "$ENDCAP_STORE" "SELECT max(import_id) FROM import")
ok pair reject ONE TWO
expect_error 1 "import $newest cannot be taken back, because a decision about a pair names 'ONE', which only it brought" \
	imports undo "$newest"

# Two sets; and a file without a product says nothing of what goes with it.
export ENDCAP_STORE="$work/two.db"
import_small
cat >"$work/two.csv" <<'CSV'
ID,Type,SKU,Name,Published,Regular price,Categories,Grouped products,Cross-sells,Upsells
1,simple,MUG,Mug,1,12.00,Cups,,TEA,
2,grouped,LIGHT,Light set,1,,Sets,"LAMP, BULB",,
3,grouped,TABLE,Table set,1,,Sets,"MUG, TEA",,
CSV
ok import "$work/two.csv"
ok bundle shop --format csv
says 'LIGHT,draft,2,' 'TABLE,draft,2,'
equal 3 "$(wc -l <"$work/out")" "lines of two sets"
cat >"$work/one.csv" <<'CSV'
ID,Type,SKU,Name,Published,Regular price,Categories,Grouped products,Cross-sells,Upsells
2,grouped,LIGHT,Light set,1,,Sets,LAMP,,
CSV
ok import "$work/one.csv"
ok pair MUG TEA
says "the shop sells them together: cross-sell"
ok bundle shop --format csv
says 'TABLE,draft,2,'
