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
VASE,Vase,Light,,
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

# What live offers do to each other, on carts added up by hand: 40 % off a cart
# of 52.00 that cost 29.00 leaves 31.20, 70 % off 19.00 that cost 8.00 leaves
# 5.70, and a threshold of 50.00 is missed by 18.80 at most.
ENDCAP_STORE=$work/together.db
cat >"$work/orders.csv" <<'END'
order_id,order_date,sku,quantity,price
1,2026-05-01,LAMP,1,40.00
1,2026-05-01,TIMER,1,12.00
2,2026-05-02,LAMP,1,40.00
2,2026-05-02,TIMER,1,12.00
2,2026-05-02,BULB,1,8.00
3,2026-05-03,TEA,1,10.00
3,2026-05-03,MATE,1,9.00
4,2026-05-04,TEA,1,10.00
END
ok import "$work/products.csv" "$work/orders.csv"
for line in "brew TEA MATE --percent 70" "bright LAMP BULB --percent 1" \
	"spot LAMP TIMER --percent 40"; do
	# Words, on purpose.
	# shellcheck disable=SC2086
	ok bundle new $line
	ok bundle activate "${line%% *}"
done
ok threshold set spend --amount 5 --at 50
ok threshold set more --amount 6 --at 60
ok conflicts --format csv
cut -d , -f 1-5 "$work/out" | tr -d '"' >"$work/got"
cat >"$work/expected" <<'END'
conflict,offer,other,carts,what
loss,brew,,1,leaves -40.4 % margin at worst
margin,spot,,2,leaves 7.1 % margin at worst
dropped,spend,spot,2,carts miss it by up to 18.80 once the bundle's discount is taken
dropped,more,spot,1,carts miss it by up to 20.80 once the bundle's discount is taken
shared,bright,spot,,both hold Desk lamp
END
cmp -s "$work/expected" "$work/got" || fail "what the offers do to each other"
ok conflicts
says "5 live offers on 4 carts: 3 get a discount, the worst keeps -40.4 % margin"
ok threshold compare
says "too few orders to say what a threshold would do"

# Equally many carts: in the order of the offers.
ok threshold set more --at 52
ok conflicts --format csv
grep '^dropped' "$work/out" | cut -d , -f 2-4 | sort >"$work/expected"
grep '^dropped' "$work/out" | cut -d , -f 2-4 >"$work/got"
cmp -s "$work/expected" "$work/got" || fail "the order of equals"
equal 2 "$(wc -l <"$work/got")" "two thresholds are missed twice"

# Those that share a product are told in their order, too. What one of them
# adds is no part of the set that others would give more for, and of a set with
# a part of no price nobody can say that.
ok bundle new desk LAMP TEA:2 --percent 1
ok bundle add desk CHAI --role addon
ok bundle activate desk
ok bundle new spray LAMP VASE --percent 1
ok bundle activate spray
ok conflicts --format csv
says "dearer,desk,more,,the same items cost "
says_not "dearer,spray"
grep '^shared' "$work/out" | cut -d , -f 2-3 >"$work/got"
printf '%s\n' brew,desk bright,desk bright,spot \
	bright,spray desk,spot desk,spray spot,spray >"$work/expected"
cmp -s "$work/expected" "$work/got" || fail "what three offers share"
ok bundle retire desk
ok bundle retire spray

# An item that is there takes another quantity with its part.
ok bundle new calm BULB CHAI --percent 5
ok bundle add calm CHAI:3 --slot tea
ok bundle show calm
says "CHAI  Chai tin    3   7.50"

# A name of both kinds is neither.
ok threshold set brew --percent 5 --at 40
expect_error 1 "both a bundle and a threshold are called 'brew'; rename one" \
	measure brew
