# backtest: the sample shop's newer orders as judge of its older ones. How the
# figures come about is tested with a twin (tests/unit/test_backtest.c); here
# it is what people and programs read.
. tests/cli/lib

# Too little is said, in every format.
expect_error 1 "there is no store" backtest
import_small
ok backtest
says "14 older orders taught, 4 newer ones" "too few held-out orders"
ok backtest --format json
says '"orders_held_out": 4,' '"hr10": null' "too few held-out orders"

columns=rank,hr5,hr10,mrr,macro_hr10,coverage5,excess_attach5,lift5,ahead
columns=$columns,ahead_low95,ahead_high95,meaning
export ENDCAP_STORE="$work/sample.db"
ok import sample-data/products.csv sample-data/orders.csv
ok backtest --format csv
equal "$columns" "$(head -n 1 "$work/out")" "columns of backtest"
equal "score incremental specific frequent lift popularity " \
	"$(sed 1d "$work/out" | cut -d , -f 1 | tr '\n' ' ')" "the rankings"

value() { # value RANK COLUMN: in thousandths
	awk -F , -v r="$1" -v c="$2" '$1 == r { printf "%d", $c * 1000 }' \
		"$work/out"
}
# The sample shop has planted complements: best-sellers find few of them.
[ "$(value score 3)" -gt $((2 * $(value popularity 3))) ] ||
	fail "the default finds more than best-sellers do"
[ "$(value score 7)" -gt "$(value popularity 7)" ] ||
	fail "what the default lists goes together"
equal 0 "$(value score 9)" "the default is not ahead of itself"

# The same twice, and the same as JSON.
cp "$work/out" "$work/first"
ok backtest --format csv
cmp -s "$work/first" "$work/out" || fail "two runs, two answers"
hr10=$(sed -n 2p "$work/first" | cut -d , -f 3)
ok backtest --format json
says '"rank": "score",' "\"hr10\": $hr10," '"held80": 0.' '"findings": ['
ok backtest
says "older orders taught" "those of plain confidence" \
	"given the rest of the cart, the first ten hold" \
	"the 80 % ranges of attach rates held" \
	"'--rank frequent' finds 0.8 points more" "the default stays"

# A period is looked back on by itself; the cap counts.
ok backtest --format json --since 2026-01-01
says '"held_out_from": "2026-0'
ok settings basket_cap 2
ok backtest
says "over 'basket_cap' left out"
expect_error 2 "there is no column 'hr20'" backtest --sort hr20
expect_error 2 "'backtest' takes less" backtest now

# What to offer each customer next: the same twice, beside best-sellers.
ok import sample-data/customers.csv
ok backtest --customers
says "15383 older orders taught;" "returning customers tried" \
	"next best: " "best-sellers: "
cp "$work/out" "$work/first"
ok backtest --customers
cmp -s "$work/first" "$work/out" || fail "two runs, two answers"

# What nobody buys any more is no joint order, and its range did not hold.
awk 'BEGIN {
	print "order_id,order_date,customer_id,sku,quantity,price,currency"
	for (i = 0; i < 1500; i++) {
		order = sprintf("%d,2026-%02d-%02d,c%d", i, 1 + int(i / 170),
			1 + int(i % 170 / 7), i % 90)
		print order ",A" i % 30 ",1,5.00,EUR"
		print order (i % 30 == 29 && i >= 900 ? ",NEW" : ",B" i % 30) \
			",1,7.00,EUR"
	}
}' >"$work/gone.csv"
export ENDCAP_STORE="$work/gone.db"
ok import "$work/gone.csv"
ok backtest
says "the 80 % ranges of attach rates held 95.1 % of what came next"
