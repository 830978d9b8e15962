# Exports for shop platforms: what they hold, what they cannot say, and the
# file that takes them back.
. tests/cli/lib
import_small
ok bundle new desk LAMP BULB:2 --percent 12.5 --title '=1+1' \
	--message '@SUM(A1)'
ok bundle new mugs MUG COAST --price 18 --title 'a|b,c;d="e"' \
	--message "$(printf '\033[2J')cleared"
ok bundle activate mugs
ok pair accept LAMP MUG
ok pair accept TEA FX-1

# column NAME FILE: that column of a CSV, by its name
need_sqlite3
column() {
	sqlite3 -csv :memory: ".import '$2' t" "SELECT \"$1\" FROM t"
}

# The header of WooCommerce, to the letter.
cat >"$work/core" <<'END'
ID,Type,SKU,"GTIN, UPC, EAN, or ISBN",Name,Published,"Is featured?","Visibility in catalog","Short description",Description,"Date sale price starts","Date sale price ends","Tax status","Tax class","In stock?",Stock,"Low stock amount","Backorders allowed?","Sold individually?","Weight (kg)","Length (cm)","Width (cm)","Height (cm)","Allow customer reviews?","Purchase note","Sale price","Regular price",Categories,Tags,"Shipping class",Images,"Download limit","Download expiry days",Parent,"Grouped products",Upsells,Cross-sells,"External URL","Button text",Position,"Cost of goods","Attribute 1 name","Attribute 1 value(s)","Attribute 1 visible","Attribute 1 global"
END
ok export bundles --format woocommerce -o "$work/grouped.csv"
says "bundle 'desk': not expressed: a percent, amount or price off" \
	"bundle 'desk': not expressed: quantities of items"
head -n 1 "$work/grouped.csv" | cmp -s - "$work/core" || fail "core columns"
equal '"LAMP, BULB" "MUG, COAST"' \
	"$(column 'Grouped products' "$work/grouped.csv" | tr -d '\r' |
		paste -sd ' ' -)" "grouped products"
equal "-1 1" "$(column Published "$work/grouped.csv" | tr -d '\r' |
	paste -sd ' ' -)" "a draft is no published product"

ok export bundles --format woocommerce-bundles -o "$work/woo.csv"
head -n 1 "$work/woo.csv" | grep -qF \
	"$(cat "$work/core"),\"Bundled Items (JSON-encoded)\",\"Min Bundle Size\"" ||
	fail "columns of Product Bundles"
sqlite3 :memory: ".import --csv '$work/woo.csv' t" "
	SELECT SKU, j.key, j.value ->> 'product_id',
		j.value -> 'meta_data' ->> 'quantity_min',
		j.value -> 'meta_data' ->> 'priced_individually',
		j.value -> 'meta_data' ->> 'discount', \"Sale price\"
	FROM t, json_each(\"Bundled Items (JSON-encoded)\") j" >"$work/got"
cmp -s "$work/got" - <<'END' || fail "items as JSON: $(cat "$work/got")"
desk|1|LAMP|1|yes|12.5|
desk|2|BULB|2|yes|12.5|
mugs|1|MUG|1|no||18.00
mugs|2|COAST|1|no||18.00
END

ok export bundles --format magento -o "$work/magento.csv"
says "bundle 'desk', item 1: 'Lamp, brass' holds ',', which Magento takes for a separator; the SKU names the option"
equal '"name=LAMP,type=select,required=1,sku=LAMP,price=0.0000,default=1,default_qty=1.0000,price_type=fixed|name=Bulb warm,type=select,required=1,sku=BULB,price=0.0000,default=1,default_qty=2.0000,price_type=fixed"' \
	"$(column bundle_values "$work/magento.csv" | tr -d '\r' | head -n 1)" \
	"bundle_values"
equal "87.5" "$(column special_price "$work/magento.csv" | head -n 1 |
	tr -d '\r')" "a bundle's special price is what is left of 100"
expect_exit 0 export bundles --format magento-grouped
says '"LAMP=1.0000,BULB=2.0000"'
expect_output export complements --format magento <<'END'
sku,crosssell_skus,crosssell_position
FX-1,TEA,1
LAMP,MUG,1
MUG,LAMP,1
TEA,FX-1,1
END
expect_output export complements --format woocommerce <<'END'
SKU,Cross-sells
FX-1,TEA
LAMP,MUG
MUG,LAMP
TEA,FX-1
END

# What the files say of bundles is what the store holds.
sqlite3 "$ENDCAP_STORE" "SELECT name, sku, quantity FROM bundle_item
	JOIN bundle USING (bundle_id) JOIN product USING (product_id)
	ORDER BY name, position" >"$work/held"
sqlite3 :memory: ".import --csv '$work/woo.csv' t" "
	SELECT SKU, j.value ->> 'product_id',
		j.value -> 'meta_data' ->> 'quantity_default'
	FROM t, json_each(\"Bundled Items (JSON-encoded)\") j
	ORDER BY SKU, j.value ->> 'menu_order'" | cmp -s - "$work/held" ||
	fail "WooCommerce holds other bundles"
# Options apart at '|', pairs at ',', name and value at '='.
sqlite3 -separator '|' :memory: ".import --csv '$work/magento.csv' t" "
	SELECT sku, '\"' || replace(replace(bundle_values, ',', '\",\"'), '|',
		'\"],[\"') || '\"' FROM t" | while IFS='|' read -r name list; do
	sqlite3 :memory: "SELECT '$name',
		max(CASE WHEN p.value LIKE 'sku=%' THEN substr(p.value, 5) END),
		max(CASE WHEN p.value LIKE 'default_qty=%' THEN
			CAST(substr(p.value, 13) AS INTEGER) END)
		FROM json_each('[[$list]]') o, json_each(o.value) p
		GROUP BY o.key ORDER BY o.key"
done | cmp -s - "$work/held" || fail "Magento holds other bundles"
ok export complements --format csv -o "$work/complements.csv"
sqlite3 :memory: ".import --csv '$work/complements.csv' t" "
	SELECT sku, group_concat(complement_sku, ', ') FROM (SELECT * FROM t
	ORDER BY sku, CAST(position AS INTEGER)) GROUP BY sku" >"$work/held"
ok export complements --format woocommerce -o "$work/links.csv"
sqlite3 :memory: ".import --csv '$work/links.csv' t" "SELECT * FROM t" |
	cmp -s - "$work/held" || fail "WooCommerce holds other links"

# Text from people: no formula, no escape, no field that breaks out.
escape=$(printf '\033')
for format in woocommerce woocommerce-bundles magento magento-grouped google; do
	endcap export bundles --format $format
	! grep -q "$escape" "$work/out" || fail "$format lets an escape through"
	tab=$(printf '\t')
	sed 1d "$work/out" >"$work/rows"
	! grep -q -E "(^|[,$tab])\"?[=@+]" "$work/rows" ||
		fail "$format has a formula"
done
equal "\"'=1+1\" \"a|b,c;d=\"\"e\"\"\"" \
	"$(column Name "$work/woo.csv" | tr -d '\r' | paste -sd ' ' -)" "names"

# SKUs that cannot stand in a list are refused with their place.
printf 'sku,title,price\n"A,1",Comma,2\n=B,Formula,3\nC;D,Semicolon,4\n' \
	>"$work/odd.csv"
ok import "$work/odd.csv" --currency EUR
ok bundle new comma A,1 MUG --amount 1
ok bundle new formula =B MUG --amount 1
ok bundle new semicolon 'C;D' MUG --amount 1
ok export bundles --format magento -o "$work/magento.csv"
says "bundle 'comma', item 1: the SKU 'A,1' holds ',', which Magento takes for a separator; left out" \
	"bundle 'semicolon', item 1: the SKU 'C;D' holds ';'" \
	"bundle 'formula', item 1: the SKU '=B' holds '='"
! grep -q -e '^comma' -e '^formula' -e '^semicolon' "$work/magento.csv" ||
	fail "a refused bundle is in the file"
ok export bundles --format woocommerce -o "$work/grouped.csv"
equal '"A\,1, MUG"' "$(column 'Grouped products' "$work/grouped.csv" |
	tr -d '\r' | head -n 1)" "a comma in a SKU of WooCommerce"
cp "$work/grouped.csv" "$work/kept"
expect_error 1 "things cannot be expressed, the first: bundle 'comma': not" \
	export bundles --format woocommerce --strict -o "$work/grouped.csv"
cmp -s "$work/kept" "$work/grouped.csv" || fail "a strict refusal wrote"
ok bundle delete comma
ok bundle delete formula
ok bundle delete semicolon

# What shoppers choose is expressed where a platform knows it: choices of a slot
# by Magento, add-ons by Magento and Product Bundles. Elsewhere the bundle is
# left out with its name, not sold as a fixed set.
ok bundle new look BULB MUG COAST TEA --percent 10
ok bundle new fixed BULB MUG LAMP --amount 2
ok bundle new cheap BULB LAMP MUG --amount 2
ok bundle new plus BULB MUG TEA
choose() { # choose BUNDLE SLOT SKU...: they are choices, or with '' an add-on
	bundle=$1 slot=$2
	shift 2
	for sku; do
		sqlite3 "$ENDCAP_STORE" "UPDATE bundle_item SET
			slot = nullif('$slot', ''),
			role = iif('$slot' = '', 'addon', NULL)
			WHERE bundle_id = (SELECT bundle_id FROM bundle
			WHERE name = '$bundle') AND product_id = (SELECT
			product_id FROM product WHERE sku = '$sku')" ||
			fail "no choice"
	done
}
choose look cup MUG COAST
choose look '' TEA
choose fixed cup MUG LAMP
choose cheap light LAMP MUG
choose plus '' TEA
for bundle in look fixed cheap plus; do ok bundle activate $bundle; done
for format in woocommerce magento-grouped; do
	ok export bundles --format $format --dry-run
	says "bundle 'look' lets shoppers choose, which is not expressed; left out" \
		"bundle 'plus' lets shoppers choose, which is not expressed; left out"
done
ok export bundles --format shopify --dry-run
says "would write " "bundle 'plus'"
ok export bundles --format magento -o "$work/choices.csv"
says "bundle 'cheap', item 3: a choice that costs less than the first of its slot is not expressed; left out"
says_not "bundle 'look'" "bundle 'fixed'" "bundle 'plus'"
values() { # values BUNDLE: the option names, needs, codes and prices
	sqlite3 :memory: ".import --csv '$work/choices.csv' t" \
		"SELECT bundle_values FROM t WHERE sku = '$1'" | tr '|' '\n' | sed \
		's/name=\(.*\),type=select,required=\(.\),sku=\(.*\),price=\(.*\),default=\(.\),default_qty.*/\1 \2 \3 \4 \5/'
}
equal "Bulb warm 1 BULB 0.0000 1
cup 1 MUG 0.0000 1
cup 1 COAST 0.0000 0
Thé noir à la crème 0 TEA 0.0000 0" "$(values look)" "choices of a percent"
equal "Bulb warm 1 BULB 0.0000 1
cup 1 MUG 0.0000 1
cup 1 LAMP 48.0000 0" "$(values fixed)" "choices of an amount"
equal "Bulb warm 1 BULB 0.0000 1
Mug large 1 MUG 0.0000 1
Thé noir à la crème 0 TEA 7.2000 0" "$(values plus)" "an add-on without a discount"
ok export bundles --format woocommerce-bundles -o "$work/choices.csv"
says "bundle 'look' lets shoppers choose"
says_not "bundle 'plus' lets"
sqlite3 :memory: ".import --csv '$work/choices.csv' t" "SELECT
	\"Bundled Items (JSON-encoded)\" FROM t WHERE SKU = 'plus'" \
	>"$work/items.json"
equal "BULB|no|no MUG|no|no TEA|yes|yes" "$(sqlite3 :memory: "SELECT
	group_concat(value ->> 'product_id' || '|' ||
	(value -> 'meta_data' ->> 'optional') || '|' ||
	(value -> 'meta_data' ->> 'priced_individually'), ' ')
	FROM json_each(CAST(readfile('$work/items.json') AS TEXT))")" "an add-on"
for bundle in look fixed cheap plus; do ok bundle delete $bundle; done

# Export, removal, export: the same file again, and nothing left to remove.
for row in "bundles woocommerce" "bundles woocommerce-bundles" \
	"bundles magento" "bundles magento-grouped" "bundles google" \
	"complements woocommerce" "complements magento" \
	"upsells woocommerce" "upsells magento"; do
	what=${row% *} format=${row#* }
	# What stands from above goes first, if anything does.
	endcap export $what --format $format --removal -o "$work/none"
	rm -f "$work/none"
	ok export $what --format $format -o "$work/first"
	ok history --limit 0
	before=$(wc -l <"$work/out")
	ok export $what --format $format --removal --dry-run -o "$work/none"
	says "would write"
	[ ! -e "$work/none" ] || fail "a dry run wrote"
	ok history --limit 0
	equal "$before" "$(wc -l <"$work/out")" "a dry run is no action"
	ok export $what --format $format --removal -o "$work/removal"
	expect_error 1 "no export of $what for $format is known" \
		export $what --format $format --removal
	ok export $what --format $format -o "$work/second"
	cmp -s "$work/first" "$work/second" || fail "$row: not the same again"
	ok export $what --format $format --removal -o "$work/again"
	cmp -s "$work/removal" "$work/again" || fail "$row: removal differs"
done
expect_output export bundles --format json --dry-run <<END
would write 2 rows, $("$ENDCAP" export bundles --format json | wc -c) bytes, to standard output
END
expect_error 2 "adds nothing to a shop" export bundles --removal

# What the removals say to the platforms.
expect_exit 0 export bundles --format woocommerce
ok bundle retire desk
expect_exit 0 export bundles --format woocommerce --removal
cmp -s "$work/out" - <<'END' || fail "drafts"
SKU,Published
desk,-1
mugs,-1
END
