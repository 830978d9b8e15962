# segments: sizes and figures against SQL over the same store, and everything
# that can be cut by a segment.
. tests/cli/lib
need_sqlite3

sql() {
	sqlite3 -readonly "$ENDCAP_STORE" "$1"
}

import_small
ok segments
says "champions" "who they are" "cannot be told without orders that record"
expect_error 1 "there is no segment 'everybody'; there are cant-lose" \
	segment everybody
expect_error 1 "segment 'bundle-buyers' cannot be told: it needs a bundle" \
	segment bundle-buyers
expect_error 1 "there is no category 'Shoes'" segment fans:Shoes
ok segment fans:kitchen --format csv --limit 0
equal 1 "$(wc -l <"$work/out")" "a category nobody is a fan of, as all are"

# Who ordered once, and who more often.
ok segment one-time --format csv --limit 0
equal "$(sql "SELECT count(*) FROM (SELECT 1 FROM orders
	WHERE counted AND customer_id IS NOT NULL
	GROUP BY customer_id HAVING count(*) = 1)")" \
	"$(($(wc -l <"$work/out") - 1))" "one-time buyers"
often="SELECT customer_id FROM orders WHERE counted
	AND customer_id IS NOT NULL GROUP BY customer_id HAVING count(*) > 1"
ok overview --format json --segment repeat
says "\"orders\": $(sql "SELECT count(*) FROM orders
	WHERE counted AND customer_id IN ($often)"),"
# The period does not make another segment: it is of all orders.
ok overview --format json --segment repeat --since 2026-09-22
says "\"orders\": $(sql "SELECT count(*) FROM orders
	WHERE counted AND placed_at >= unixepoch('2026-09-22')
	AND customer_id IN ($often)"),"

# The columns that programs rely on.
ok segments --format csv --limit 1
says "segment,customers,share,change,orders,aov,units_per_order,repeat_rate,revenue,contribution,contribution_per_customer,meaning"
ok segment repeat --format csv --limit 1
says "customer,email,consent,country,orders,first_order,last_order,days_since,gap_days,revenue,aov,units_per_order,contribution,rfm,recency,frequency,monetary,single_item,near_threshold,discounted_share,favourite,affinity,bundle_orders,segments"

# The first nine divide all customers.
ok segments --format csv --limit 9
equal "$(sql "SELECT count(DISTINCT customer_id) FROM orders WHERE counted")" \
	"$(sed 1d "$work/out" | cut -d, -f2 | awk '{ n += $1 } END { print n }')" \
	"customers"

# Cohorts hold everybody once; months that are not over are left empty.
ok segments --cohorts --format csv --limit 0
says "cohort,customers,month_1,month_2,month_3,month_4,month_5,month_6,month_7,month_8,month_9,month_10,month_11,month_12"
equal "$(sql "SELECT count(DISTINCT customer_id) FROM orders WHERE counted")" \
	"$(sed 1d "$work/out" | cut -d, -f2 | awk '{ n += $1 } END { print n }')" \
	"customers in cohorts"
case $(tail -n 1 "$work/out") in
*,,,,,,,,,,,,) ;;
*) fail "the last month is told before it is over" ;;
esac
# No share of fewer than 30 customers as a percentage.
ok segments --cohorts
says " of 2 "
says_not "%"
ok segments
says " of 10 "
says_not ".0 %"
ok segments set few "orders>1"
says "segment 'few': $(sql "SELECT count(*) FROM ($often)") people of 10 customers"
ok undo
# One of the shop's own cuts whatever a segment can cut, and can be undone.
ok segments set "come back" "orders>1"
says "segment 'come back': $(sql "SELECT count(*) FROM ($often)") people"
ok segments --format csv --limit 0
says "come back,$(sql "SELECT count(*) FROM ($often)"),"
ok overview --format json --segment "Come Back"
says "\"orders\": $(sql "SELECT count(*) FROM orders
	WHERE counted AND customer_id IN ($often)"),"
ok pairs --segment "come back"
ok export pairs --segment "come back" --format csv
ok segment "come back" --format csv --limit 0
equal "$(sql "SELECT count(*) FROM ($often)")" \
	"$(($(wc -l <"$work/out") - 1))" "people who come back"
ok segments set "come back" orders\>1 segments~vip
says "segment 'come back': "
expect_error 1 "there is no column 'orderz'; there are text, customer, email" \
	segments set "come back" "orderz>1"
expect_error 1 "'vip' is a segment that is built in" segments set vip "orders>1"
ok segments delete "come back"
expect_error 1 "there is no segment 'come back'; there are" segment "come back"
ok undo
says "undone: deleted segment 'come back'"
ok segment "come back"
expect_error 1 "there is no segment 'nobody' of your own" \
	segments delete nobody

# One whose words are not understood any more says so in the list.
sqlite3 "$ENDCAP_STORE" "UPDATE segment SET expression = 'orderz>1'
    WHERE name = 'come back'"
ok segments --format csv --limit 0
says "come back,,,,,,,,,,,\"cannot be told: there is no column 'orderz'; there are"
sqlite3 "$ENDCAP_STORE" "UPDATE segment SET expression = 'orders>1 segments~vip'
    WHERE name = 'come back'"

# A mail tool gets nobody without consent.
ok segment repeat --format klaviyo
says "Email,customer,consent,"

# A projection is cut as every analysis is.
ok bundle new cut MUG TEA --percent 5
ok bundle project cut
grep 'orders with' "$work/out" >"$work/all"
ok bundle project cut --segment new
says "replayed on the orders of"
! grep 'orders with' "$work/out" | cmp -s - "$work/all" ||
	fail "the segment changes nothing"
ok bundle compare cut --segment new

expect_error 1 "a segment needs a name" segments set "" "orders>1"
expect_error 1 "text of at most 60 bytes" \
	segments set "$(head -c 61 /dev/zero | tr '\0' x)" "orders>1"
