# What a shop's platform does not express, or cannot be told, is said of each
# bundle and threshold; what it does express is in the file.
. tests/cli/lib
need_sqlite3
import_small
printf 'sku,title,price\nVOID,Without a price,\nPART,Its part,\n' \
	>"$work/bare.csv"
ok import "$work/bare.csv" --currency EUR
bundle() { # bundle NAME ARGUMENTS...: a live one
	name=$1
	shift
	ok bundle new "$name" "$@"
	ok bundle activate "$name"
}
bundle season LAMP BULB --amount 2 --starts 2026-11-01 --ends 2026-12-24
bundle opened MUG COAST --amount 1 --starts 2026-11-01
bundle fewer LAMP TEA --percent 10 --max-sets 3
bundle bare VOID MUG
bundle MUG LAMP COAST --amount 3
bundle pay MUG COAST --get 50 --max-sets 2 --ends 2026-12-24
bundle stand BULB MUG --percent 5 --any category

# What shoppers choose among, the last without a price; a name that is long.
ok bundle new cups BULB LAMP --amount 1 --kind look
ok bundle add cups MUG --slot cup
ok bundle add cups VOID --slot cup
ok bundle activate cups
long=$(printf '%0300d' 7)
bundle "$long" VOID BULB

# Google: days only as a whole; no price, no row.
ok export bundles --format google -o "$work/google.txt"
says "bundle 'bare': an item has no price; left out" \
	"bundle '$long': an item has no price; left out" \
	"bundle 'opened': a sale needs a first and a last day; it is written without days"
grep -qF "season	yes	66.50 EUR	64.50 EUR	2026-11-01/2026-12-24" \
	"$work/google.txt" || fail "the days of a sale"
grep -q "^opened	yes	21.00 EUR	20.00 EUR	\$" "$work/google.txt" ||
	fail "half of the days"
! grep -q -e '^bare' "$work/google.txt" || fail "a bundle without a price"

# Magento and WooCommerce.
ok export bundles --format magento -o "$work/magento.csv"
says "bundle 'bare': an item has no price; left out" \
	"bundle 'stand': not expressed: other products that serve as well" \
	"bundle 'cups', item 4: a choice that has no price is not expressed; left out" \
	"bundle 'season': a fixed price has no days there; switch the product on and off yourself"
ok export bundles --format woocommerce-bundles -o "$work/woo.csv"
says "bundle 'MUG': a product has its name as SKU; give the bundle another name; left out" \
	"bundle 'bare': an item has no price; left out" \
	"bundle 'fewer': at most 3 sets in one order is not expressed"
! grep -q -e '^,[^,]*,MUG,' -e '^,[^,]*,bare,' "$work/woo.csv" ||
	fail "what was left out"

# Shopify: what the id map lacks, what a product does not say, and what a
# removal deletes once the map names it.
cat >"$work/ids.csv" <<'END'
sku,product_id,variant_id,option1_id,option1_name,option1_value
LAMP,1,11,111,Colour,Brass
BULB,2,22,222,Title,Default Title
MUG,3,33,333,Title,Default Title
COAST,3,44,444,Title,Default Title
TEA,5,,555,,
opened,8,88,,,
season,9,,,,
tea set,10,99,,,
END
ok import "$work/ids.csv"
bundle 'tea set' TEA MUG --amount 1
ok export bundles --format shopify -o "$work/shopify"
says "bundle 'season': a product has no days there; publish and hide it yourself" \
	"bundle 'fewer': not expressed: the limit of sets in one order" \
	"bundle 'fewer': the id map has no option of 'TEA' with id, name and value; left out" \
	"bundle 'tea set': the id map has no variant of 'TEA'; left out"
grep -qF '"usesPerOrderLimit":"2"' \
	"$work/shopify/discountAutomaticBxgyCreate.jsonl" || fail "at most 2"
ok export bundles --format shopify --removal -o "$work/removal"
equal '{"input":{"id":"gid://shopify/Product/9"}}' \
	"$(cat "$work/removal/productDelete.jsonl")" "the product of a bundle"

# Complements name each product once: MUG and COAST are variants of one.
ok pair accept LAMP MUG
ok pair accept LAMP COAST
ok pair accept LAMP BULB
ok export complements --format shopify -o "$work/complements"
equal 1 "$(grep -F Product/1\" "$work/complements/metafieldsSet.jsonl" |
	grep -o Product/3 | wc -l)" "variants of one product"

# Thresholds: countries, drafts, gifts; 25 of a product at most.
ok threshold set plain --free-shipping --at 50
ok threshold set save --percent 5 --at 60 --country DE
ok threshold set word --free-shipping --at 70 --country Austria
ok threshold set mug --gift MUG --at 80
ok threshold set draft --free-shipping --at 90 --country DE
ok threshold set gone --free-shipping --at 95 --country DE
sqlite3 "$ENDCAP_STORE" "UPDATE threshold SET status =
	iif(name = 'draft', 'draft', 'retired') WHERE name IN ('draft', 'gone')" ||
	fail "no draft"
ok export thresholds --format shopify -o "$work/thresholds"
says "threshold 'save': a discount holds in all countries there; 'DE' is not expressed" \
	"threshold 'draft' is a draft; left out" \
	"threshold 'word': 'Austria' is no two-letter code of a country; left out" \
	"threshold 'mug': a gift is not expressed; left out"
says_not "'gone'"
for one in A B; do
	for other in A B C D E F G H I J K L M; do
		ok threshold set "to $one$other" --free-shipping --at 40 \
			--country "$one$other"
	done
done
ok threshold delete word
ok export thresholds --format google -o "$work/google.txt"
says "threshold 'plain' names no country, which a feed needs; left out" \
	"threshold 'save' saves money, which a feed does not express" \
	"threshold 'to BM': a product has at most 25; left out"
says_not "'draft'" "'gone'"
grep -q "^LAMP	\"AA:40.00 EUR,.*,BL:40.00 EUR\"\$" "$work/google.txt" ||
	fail "25 countries"

# Codes that a list of links cannot hold are left out with their place.
printf 'sku,title,price\n=B,Formula,3\n' >"$work/odd.csv"
ok import "$work/odd.csv" --currency EUR
ok pair accept =B LAMP
for format in magento woocommerce; do
	ok export complements --format $format -o "$work/links.csv"
	says "the SKU '=B' begins like a formula of a spreadsheet; left out"
	! grep -q '=B' "$work/links.csv" || fail "$format: a formula"
	grep -q '^LAMP,' "$work/links.csv" || fail "$format: the others"
done

# Lists of people are of all orders.
expect_error 2 "'followups' are of all orders; leave out the options that choose some of them" \
	export followups --since 2026-01-01
