# The merchandiser's tasks as key presses: each is played on the sample shop,
# must end where it should, and must take at most 25 keys beyond what is typed.
# Run alone it prints how many each task takes; tests/cli/journeys_real.sh does
# the same on a real shop.
. tests/cli/lib
case $ENDCAP in
*/asan/*)
	echo "a task takes as many keys in every build"
	exit 77
	;;
esac
ok import sample-data/products.csv sample-data/customers.csv \
	sample-data/orders.csv
# The first look works out what the others find.
printf '@wait\n' >"$work/keys"
ok --script "$work/keys" --size 120x35
cp "$work/shop.db" "$work/before.db"

# This week's orders: the last complete ones under other numbers.
awk -F, 'NR == 1 { print; next } $2 != "" { print "W" $0 }' \
	sample-data/orders.csv | sed -n '1p;19000,$p' >"$work/week.csv"

journey "load this week's export: preview, counts, confirm, see it" \
	"imported week.csv" \
	"i<C-U>{$work/week.csv}<Enter>
<Enter>"
journey "morning read: figures, and what to do next as a draft" \
	"If this ran 30 days" "<Down><Down><Enter>"
journey "top pairings of one product, by part of its name" \
	"╭─ Mug, stoneware 350ml ─" "2/{mug, stone}<Enter><Tab>"
journey "judge a pair: evidence, rejected with a reason" "✗ rejected" \
	"3<Enter>x{sold as a set}<Enter>"
journey "a bundle of marked products at 7 % off, live" "live" \
	"2/{lamp, brass}<Enter><Space>/{bulb e27 warm}<Enter><Space>b
={7}<Enter>A"
journey "a threshold: two values tried side by side, one put live" \
	"live: free shipping from 60.00" \
	"5
={70}<Enter>+={60}<Enter>+<Enter>"
journey "stacking: what a cart gets when offers are live" "free shipping" \
	":{threshold 59}<Enter>
:{checkout LMP-021 BLB-E27W --fee 4.95}<Enter>"
journey "fill the gap: what lifts a cart over the threshold" \
	"What fills the gap" "5f"
journey "a follow-up list: reason, code, until when; people held back" \
	"the list counts as contacted" \
	"2/{lamp, brass}<Enter>t
e<Tab><Tab>{LUX10}<Tab>{2027-01-31}<Tab><C-U>{$work/lamp.csv}<Enter>"
grep -q "goes with the Lamp, brass desk you bought in October" \
	"$work/lamp.csv" || fail "the reasons are not in the list"
grep -q ",LUX10,2027-01-31" "$work/lamp.csv" || fail "no code in the list"
journey "take an export back: the file that removes it from the shop" \
	"wrote 1 rows of bundles" \
	"3bA
e<Tab><Right><Right><Tab><C-U>{$work/shop.csv}<Enter>
e<Tab><Right><Right><Tab><C-U>{$work/gone.csv}<Down><Right><Space><Enter>"
grep -q ",grouped,.*,1,0,visible," "$work/shop.csv" || fail "not in the shop"
equal "SKU,Published" "$(head -n 1 "$work/gone.csv")" "the file that removes"
journey "export bundles for a platform: targets, preview, write" \
	"wrote 1 rows of bundles" \
	"3b
e<Tab><Right><C-U><Tab><C-U>{$work/bundles.json}<Enter>"
journey "after launch: projected against realised, then retire it" "retired" \
	"3bA
qq4m
qA"
