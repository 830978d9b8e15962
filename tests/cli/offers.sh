# Every kind of offer from the command line: choices, add-ons, buy A get B,
# the cheapest free, tiers, gifts, countries, margins, offers that stand alone.
. tests/cli/lib

cat >"$work/products.csv" <<'END'
SKU,Title,Category,Price,Cost
LAMP,Desk lamp,Light,40.00,20.00
BULB,Bulb,Light,8.00,3.00
TIMER,Timer,Light,12.00,9.00
TEA,Tea tin,Tea,10.00,4.00
MATE,Mate tin,Tea,9.00,4.00
CHAI,Chai tin,Tea,7.50,3.00
END
ok import "$work/products.csv"

ok bundle new half LAMP BULB --get 50
ok bundle show half
says "50 % off what is to get" "price 44.00" "to get"
ok bundle activate half
ok checkout LAMP BULB:2
says "'half', 1 set: 4.00 off"

ok bundle new teas TEA:3 --any category --cheapest 100
ok bundle activate teas
ok checkout TEA MATE CHAI
says "'teas', 1 set: 7.50 off"
ok checkout TEA:6
says "'teas', 2 sets: 20.00 off"

expect_error 1 "at least two pieces" bundle new look LAMP --percent 10
ok bundle new look LAMP TIMER --percent 10 --kind look
ok bundle add look TEA --slot tea
ok bundle add look CHAI --slot tea
ok bundle add look BULB --role addon
ok bundle show look
says "add-on" "tea"
ok bundle retire half
ok bundle retire teas
ok bundle activate look
ok checkout LAMP TIMER CHAI
says "'look', 1 set: 5.95 off"
ok checkout LAMP TIMER CHAI BULB
says "'look', 1 set: 6.75 off"

ok bundle new stock BULB --tiers 3:5,6:10 --max-sets 1
ok bundle activate stock
ok checkout BULB:10
says "'stock', 1 set: 4.80 off"
expect_error 1 "'3-5' are no tiers" bundle set stock --tiers 3-5
expect_error 1 "each tier needs more pieces" bundle set stock --tiers 6:10,3:5

ok threshold set gift --gift MATE --at 30 --country FR
ok checkout LAMP
says "'gift', is for orders to another country"
ok checkout LAMP --country FR
says "'gift', reached: a gift worth 9.00"
ok threshold set tenth --percent 10 --at 20 --min-margin 49 --priority 2
ok checkout LAMP
says "'tenth', would save 4.00, but leave less than its minimum margin"
ok threshold set tenth --min-margin none --combine no
says "combines with no other discount"
ok checkout BULB:10
says "'tenth', reached: 8.00 off" "the other offers together would save 4.80"
expect_error 2 "--combine takes yes or no" threshold set tenth --combine maybe
expect_error 2 "--starts: 'soon' is no day" bundle set look --starts soon
expect_error 1 "ends before it starts" \
	bundle set look --starts 2026-02-01 --ends 2026-01-01

ok export bundles --format csv
says "look,,Goes together: Desk lamp + Timer,look,active,percent,10,55.80," \
	",tea,,TEA,Tea tin,1,10.00,4.00,none," ",tiers,,22.80," "3:5,6:10"

# Taking it all back, and doing it again, gives the same bytes.
ok export bundles --format json
cp "$work/out" "$work/before"
i=0
while [ $i -lt 16 ]; do
	ok undo
	i=$((i + 1))
done
i=0
while [ $i -lt 16 ]; do
	ok redo
	i=$((i + 1))
done
ok export bundles --format json
cmp -s "$work/before" "$work/out" || fail "undo and redo changed the bundles"

# A step up in the category that earns more; "Tea tin" and "Mate tin" are not
# the same thing in another colour.
ok upsells CHAI --format csv
says "sku,title,price,step,gain,orders,basis,accessories" \
	"TEA,Tea tin,10.00,1.333333333,1.50,0,measured," \
	"MATE,Mate tin,9.00,1.2,0.50,0,measured,"
ok upsells LAMP
says "no better alternative"
expect_error 1 "too early to say: 0 days of orders since 'look' went live" \
	measure look
expect_error 1 "there is no bundle and no threshold 'stocks'" measure stocks
