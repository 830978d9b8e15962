# threshold: set, listed, tried, taken back.
. tests/cli/lib
import_small

ok thresholds
says "no threshold yet"
expect_output threshold set "ship free" --free-shipping --at 50 <<'END'
threshold 'ship free': free shipping from 50.00
END
expect_output threshold set save --percent 10 --at 80 <<'END'
threshold 'save': 10 % off from 80.00
END
expect_output threshold set "ship free" --at 49.90 <<'END'
threshold 'ship free': free shipping from 49.90
END
ok thresholds
says "ship free" "49.90" "10 % off from 80.00"

before=$(state)
expect_error 2 "'new' is new; say from which cart value on: --at 50" \
	threshold set new --percent 5
expect_error 2 "exclude each other" \
	threshold set new --at 50 --percent 5 --amount 3
expect_error 1 "a threshold must be above zero" threshold set new --at 0
expect_error 1 "a threshold must be above zero" threshold set new --at -5
expect_error 1 "--at: 'fifty' is no amount of money" \
	threshold set new --at fifty
expect_error 1 "there is no threshold 'nope'" threshold delete nope
equal "$before" "$(state)" "a refused change changed the store"

ok threshold curve --format csv --fee 4.95 --ship-cost 4
head -n 1 "$work/out" >"$work/got"
cat >"$work/expected" <<'END'
threshold,orders,aov,contribution,contribution_per_visitor,topups,paying,lost,aov_low80,aov_high80,contribution_low80,contribution_high80,aov_change,aov_change_low80,aov_change_high80,contribution_change,contribution_change_low80,contribution_change_high80,p_better
END
cmp -s "$work/expected" "$work/got" || fail "columns of the curve"
cp "$work/out" "$work/once"
ok threshold curve --format csv --fee 4.95 --ship-cost 4
cmp -s "$work/once" "$work/out" || fail "two runs must give the same bytes"
ok threshold detect
says "no order has a shipping charge recorded" "is assumed"
ok threshold detect --format csv
head -n 1 "$work/out" >"$work/got"
cat >"$work/expected" <<'END'
source,from,until,orders,outcome,threshold,threshold_low,threshold_high,fee,explained,paid_above,free_below,z,placebo_rank,excess_low,excess_high,measured
END
cmp -s "$work/expected" "$work/got" || fail "columns of the detection"

# spend and save, alone and beside what is live
ok threshold curve --since 1999-01-01 --until 1999-02-01
says "no order is in this part (1999-01-01..1999-02-01)"
ok threshold curve --percent 10
says "discounts of"
expect_error 1 "--percent must be above 0 and at most 100" \
	threshold curve --percent 120
expect_error 1 "--amount must be above zero" threshold curve --amount 0
expect_error 2 "exclude each other" \
	threshold curve --percent 5 --amount 3
ok threshold project save
says "discounts of"
ok threshold project save --format json
says '"threshold": 80.00'
ok threshold project "ship free"
says "49.90"

# far outside what orders are worth
expect_error 1 "a threshold must be below 10^12 minor units" \
	threshold set far --free-shipping --at 1000000000000
ok threshold set far --free-shipping --at 9999999999
ok threshold project far
ok threshold delete far

ok threshold delete save
says "'endcap undo' brings it back"
ok thresholds --format csv
says_not "save"
ok undo
ok thresholds --format csv
says "save"

# what fills the gap up to it
ok fillers --at 12 --format csv
head -n 1 "$work/out" >"$work/got"
cat >"$work/expected" <<'END'
sku,title,pieces,price,margin,margin_basis,closes,best_in,over,earns,score,stock
END
cmp -s "$work/expected" "$work/got" || fail "columns of the fillers"
ok fillers
says "orders were worth" "49.90"
ok fillers --at 12 --fee 0
says "orders were worth"
ok threshold delete "ship free"
expect_error 2 "say which: --at 50" fillers
ok threshold compare
says "nothing is kept yet: 'endcap threshold keep --at 55' keeps one"
expect_error 1 "must be above zero" fillers --at 0

# More tiers than are looked at together are refused when one is made.
ENDCAP_STORE=$work/tiers.db
import_small
n=0
while [ $((n += 1)) -le 23 ]; do
	ok threshold set "tier $n" --at "${n}0" --percent "$n"
done
expect_error 1 "23 spend-and-save thresholds are live already" \
	threshold set "tier 24" --at 290 --percent 24
ok threshold set "tier 3" --at 35 --percent 3
ok threshold set "ship free" --at 59 --free-shipping
ok threshold curve
ok bundle suggest

# Only what is live on the day and where the orders go counts; a gift costs
# what its product cost.
ENDCAP_STORE=$work/where.db
cat >"$work/goods.csv" <<'END'
sku,title,price,cost
A,Lamp,40.00,15.00
B,Mug,12.00,5.00
END
{
	echo "order_id,order_date,country,sku,quantity,unit_price,shipping"
	n=0
	while [ $((n += 1)) -le 60 ]; do
		day=$(printf %02d $((n % 28 + 1)))
		[ $((n % 3)) = 0 ] && country=AT || country=DE
		echo "$n,2026-05-$day,$country,A,$((n % 2 + 1)),40.00,4.00"
		echo "$n,2026-05-$day,$country,B,$((n % 4 + 1)),12.00,4.00"
	done
} >"$work/orders.csv"
ok import "$work/goods.csv" "$work/orders.csv"
ok threshold set past --percent 50 --at 20 --ends 2026-01-01
ok threshold set abroad --percent 50 --at 20 --country AT
ok threshold curve --percent 5 --format csv
cp "$work/out" "$work/with"
ok threshold delete past
ok threshold delete abroad
ok threshold curve --percent 5 --format csv
cmp -s "$work/with" "$work/out" || fail "what is over or elsewhere counts"
ok undo
ok threshold project abroad
says "20 orders of" "orders into AT; left out: 40 into other countries"
ok bundle suggest --format csv
says "stop 'abroad'"
ok threshold delete abroad
ok threshold set nowhere --percent 5 --at 60 --country CH
expect_error 1 "0 orders are known to go into 'CH'" threshold project nowhere
ok threshold delete nowhere
ok threshold set mug --gift B --at 60
ok threshold project mug
says "gifts that cost" "goods added"
ok threshold curve --gift B
says "gifts that cost"

# What the merchant says of fee and response is not looked for in the orders.
ENDCAP_STORE=$work/said.db
import_small
ok settings shipping_fee 4.50
ok settings topup_rate 12
ok settings fee_loss 0
ok threshold curve
for row in 'fee +4\.5' 'topup_rate +0\.12' 'loss +0' 'loss_sd +0'; do
	grep -qE "^  $row +estimated" "$work/out" || fail "$row is what was said"
done
# A scenario that is dropped leaves its letter to the next.
for at in 40 50 60; do ok threshold keep --at $at; done
ok threshold drop B
ok threshold keep --at 70
says "kept scenario B: free shipping from 70.00"
ok threshold keep --at 80
says "kept scenario D: free shipping from 80.00"
# A gift that has no price cannot be given up to a value; it may be live.
printf 'sku,title\nGIFT,Card\n' >"$work/gift.csv"
ok import "$work/gift.csv"
expect_error 1 "the gift has no price" threshold curve --gift GIFT
ok threshold set card --gift GIFT --at 60
says "nothing to measure it against: the gift has no price"
ok bundle suggest

# Shipping that was free for everybody is a rule too.
ENDCAP_STORE=$work/free.db
awk 'BEGIN {
	print "order_id,order_date,sku,quantity,unit_price,shipping,currency"
	for (i = 1; i <= 400; i++)
		printf "%d,2026-%02d-%02d,S%d,1,%d.00,0.00,EUR\n", i, 1 + i % 10,
			1 + i % 27, i % 5, 10 + i * 37 % 60
}' >"$work/free.csv"
ok import "$work/free.csv"
ok threshold detect
says "shipping was free for all orders"
ok threshold curve
says "recorded charges: shipping was free for all orders" \
	"of the orders from 0.00 up to"
ok threshold set free --free-shipping --at 50
printf '5\n@wait\n@dump\n' >"$work/keys"
ok --script "$work/keys" --size 120x40
says "shipping was free for all orders"
# Goods that earn nothing are no loss, and no rule of thumb.
ok settings assumed_margin 0
ok threshold curve
says "losing a newly charged order loses nothing" "rules of thumb: 1.2 x AOV"
says_not "break-even, "
