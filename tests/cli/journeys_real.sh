# The merchandiser's tasks of journeys.sh on a shop of a million lines:
# ENDCAP_REAL names the CSV of Online Retail II (UCI), which is not part of the
# tree. The data set knows no consent, so some is made up.
. tests/cli/lib
[ -n "${ENDCAP_REAL:-}" ] || {
	echo "ENDCAP_REAL names no file"
	exit 77
}
# A third of the customers agreed to be written to.
awk -F, 'BEGIN { print "customer_id,email,accepts_marketing" }
	NR > 1 && $(NF - 1) ~ /^[0-9]+$/ && $(NF - 1) % 3 == 0 &&
	!seen[$(NF - 1)]++ {
		print $(NF - 1) ",c" $(NF - 1) "@example.com,yes"
	}' "$ENDCAP_REAL" >"$work/customers.csv"
ok import "$ENDCAP_REAL" "$work/customers.csv"
cp "$work/shop.db" "$work/before.db"

# This week's orders: the last ones under other numbers.
{
	head -n 1 "$ENDCAP_REAL"
	tail -n 3000 "$ENDCAP_REAL" | sed -n 's/^5/95/p'
} >"$work/week.csv"

journey "load this week's export: preview, counts, confirm, see it" \
	"imported week.csv" \
	"i<C-U>{$work/week.csv}<Enter>
<Enter>"
journey "morning read: figures, and the best of what to do next" \
	"Follow-ups: bought the one" "<Enter>"
journey "top pairings of one product, by part of its name" \
	"╭─ RED HANGING HEART T-LIGHT HOLDER ─" \
	"2/{red hanging heart}<Enter><Tab>"
journey "judge a pair: evidence, rejected with a reason" "✗ rejected" \
	"3<Enter>x{one in two colours}<Enter>"
journey "a bundle of marked products at 7 % off, live" "live" \
	"2/{regency cakestand}<Enter><Space>/{green regency teacup}<Enter><Space>b
={7}<Enter>A"
journey "a threshold: two values tried side by side, one put live" \
	"live: free shipping from 250.00" \
	"5
={400}<Enter>+={250}<Enter>+<Enter>"
journey "stacking: what a cart gets when offers are live" "free shipping" \
	":{threshold 300}<Enter>
:{checkout 85123A:120 22423 --fee 15}<Enter>"
journey "fill the gap: what lifts a cart over the threshold" \
	"What fills the gap" "5f"
journey "a follow-up list: reason, code, until when; people held back" \
	"the list counts as contacted" \
	"2/{regency cakestand}<Enter>t
e<Tab><Tab>{TEA10}<Tab>{2027-01-31}<Tab><C-U>{$work/tea.csv}<Enter>"
grep -q "goes with the REGENCY CAKESTAND 3 TIER you bought in" \
	"$work/tea.csv" || fail "the reasons are not in the list"
grep -q ",TEA10,2027-01-31" "$work/tea.csv" || fail "no code in the list"
journey "take an export back: the file that removes it from the shop" \
	"wrote 1 rows of bundles" \
	"3bA
e<Tab><Right><Right><Tab><C-U>{$work/shop.csv}<Enter>
e<Tab><Right><Right><Tab><C-U>{$work/gone.csv}<Down><Right><Space><Enter>"
equal "SKU,Published" "$(head -n 1 "$work/gone.csv")" "the file that removes"
journey "export bundles for a platform: targets, preview, write" \
	"wrote 1 rows of bundles" \
	"3b
e<Tab><Right><C-U><Tab><C-U>{$work/bundles.json}<Enter>"
journey "after launch: projected against realised, then retire it" "retired" \
	"3bA
qq4m
qA"
