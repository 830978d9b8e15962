# overview: the figures of a shop small enough to add up by hand.
#
# 18 orders count: 6 x (60.00 + 2 x 6.50), 4 x 21.00, 3 x 72.00, 19.20, 7.20,
# 15.00, 6.50 and 9.00 of an order for two of which one came back: 794.90.
. tests/cli/lib

# Nothing imported is an answer, in every format.
ok overview
says "no orders yet: 'endcap import" "endcap demo"
ok overview --format json
says '"orders": 0,' '"aov": null,' '"first_order": null,'
ok overview --format csv
says "kpi,value,change,low95,high95,meaning"
[ ! -e "$work/shop.db" ] || fail "a store was made by looking"

import_small
expect_output overview --format json <<'END'
{
  "orders": 18,
  "customers": 10,
  "products": 6,
  "lines": 32,
  "revenue": 794.90,
  "aov": 44.1611,
  "median_order": 46.5000,
  "units_per_order": 2.222222222,
  "items_per_order": 1.777777778,
  "multi_item_share": 0.7777777778,
  "repeat_rate": 0.5,
  "currency": "EUR",
  "first_order": "2026-01-05 10:00:00",
  "last_order": "2026-10-03 10:00:00",
  "attach_rate": null,
  "contribution": 354.91,
  "guest_orders": 2
}
END

ok overview
says "2026-01-05 .. 2026-10-03  EUR  18 orders  32 lines  10 customers" \
	"2 guest orders  6 products" "44.16" "14 of 18" "794.90"

# Both days of a period count; 90d is counted back from today.
ok overview --format json --since 2026-09-22 --until 2026-09-26
says '"orders": 3,' '"revenue": 98.40,'
ok overview --format json --since 90d
says '"orders": 7,'
ok overview --format json --until 2026-01-04
says '"orders": 0,'
expect_error 2 "--since takes a day like 2026-10-31 or 90d" \
	overview --since yesterday
expect_error 2 "--since lies after --until" \
	overview --since 2026-02-01 --until 2026-01-01

expect_error 2 "--since 2027-02-01 lies after today" overview --since 2027-02-01
ok overview --items 40..
says "no order is in this part (40.. products): take one of its bounds away"

# The listing's options work here too.
ok overview --format csv --limit 1
equal 2 "$(wc -l <"$work/out")" "one row and the header"
expect_error 2 "there is no column 'size'" overview --sort size
expect_error 2 "--format is table, csv or json, not 'xml'" \
	overview --format xml
ok overview --format json -o "$work/kpi.json"
[ ! -s "$work/out" ] || fail "--output leaves standard output alone"
grep -q '"aov": 44.1611' "$work/kpi.json" || fail "the file has the figures"
