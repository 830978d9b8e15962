# mine_level: the variants of a product as that product, in pairs, lists and
# offers; named by any of their SKUs, with a parent in the catalogue and
# without; and back again.
. tests/cli/lib

cat >"$work/products.csv" <<'END'
sku,title,category,price,cost,stock,parent
TEE-S,Tee small,Shirts,20.00,8.00,3,TEE
TEE-M,Tee medium,Shirts,22.00,8.00,4,TEE
MUG,Mug,Kitchen,,,,
MUG-R,Mug red,Kitchen,10.00,4.00,5,MUG
MUG-B,Mug blue,Kitchen,11.00,4.50,,MUG
CAP,Cap,Hats,15.00,6.00,9,
END
{
	echo "order_id,order_date,customer_id,sku,quantity,price"
	i=0
	while [ $i -lt 40 ]; do
		i=$((i + 1))
		tee=S mug=R
		[ $((i % 2)) = 0 ] && tee=M
		[ $((i % 4)) -lt 2 ] && mug=B
		echo "o$i,2026-10-$((i % 28 + 1)) 10:00,c$((i % 9)),TEE-$tee,1,20.00"
		[ $((i % 3)) = 0 ] || echo "o$i,2026-10-$((i % 28 + 1)) 10:00,c$((i % 9)),MUG-$mug,1,10.00"
		[ $((i % 10)) != 0 ] || echo "o$i,2026-10-$((i % 28 + 1)) 10:00,c$((i % 9)),TEE-S,2,20.00"
		echo "x$i,2026-09-$((i % 28 + 1)) 10:00,,CAP,1,15.00"
	done
} >"$work/orders.csv"
ok import "$work/products.csv" "$work/orders.csv" --currency EUR
says "4 variants of other products, counted by themselves; 'endcap settings mine_level 1' counts them as those"

joint() { # joint SKU: its partner and their joint orders, a line each
	ok pairs "$1" --format csv
	awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
		NR > 1 { a = $at["product_a"]; b = $at["product_b"]
			print (a < b ? a " " b : b " " a), $at["orders_both"] }' \
		"$work/out" | sort
}
equal "MUG-B TEE-M 7
MUG-B TEE-S 9" "$(joint MUG-B)" "each variant by itself"
before=$(joint TEE-S)

ok settings mine_level 1
ok pairs --format csv
equal 2 "$(wc -l <"$work/out")" "one pair of products"
for sku in TEE-S TEE-M tee-m MUG MUG-R; do
	equal "MUG TEE-S 27" "$(joint $sku)" "$sku as its product"
done
ok products --format csv
equal 4 "$(wc -l <"$work/out")" "three products and the header"
# Four orders hold the small tee twice over: beside the medium one.
grep -q '^MUG,.*10.00,4.00' "$work/out" || fail "the mug has a variant's price"
# A file's prices are compared with those of the variants it names.
printf 'sku,title,price,parent\nTEE-S,Tee small,20.00,TEE\nTEE-M,Tee medium,2200.00,TEE\nMUG-B,Mug blue,11.00,MUG\n' \
	>"$work/dear.csv"
ok import --dry-run "$work/dear.csv"
says "check: 1 price changes by more than 50 times, most of all 'TEE-M': from 22.00 to 2200.00"
printf 'order_id,order_date,sku,quantity,price\nz1,2026-11-01,MUG-B,1,1000.00\nz2,2026-11-02,TEE-S,1,20.00\n' \
	>"$work/dear.csv"
ok import --dry-run "$work/dear.csv"
says "check: 1 price changes by more than 50 times, most of all 'MUG-B': from 10.00 (the median paid) to 1000.00"
ok pair TEE-M MUG-B
says "27" "40"
ok bundle new both MUG-B TEE-M --percent 10
ok bundle project both
says "both"
ok bundle suggest
ok overview
ok check

ok settings mine_level 0
equal "$before" "$(joint TEE-S)" "and back again"
ok undo
equal "MUG TEE-S 27" "$(joint TEE-S)" "undone"

# half_life: orders count less in the ranking the older they are.
ok pairs --format csv
cp "$work/out" "$work/alike"
ok settings half_life 10
ok pairs --format csv
! cmp -s "$work/out" "$work/alike" || fail "old orders count like new ones"
ok settings half_life ""
ok pairs --format csv
cmp -s "$work/out" "$work/alike" || fail "and alike again"
