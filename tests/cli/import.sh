# import, imports: what is read, counted, set aside and taken back.
. tests/cli/lib

ok import "$data/products.csv"
says "6 rows read = 6 loaded" "products: 6 new"
ok import "$data/orders.csv"
says "35 rows read = 32 loaded + 0 known before or repeated + 3 kept but not counted + 0 set aside" \
	"orders: 20 new" "18 orders count, 3 pairs with at least 3 joint orders"
ok import "$data/customers.csv"
says "10 rows read = "

# A file with returns is counted both ways.
ENDCAP_STORE="$work/returns.db" ok import tests/fixtures/ingest/online_retail_2.csv
says "counted as this data set is published: 2 baskets, 2 products, mean value 43.25, median 43.25, 2 lines" \
	"with returns netted: 2 baskets, 2 products, mean value 36.30, median 36.30, 2 lines" \
	"lines: 2 = 2, 1 with fewer pieces"
cat >"$work/codes.csv" <<'END'
Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country
900440,85048,LANTERN,2,2009-12-01 07:45:00,6.95,19085.0,United Kingdom
900441,HOOK1,HOOK,1,2009-12-01 07:50:00,3.50,19085.0,United Kingdom
END
ENDCAP_STORE="$work/codes.db" ok import "$work/codes.csv"
says "lines: 1 + 1 of other products = 2" \
	"baskets: 1 + 1 of other products alone = 2"
# Values that add up to more than can be counted are said, and loaded.
{
	head -n 1 "$work/codes.csv"
	i=0
	while [ $i -lt 1000 ]; do
		echo "$((900000 + i)),85048,LANTERN,1000000,2009-12-01 07:45:00,100000000,,"
		i=$((i + 1))
	done
} >"$work/large.csv"
ENDCAP_STORE="$work/large.db" ok import "$work/large.csv"
says "could not be counted in two ways: the sum of values is too large"

# The same files again change nothing but the list of imports.
ok overview --format json
cp "$work/out" "$work/before"
ok products --format csv
cat "$work/out" >>"$work/before"
import_small
says "35 rows read = 0 loaded + 35 known before" "known before, unchanged: 20"
ok overview --format json
cp "$work/out" "$work/after"
ok products --format csv
cat "$work/out" >>"$work/after"
cmp -s "$work/before" "$work/after" || fail "the same files twice"

# A dry run counts and writes nothing.
cat >"$work/more.csv" <<'END'
order_id,order_date,customer_id,sku,quantity,unit_price,currency,status
30,2026-10-10 09:00:00,P1,MUG,1,12.00,EUR,placed
30,2026-10-10 09:00:00,P1,TEA,1,7.20,EUR,placed
31,2026-10-11 09:00:00,P2,MUG,many,12.00,EUR,placed
32,2026-10-12 09:00:00,P2,MUG,1,12.00,USD,placed
END
before=$(state)
ok import --dry-run "$work/more.csv"
says "4 rows read = 2 loaded" "2 set aside" "'many'" "line 4" "column quantity"
equal "$before" "$(state)" "a dry run changed the store"
for mark in point .; do
	ok import --dry-run "$work/more.csv" --decimal "$mark"
	says "4 rows read = 2 loaded"
done

# --strict: one row set aside and nothing is imported.
expect_exit 1 import --strict "$work/more.csv"
equal "$before" "$(state)" "--strict changed the store"
# The first row that is told is one that cannot be used, not one that lost a
# value only.
printf '%s\n' order_id,order_date,sku,quantity,price,status \
	81,2026-05-01,MUG,1,2.00,levitating 82,soon,MUG,1,2.00,placed \
	>"$work/strict.csv"
expect_error 1 "1 row of '$work/strict.csv' cannot be used, the first in line 3: order_date 'soon' is not a date" \
	import --strict "$work/strict.csv" --currency EUR

# Rows set aside are no failure, and can be written out.
warns "1 x rows are in another currency" \
	import "$work/more.csv" --rejects "$work/rejects.csv"
head -n 1 "$work/rejects.csv" >"$work/header"
equal "file,line,column,value,reason,row" "$(cat "$work/header")" "its columns"
equal 3 "$(wc -l <"$work/rejects.csv")" "two rows and the header"
grep -q ",4,quantity,many," "$work/rejects.csv" || fail "the row is named"
ok overview --format json
says '"orders": 19,'

# Taken back by number.
ok imports --format csv
says "more.csv"
number=$(sed -n 's/^\([0-9]*\),[^,]*more\.csv,.*/\1/p' "$work/out")
ok imports undo "$number"
ok overview --format json
says '"orders": 18,'
expect_error 1 "" imports undo "$number"
expect_error 1 "" imports undo 99
expect_error 2 "'one' is not the number of an import" imports undo one

# Orders that come again: one gained a line, one lost some.
cat >"$work/night.csv" <<'END'
order_id,order_date,customer_id,sku,quantity,unit_price,currency,status
30,2026-10-10 09:00:00,P1,MUG,1,12.00,EUR,placed
30,2026-10-10 09:00:00,P1,TEA,1,7.20,EUR,placed
END
ok import "$work/night.csv"
cat >"$work/again.csv" <<'END'
order_id,order_date,customer_id,sku,quantity,unit_price,currency,status
30,2026-10-10 09:00:00,P1,MUG,1,12.00,EUR,placed
30,2026-10-10 09:00:00,P1,TEA,1,7.20,EUR,placed
30,2026-10-10 09:00:00,P1,LAMP,1,30.00,EUR,placed
END
ok import "$work/again.csv"
says "3 rows read = 1 loaded + 2 known before" "orders: 0 new, 1 changed" \
	"orders known before that gained lines: 1"
ok imports --format csv
number=$(sed -n '2s/,.*//p' "$work/out")
ok import "$work/night.csv" --rejects "$work/rejects.csv"
says "2 rows read = 0 loaded" "2 set aside" \
	"order '30' is known with more lines; the old one is kept"
equal 3 "$(wc -l <"$work/rejects.csv")" "the conflict is written out"
sed -n 2p "$work/rejects.csv" >"$work/row"
grep -q '"30,2026-10-10 09:00:00,P1,MUG,1,12.00,EUR,placed"' "$work/row" ||
	fail "a refused row stands there as the file has it"
ok check
ok imports undo "$number"
ok import "$work/night.csv"
says "known before, unchanged: 1"
ok imports --format csv
number=$(sed -n 's/^\([0-9]*\),[^,]*night\.csv,.*,active$/\1/p' "$work/out" | tail -n 1)
ok imports undo "$number"

# Pairs can wait for whoever asks.
sed 's/^30,/33,/' "$work/night.csv" >"$work/later.csv"
ok import --no-pairs "$work/later.csv"
says "orders: 1 new"
! grep -q "joint orders" "$work/out" || fail "pairs were looked for"
ok pairs --min-orders 1
ok imports --format csv
number=$(sed -n '2s/,.*//p' "$work/out")
ok imports undo "$number"

# An import that a bundle rests on stays.
printf 'sku,title,price\nNEW,New thing,4.00\n' >"$work/new.csv"
ok import "$work/new.csv"
ok bundle new fresh NEW MUG
ok imports --format csv
number=$(sed -n 's/^\([0-9]*\),[^,]*new\.csv,.*/\1/p' "$work/out")
before=$(state)
expect_error 1 "because bundle 'fresh' uses its product 'NEW'" \
	imports undo "$number"
equal "$before" "$(state)" "a refused undo changed the store"

# Telling what a column is.
printf 'when;what;how many;each;no\n2026-10-20;MUG;2;12,50;77\n' >"$work/odd.csv"
expect_error 2 "no column can mean 'unit'; it can mean order_id, order_date, " import "$work/odd.csv" \
	--map unit=each
ok import "$work/odd.csv" --as orders --map order_date=when --map sku=what \
	--map quantity="how many" --map price=each --map order_id=no \
	--currency EUR
says "1 loaded"
ok products mug --format csv
says "Kiln,9,10,121.00," # 8 orders and units before, then 1 of 2 x 12.50

# An order that stands in the file again, far behind, two lines of it alike.
awk 'BEGIN {
	print "order_id,order_date,sku,quantity,unit_price,currency"
	twice = "R,2026-10-01,A,1,2.00,EUR"
	print twice "\n" twice
	for (i = 1; i <= 1001; i++)
		print "F" i ",2026-10-02,B,1,3.00,EUR"
	print twice "\n" twice
}' >"$work/twice.csv"
ENDCAP_STORE="$work/twice.db" ok import "$work/twice.csv"
says "1,005 rows read = 1,003 loaded + 2 known before or repeated" \
	"orders: 1,002 new"
# What a customer did twice in a second is one event.
printf 'customer_id,sku,event,time\nC1,A,view,2026-10-02 10:00:00\nC1,A,view,2026-10-02 10:00:00\n' \
	>"$work/views.csv"
ENDCAP_STORE="$work/twice.db" ok import "$work/views.csv"
says "2 rows read = 1 loaded + 1 known before or repeated"

# A basket that holds something else now is set aside once, whatever it holds.
printf 'bread,milk,eggs\nmilk,tea\nbread\n' >"$work/baskets.csv"
ENDCAP_STORE="$work/baskets.db" ok import "$work/baskets.csv"
says "3 rows read = 3 loaded"
printf 'bread,milk,jam\nmilk,tea\nbread\n' >"$work/baskets.csv"
ENDCAP_STORE="$work/baskets.db" ok import "$work/baskets.csv"
says "3 rows read = 0 loaded + 2 known before or repeated + 0 kept but not counted + 1 set aside"
# Orders none of which counts.
printf 'order_id,order_date,sku,quantity,price,currency,status\n1,2026-01-02,MUG,2,10.00,EUR,cancelled\n' \
	>"$work/none.csv"
ENDCAP_STORE="$work/nothing.db" ok import "$work/none.csv"
says "0 orders count"

# An encoding that the bytes do not give away is named.
printf 'order_id,order_date,sku,title,quantity,price\n1,2026-10-20,KUB,Kubek \277\363\263ty,1,9.00\n' \
	>"$work/polish.csv"
ENDCAP_STORE="$work/polish.db" ok import "$work/polish.csv" --encoding windows-1250
says "1 x file decoded as windows-1250"
ENDCAP_STORE="$work/polish.db" ok products --format csv
says "Kubek żółty"
# It is remembered for the header; the bytes alone would tell something else.
printf 'order_id,order_date,sku,title,quantity,price\n2,2026-10-21,LYZ,\243y\277ka,1,4.00\n' \
	>"$work/polish.csv"
ENDCAP_STORE="$work/polish.db" ok import "$work/polish.csv"
says "read as remembered for this header: encoding windows-1250"
ENDCAP_STORE="$work/polish.db" ok products --format csv
says "Łyżka"
# Bytes that seem to be no text are looked at as they are said to be.
printf 'order_id,order_date,sku,quantity,price,currency\n1,2026-10-20,KUB,1,9.00,EUR\n' |
	iconv -t UTF-32LE >"$work/wide.csv"
ENDCAP_STORE="$work/wide.db" ok import "$work/wide.csv" --encoding UTF-32LE
says "1 loaded" "remembered for files with this header"
expect_error 1 "this system knows no encoding 'klingon'; 'iconv -l' lists those it knows" \
	import "$work/polish.csv" --encoding klingon

# BigCommerce calls what the customer paid "Shipping Cost (inc tax)".
cat >"$work/bigcommerce.csv" <<'END'
Order ID,Order Date,Order Status,Tax Total,Shipping Cost (inc tax),Shipping Cost (ex tax),Order Total (inc tax),Product SKU,Product Name,Product Qty,Product Unit Price
101,2026-03-04,Completed,4.99,5.95,4.96,29.95,MUG,Mug,2,12.00
102,2026-03-05,Shipped,2.19,5.95,4.96,13.15,TEA,Tea,1,7.20
END
ok --store "$work/bigcommerce.db" import "$work/bigcommerce.csv"
equal "595|-|2000 595|-|600" "$(sqlite3 "$work/bigcommerce.db" \
	"SELECT group_concat(shipping || '|' || coalesce(shipping_cost, '-') ||
	    '|' || net_value, ' ') FROM orders")" "charged, not paid, for shipping"

# A price list that differs from the one before by more than 50 times.
printf 'sku,title,price\nMUG,Mug,12.00\nTEA,Tea,7.20\nCUP,Cup,3.00\n' \
	>"$work/list.csv"
ok --store "$work/bigcommerce.db" import "$work/list.csv"
says_not "check:"
printf 'sku,title,price\nMUG,Mug,1200.00\nTEA,Tea,360.00\nCUP,Cup,0.05\n' \
	>"$work/list.csv"
ok --store "$work/bigcommerce.db" import --dry-run "$work/list.csv"
says "check: 2 prices change by more than 50 times, most of all 'MUG': from 12.00 to 1200.00"

# The same of orders, against the median that was paid; and on a terminal
# endcap asks before it writes.
cat >"$work/dear.csv" <<'END'
order_id,order_date,sku,quantity,price
201,2026-03-06,MUG,1,1200.00
202,2026-03-06,MUG,1,1200.00
203,2026-03-06,TEA,1,7.20
END
before=$(sqlite3 "$work/bigcommerce.db" .dump | cksum)
if command -v script >"$work/out"; then
	for answer in n no ''; do
		echo "$answer" | script -qec "$ENDCAP --store \
			$work/bigcommerce.db import $work/dear.csv" \
			"$work/typed" >"$work/out" 2>"$work/err"
		code=$?
		equal 1 $code "the answer '$answer' is no"
		says "import it all the same? [y/N]" "nothing was imported" \
			"'MUG': from 12.00 (the median paid) to 1200.00"
		equal "$before" "$(sqlite3 "$work/bigcommerce.db" .dump |
			cksum)" "asked first, but something was written"
	done
	echo y | script -qec "$ENDCAP --store $work/bigcommerce.db \
		import $work/dear.csv --dry-run" "$work/typed" >"$work/out"
	says_not "[y/N]"
	echo y | script -qec "$ENDCAP --store $work/bigcommerce.db \
		import $work/dear.csv" "$work/typed" >"$work/out"
	says "orders: 3 new"
	ok --store "$work/bigcommerce.db" imports undo 3
fi
warns "1 price changes by more than 50 times, most of all 'MUG': from 12.00" \
	--store "$work/bigcommerce.db" import "$work/dear.csv"
says "orders: 3 new" "check: 1 price changes by more than 50 times"

# Of a file of which no row can be used the rows are kept all the same; the same
# rows in a file that is known otherwise were kept with it.
printf 'order_id,order_date,sku,quantity,price\nZ1,never,LAMP,1,60.00\nZ2,2026-06-01,LAMP,many,60.00\n' \
	>"$work/nothing.csv"
warns "2 of 2 rows cannot be used" import "$work/nothing.csv"
says "2 set aside" "takes it back"
ok imports --format csv
grep -q 'nothing.csv,.*,2,0,0,0,2,active' "$work/out" ||
	fail "the import of nothing is listed"
ok check
