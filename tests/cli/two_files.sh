# Orders in one file and their lines in another, named together in any order:
# one import, again and again, with a changed status, taken back; and what is
# said where the other file is not named.
. tests/cli/lib

cat >"$work/orders.csv" <<'END'
id_order,id_customer,order_status,date_add,id_currency
11,C1,paid,2026-01-05 10:00:00,1
12,C2,paid,2026-01-19 10:00:00,1
13,C1,pending,2026-01-20 10:00:00,1
14,C3,paid,2026-01-21 10:00:00,1
END
cat >"$work/lines.csv" <<'END'
id,id_order,sku,quantity,price
1,11,LAMP,1,60.00
2,11,BULB,2,6.50
3,12,LAMP,1,60.00
4,13,BULB,1,6.50
5,99,BULB,1,6.50
END
cat >"$work/products.csv" <<'END'
sku,title,price
LAMP,Lamp,60.00
BULB,Bulb,6.50
END

expect_error 1 "name the file with the orders' lines in the same command" \
	import "$work/orders.csv"
expect_error 1 "name the file with the orders themselves in the same command" \
	import "$work/lines.csv"
(cd "$work" && ! "$ENDCAP" import lines.csv 2>said) ||
	fail "lines alone were imported from their folder"
grep -q "name the file with the orders themselves" "$work/said" ||
	fail "another sentence in the folder: $(cat "$work/said")"

# The file that is not there is the one that is told of, and nothing is done.
expect_error 1 "cannot read '$work/gone.csv'" \
	import "$work/orders.csv" "$work/gone.csv"
expect_error 1 "cannot read '$work/gone.csv'" \
	import "$work/gone.csv" "$work/lines.csv"

ok import "$work/orders.csv" "$work/products.csv" "$work/lines.csv" \
	--rejects "$work/rejects.csv" --currency EUR
says "/lines.csv with orders.csv: 7 of 8 columns known as order lines" \
	"/products.csv: 3 of 3 columns known" "orders: 3 new" \
	"1 x orders of 'orders.csv' have no line here: they are left out" \
	"1 x lines name an order that 'orders.csv' does not have" \
	"5 rows read = 4 loaded + 0 known before or repeated + 0 kept but not counted + 1 set aside"
grep -qF ',6,order_date,,' "$work/rejects.csv" ||
	fail "the row set aside:" "$(cat "$work/rejects.csv")"

ok import "$work/lines.csv" "$work/orders.csv"
says "orders known before, unchanged: 3"

sed 's/pending/paid/' "$work/orders.csv" >"$work/later.csv"
ok import "$work/lines.csv" "$work/later.csv"
says "/lines.csv with later.csv" "orders: 0 new, 1 changed"
ok imports
says "lines.csv with orders.csv"
ok check
