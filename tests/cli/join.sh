# SKUs that differ by case alone: one product, or by a setting each its own;
# derived, so nothing is imported again, and taken back like all else.
. tests/cli/lib

same() { # same ACTUAL EXPECTED WHAT
  [ "$1" = "$2" ] || { echo "$3: got '$1', expected '$2'"; exit 1; }
}
products() { # SKU, name, orders, units
  "$ENDCAP" products --format csv --limit 0 --sort sku |
    sed 1d | cut -d, -f1,2,5,6 | sort | tr '\n' ' '
}

cat >"$work/orders.csv" <<'CSV'
order_id,order_date,customer_id,sku,title,quantity,price,currency
1,2026-01-02,c1,AB-1,Mug,2,10.00,EUR
1,2026-01-02,c1,TEA,Tea,1,5.00,EUR
2,2026-01-03,c2,ab-1,Mug blue,1,12.00,EUR
2,2026-01-03,c2,TEA,Tea,1,5.00,EUR
3,2026-01-04,c1,ab-1,Mug blue,-1,10.00,EUR
4,2026-01-05,c3, AB-1 ,Mug,1,10.00,EUR
4,2026-01-05,c3,ab-1,Mug,1,10.00,EUR
CSV
cat >"$work/products.csv" <<'CSV'
sku,title,category,price,cost
Ab-1,Shop mug,Kitchen,11.00,4.00
CSV
cat >"$work/later.csv" <<'CSV'
order_id,order_date,customer_id,sku,title,quantity,price,currency
5,2026-01-06,c4,aB-1,Mug,1,10.00,EUR
1,2026-01-02,c1,ab-1,Mug,2,10.00,EUR
1,2026-01-02,c1,tea,Tea,1,5.00,EUR
CSV

"$ENDCAP" import "$work/orders.csv" >"$work/out"
grep -q "joined: 1 SKU differs .* ('ab-1' with 'AB-1'); 'endcap settings join_skus 0' keeps them apart" "$work/out"
same "$(products)" "AB-1,Mug,3,4 TEA,Tea,2,2 " "joined"
"$ENDCAP" import "$work/products.csv" >"$work/out"
grep -q "products: 0 new, 1 changed" "$work/out"
same "$(products)" "Ab-1,Shop mug,3,4 TEA,Tea,2,2 " "with the product file"
"$ENDCAP" bundle new duo ab-1 TEA >/dev/null

"$ENDCAP" settings join_skus 0 >/dev/null
same "$(products)" "AB-1,Mug,2,3 Ab-1,Shop mug,0,0 TEA,Tea,2,2 ab-1,Mug,2,2 " "apart"
"$ENDCAP" check >/dev/null
"$ENDCAP" product ab-1 >"$work/out"
"$ENDCAP" bundle new apart ab-1 TEA >/dev/null

"$ENDCAP" undo >/dev/null
"$ENDCAP" undo --yes >/dev/null
same "$(products)" "Ab-1,Shop mug,3,4 TEA,Tea,2,2 " "joined again by undo"
"$ENDCAP" check >/dev/null

# A file with other spellings of a known order is the same order.
"$ENDCAP" import "$work/later.csv" >"$work/out"
grep -q "orders known before, unchanged: 1" "$work/out"
same "$(products)" "Ab-1,Shop mug,4,5 TEA,Tea,2,2 " "one more spelling"

# The first spelling goes with its import; another takes its place.
export ENDCAP_STORE="$work/other.db"
"$ENDCAP" import "$work/orders.csv" >/dev/null
"$ENDCAP" import "$work/later.csv" >/dev/null
"$ENDCAP" imports undo 1 >/dev/null
same "$(products)" "aB-1,Mug,1,1 " "the first is gone"
"$ENDCAP" check >/dev/null
"$ENDCAP" import "$work/orders.csv" >/dev/null
same "$(products)" "TEA,Tea,2,2 aB-1,Mug,4,5 " "and back"
"$ENDCAP" check >/dev/null

# A new spelling that the file first has in an order that is refused.
export ENDCAP_STORE="$work/refused.db"
columns=order_id,order_date,customer_id,sku,title,quantity,price,currency
printf '%s\n1,2026-01-02,c1,MUG,Mug,2,10.00,EUR\n' $columns >"$work/first.csv"
printf '%s\n1,2026-01-02,c1,NEW-1,New,1,3.00,EUR\n9,2026-01-03,c1,new-1,New,1,3.00,EUR\n' \
  $columns >"$work/second.csv"
"$ENDCAP" import "$work/first.csv" >"$work/out"
"$ENDCAP" import "$work/second.csv" >"$work/out"
grep -q "orders known with other lines, the old kept: 1" "$work/out"
same "$(products)" "MUG,Mug,1,2 NEW-1,New,1,1 " "refused and new"

# Spellings of variants, which are counted as their parent.
export ENDCAP_STORE="$work/variants.db"
printf 'sku,title,price,parent\nTEE,Tee,20.00,\nTEE-S,Tee small,20.00,TEE\nMUG,Mug,5.00,\n' \
  >"$work/variants.csv"
{
  echo $columns
  for sku in TEE-S tee-s tee; do
    i=$((${i:-0} + 1))
    echo "$i,2026-01-0$i,c$i,$sku,Tee,1,20.00,EUR"
    echo "$i,2026-01-0$i,c$i,mug,Mug,1,5.00,EUR"
  done
} >"$work/tees.csv"
"$ENDCAP" import "$work/variants.csv" --currency EUR >"$work/out"
"$ENDCAP" import "$work/tees.csv" >"$work/out"
"$ENDCAP" settings mine_level 1 >"$work/out"
same "$(products)" "MUG,Mug,3,3 TEE,Tee,3,3 " "variants in any spelling"
"$ENDCAP" pairs --format csv | cut -d, -f1,2,7 >"$work/out"
same "$(sed -n 2p "$work/out")" "MUG,TEE,3" "their pair"
