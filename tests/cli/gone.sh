# A live offer whose product is gone: it is said, and the rest goes on.
. tests/cli/lib
need_sqlite3

ok import sample-data/products.csv sample-data/orders.csv
printf 'sku,title,price,cost\nN-1,New lamp,20.00,8.00\nN-2,New mug,9.00,3.00\n' \
	>"$work/new.csv"
ok import "$work/new.csv"
ok bundle new kept LMP-021 BLB-E27W --percent 7
ok bundle activate kept
ok bundle new broken LMP-021 N-1 --percent 7
ok bundle activate broken
ok bundle new three LMP-021 BLB-E27W N-1 --percent 7
ok bundle activate three
expect_error 1 "'three' is live already" bundle activate three
ok threshold set mug --gift N-2 --at 60
sqlite3 "$ENDCAP_STORE" \
	"PRAGMA foreign_keys=0; DELETE FROM product WHERE sku IN ('N-1','N-2')"

gone="'broken' holds a product that is no longer in the store"
for command in "bundle list" "bundle suggest" "bundle project kept" \
	"bundle compare kept" "threshold curve" "threshold list" overview \
	"report -o $work/report.html" "fillers --at 60" segments; do
	ok $command
done
ok conflicts
says "not counted: $gone" "not counted: the gift of 'mug'"
ok checkout LMP-021 BLB-E27W
says "'kept', 1 set" "not counted: $gone" "not counted: the gift of 'mug'"
ok bundle show broken
says "it holds a product that is no longer in the store"
expect_error 1 "$gone; take it out ('endcap bundle remove NAME -')" \
	bundle project broken
expect_error 1 "the gift has no price" threshold project mug

# It can be retired as it is, and mended.
ok bundle retire broken
ok bundle show broken
says "broken (retired)" "Lamp, brass desk"
expect_error 1 "every product of 'broken' is in the store" \
	bundle remove broken -
ok bundle remove three -
ok bundle project three
ok bundle delete broken
ok threshold delete mug
ok check
