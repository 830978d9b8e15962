# measure: a bundle goes live with its projection, and is compared with it.
. tests/cli/lib

ok import sample-data/products.csv sample-data/orders.csv
ok bundle new light LMP-021 BLB-E27W --percent 10
expect_error 1 "'light' never went live with a projection" measure light
ENDCAP_TODAY=2026-07-01 ok bundle activate light
ENDCAP_TODAY=2026-11-01 ok measure light
says "'light', live since 2026-07-01" "before     2026-02-28 .. 2026-06-30" \
	"after      2026-07-01 .. 2026-10-31" "takes in 30 days: projected" \
	"with no hold-out to compare with" "contribution: projected" \
	"your last 1 projection: "
ok measure light --format json
says '"take_rate":' '"projected_takes_low80":' '"record_kept": 1'

# Measuring is an action of the history; taking back the launch takes its
# frozen projection with it.
ok undo
says "undone: measured 'light'"
ok undo
ok undo
says "undone: activated bundle 'light'"
expect_error 1 "never went live with a projection" measure light
# The shop's own record: nothing yet, and a name to measure by.
ok measure
says "nothing was measured yet"

# A share of the customers is drawn before it goes live, listed for the shop,
# and told apart afterwards.
ok bundle holdout light
says "nobody does without it"
expect_error 1 "95 % of the customers cannot be held out" \
	bundle holdout light --share 95
ok bundle holdout light --share 20
ok bundle holdout light --format csv --limit 0
cp "$work/out" "$work/held"
grep -q "^customer,C00001,26$" "$work/held" || fail "who is held out"
held=$(wc -l <"$work/held")
[ "$held" -gt 1000 ] && [ "$held" -lt 1300 ] || fail "$held of 5,684 are held"
ok bundle new nobody LMP-021 BLB-E27W --percent 10
ok bundle holdout nobody --share 20
ok bundle holdout nobody --share 0
says "nobody is held out of 'nobody'"
ENDCAP_TODAY=2026-05-01 ok bundle activate light
expect_error 1 "'light' is live already, so it is too late" \
	bundle holdout light --share 30
ENDCAP_TODAY=2026-11-01 ok measure light
says "against those who did without it" \
	"did without it: 20 % of the customers, drawn by their ids" \
	"orders with a part of it; without the offer in 4 of 25" \
	"order value: " "orders per customer: " "contribution per customer: " \
	"not told from chance"
ok measure light --format json
says '"held_eligible_orders": 25' '"order_value": {'
ok measure light --format csv
says "figure,projected,low80,high80,since,low,high,verdict" "orders/customer,"
ok measure --format csv
says "light,2026-05-01,2026-10-31,"

# What was measured is what is projected, until the offer is another one.
ok bundle project light
grep -qE "take_rate_given +0\.23[0-9]* +measured" "$work/out" ||
	fail "the measured take rate is an input"
ok bundle project light --percent 5
says "take_rate_given                     0  assumed"
ok bundle set light --percent 10

# Orders or customers that the shop held out, from a file.
sed -n '2,51s/^customer,\([^,]*\),.*/\1/p' "$work/held" >"$work/people.csv"
printf 'nobody\n" "\n' >>"$work/people.csv"
ok bundle holdout light "$work/people.csv"
says "50 customers held out of 'light'; 1 row names nobody that is known"
ok bundle holdout light --format csv --limit 0
equal 51 "$(wc -l <"$work/out")" "lines: heading and 50 customers"
sed -n '2,9000s/^\([^,]*\),.*/\1/p' sample-data/orders.csv |
	sort -u | tail -n 3000 >"$work/orders.csv"
ok bundle holdout light "$work/orders.csv"
says "orders held out of 'light'"
ok bundle holdout light --format csv --limit 0
sed -n 's/^order,\(.*\),1$/\1/p' "$work/out" | sort >"$work/listed"
[ "$(wc -l <"$work/listed")" -gt 2000 ] || fail "the orders held out"
sort "$work/orders.csv" | comm -13 - "$work/listed" >"$work/others"
[ ! -s "$work/others" ] || fail "orders held out that nobody named"
ok measure light
says "orders by your list" "order value: "
echo x >"$work/x.csv"
expect_error 1 "no customer and no order is named" \
	bundle holdout light "$work/x.csv"
expect_error 2 "not both" bundle holdout light "$work/x.csv" --share 10
ok bundle new none LMP-021 BLB-E27W --percent 2
ok bundle holdout none --share 20
ok bundle holdout none --share 0
says "nobody is held out of 'none'"
ok bundle holdout none
says "nobody does without it"
ok undo
ok undo
ok undo
ok undo
ok undo
ok bundle holdout light --format csv --limit 0
equal 51 "$(wc -l <"$work/out")" "the list before"

# A threshold: frozen when set, before and after against earlier weeks.
expect_error 1 "there is no bundle and no threshold 'ship'" measure ship
ok threshold holdout ship --share 25
says "25 % of the customers are held out of 'ship'"
ENDCAP_TODAY=2026-06-01 ok threshold set ship --free-shipping --at 60
expect_error 1 "'ship' is live already, so it is too late" \
	threshold holdout ship --share 30
ENDCAP_TODAY=2026-06-02 ok threshold set ship --priority 2
ENDCAP_TODAY=2026-11-01 ok measure ship
says "'ship', from 60.00, live since 2026-06-01" \
	"12 weeks since 2026-06-01 against as many before" \
	"4 such changes in earlier weeks" "AOV: " "orders: " \
	"orders that reach it: " "not told from chance; projected " \
	"did without it: 25 % of the customers" "order value: " \
	"your last 1 projection of thresholds: " "by their AOV"
ok measure ship --format json
says '"threshold": "ship"' '"projected_low80":' '"placebo_sd":' \
	'"hold_out": {' '"record_kept": 1'
ok measure ship --format csv
says "figure,projected,low80,high80,change,noise,before,since,verdict"
ok measure --format csv
says "ship,2026-06-01,2026-10-31,,,,,"
ok threshold project ship
says "your last 1 projection of thresholds: " "own_record"
printf '5\n@wait\nt\n@wait\n<Home>m\n@wait\n@dump\n=10<Enter>\n@wait\n@dump\n' \
	>"$work/keys"
ENDCAP_TODAY=2026-11-01 ok --script "$work/keys" --size 130x26
says "What came of 'ship'" "AOV" "not told from chance" \
	"held out: 25 % of the customers" \
	"'ship' is live already, so it is too late"
ok undo
ok undo
ok undo
ok undo
ok undo
says "undone: threshold 'ship': free shipping from 60.00"
expect_error 1 "there is no bundle and no threshold 'ship'" measure ship

# On the screen, also under another name.
printf '4\n@wait\nm\n@wait\n@dump\nA\n@wait\n@dump\nu\n=10<Enter>\n@wait\n@dump\n' \
	>"$work/keys"
ENDCAP_TODAY=2026-11-01 ok --script "$work/keys" --size 100x26
says "What came of 'light'" "takes" "in the range" "with hold-out" \
	"held out: 50 customers by your list" "bundle 'light' retired" \
	"too late to draw who does without it"

# A take rate of one's own is kept, until it is taken back or measured anew.
ok bundle new guess LMP-021 BLB-E27W --percent 5
expect_error 2 "no three rising numbers" bundle set guess --takes 3,2,15
ok bundle set guess --takes 3,8,15
says "'guess' is projected with your estimate from now on"
ok bundle project guess --format json
says '"take_rate_given"'
grep -A1 '"take_rate_given"' "$work/out" | grep -q '"value": 0.086' ||
	fail "the take rate of the estimate"
ok bundle set guess --percent 7 --takes 4,9,20
ok bundle project guess
says "take_rate_given                 0.108  estimated"
ok bundle project guess --takes 3,8,15
grep -qE "take_rate_given +0\.086 +estimated" "$work/out" ||
	fail "an estimate for one projection"
ok bundle project guess
says "take_rate_given                 0.108  estimated"
ok bundle set guess --takes none
ok bundle project guess
says "take_rate_given                     0  assumed"
printf '4\n@wait\ng<Enter>@wait\n' >/dev/null
printf '4\n@wait\n<Enter>\n@wait\ni=3,8,15<Enter>\n@wait\n@dump\n' >"$work/keys"
ok --script "$work/keys" --size 120x40
says "the take rate is yours"
ok bundle project guess
says "take_rate_given                 0.086  estimated"
