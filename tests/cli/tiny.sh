# tiny: a shop of one order gets a sentence from everything, and no figures that
# a single order cannot carry.
. tests/cli/lib

cat >"$work/one.csv" <<-END
	order_id,order_date,customer_id,sku,quantity,unit_price
	1,2026-10-01 10:00:00,C1,A,1,30.00
	1,2026-10-01 10:00:00,C1,B,1,10.00
END
ok import "$work/one.csv"
ok threshold curve
says "1 order of 2026-10-01" "too few orders to say what a threshold would do"
ok threshold curve --format csv
equal 1 "$(wc -l <"$work/out")" "a curve of one order has no rows"
ok threshold set ship --at 50
says "nothing to measure it against: a threshold is tried on 10 orders"
expect_error 1 "a threshold is tried on 10 orders or more, here are 1" \
	threshold project ship
ok backtest --customers
says "too few to say"
says_not "%"
ok bundle new both A B --percent 10
ok bundle project both
says "1 order already buys everything"
ok bundle activate both
ok bundle suggest
says_not "stop 'both'" # one order is too few to say so
says "nothing to suggest"
expect_error 1 "it goes from 0 to 100" bundle new deep A B --percent 150
expect_error 1 "above zero" threshold set none --at 0
expect_error 1 "below 10^12" threshold set far --at 1000000000000

# Orders whose prices are all zero are there, and it is said why none counts.
rm -f "$ENDCAP_STORE"
cat >"$work/zero.csv" <<-END
	order_id,order_date,customer_id,sku,quantity,unit_price
	1,2026-10-01 10:00:00,C1,A,1,0.00
	1,2026-10-01 10:00:00,C1,B,1,0.00
	2,2026-10-02 10:00:00,C2,A,1,0.00
END
ok import "$work/zero.csv"
for what in overview pairs "bundle suggest" "threshold curve"; do
	ok $what
	says "2 orders were read and none counts" "its price is zero or below"
done
expect_error 1 "2 orders were read and none counts" report -o "$work/r.html"
printf '@wait\n@dump\n' >"$work/keys"
ok --script "$work/keys" --size 80x24
says "2 orders were read and none counts"
