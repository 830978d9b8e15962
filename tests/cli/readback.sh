# What is exported for a shop reads back as the same bundles and links: into a
# second store that knows the products alone.
. tests/cli/lib
need_sqlite3
import_small
printf 'sku,title,price\n"A,1",Comma,2\n' >"$work/odd.csv"
ok import "$work/odd.csv" --currency EUR
ok bundle new desk LAMP BULB:2 --percent 12.5 --title '=1+1'
ok bundle new mugs MUG COAST:3 --price 18 --title 'a|b,c;d="e"'
ok bundle new odd FX-1 TEA --amount 1
ok pair accept LAMP MUG
ok pair accept LAMP BULB
ok pair accept TEA FX-1
ok pair accept MUG A,1

sqlite3 "$ENDCAP_STORE" "SELECT name, sku, quantity FROM bundle_item
	JOIN bundle USING (bundle_id) JOIN product USING (product_id)
	ORDER BY 1, 2" >"$work/bundles"
# A grouped product of WooCommerce has no quantities, and says so.
sed 's/|[0-9]*$/|1/' "$work/bundles" >"$work/single"
ok export complements --format csv -o "$work/complements.csv"
sqlite3 :memory: ".import --csv '$work/complements.csv' t" \
	"SELECT sku, complement_sku, 1 FROM t ORDER BY 1, 2" >"$work/links"
ok export upsells --format csv -o "$work/upsells.csv"
sqlite3 :memory: ".import --csv '$work/upsells.csv' t" \
	"SELECT sku, upsell_sku, 1 FROM t ORDER BY 1, 2" >"$work/better"
[ -s "$work/better" ] || fail "no product has a better alternative"
# Magento cannot hold a SKU with a comma in a list.
grep -v '|A,1|' "$work/links" >"$work/without"
[ "$(wc -l <"$work/links")" -ge 8 ] || fail "too few links"

for row in "bundles woocommerce grouped single" \
	"bundles woocommerce-bundles bundled bundles" \
	"bundles magento bundled bundles" \
	"bundles magento-grouped grouped bundles" \
	"complements woocommerce cross-sell links" \
	"complements magento cross-sell without" \
	"upsells woocommerce upsell better" \
	"upsells magento upsell better"; do
	set -- $row
	expect_exit 0 export $1 --format $2 -o "$work/$2-$1.csv"
	export ENDCAP_STORE="$work/second-$2-$1.db"
	ok import "$data/products.csv"
	ok import "$work/odd.csv" --currency EUR
	ok import "$work/$2-$1.csv" --as products --currency EUR
	sqlite3 "$ENDCAP_STORE" "SELECT p.sku, o.sku, quantity FROM shop_link
		JOIN product p USING (product_id)
		JOIN product o ON o.product_id = other_id
		WHERE kind = '$3' ORDER BY 1, 2" >"$work/got"
	cmp -s "$work/$4" "$work/got" ||
		fail "$row: $(diff "$work/$4" "$work/got")"
	ok check
	# What takes it back leaves nothing of it behind, as far as the
	# platform's import can.
	export ENDCAP_STORE="$work/shop.db"
	ok export $1 --format $2 --removal -o "$work/$2-$1-removal.csv"
	export ENDCAP_STORE="$work/second-$2-$1.db"
	case $1 in
	bundles)
		# Every product that the file made stands in the removal, and
		# no other: as a draft, or in a file to delete by.
		sqlite3 :memory: ".import --csv '$work/$2-$1.csv' t" \
			"SELECT sku FROM t ORDER BY 1" >"$work/made"
		sqlite3 :memory: \
			".import --csv '$work/$2-$1-removal.csv' t" \
			"SELECT sku FROM t ORDER BY 1" >"$work/gone"
		cmp -s "$work/made" "$work/gone" ||
			fail "$row: the removal is of other products"
		;;
	*)
		ok import "$work/$2-$1-removal.csv" --as products \
			--currency EUR
		equal 0 "$(sqlite3 "$ENDCAP_STORE" \
			"SELECT count(*) FROM shop_link")" "$row: links left"
		;;
	esac
	export ENDCAP_STORE="$work/shop.db"
done
