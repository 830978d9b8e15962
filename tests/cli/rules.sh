# A shop's own rules of what is no product: added, counted anew, taken away.
. tests/cli/lib

cat >"$work/orders.csv" <<'CSV'
order_id,order_date,sku,title,quantity,unit_price
1,2026-01-05,MUG,Mug,1,5.00
1,2026-01-05,WRAP,Gift wrapping,1,2.00
2,2026-01-06,MUG,Mug,2,5.00
3,2026-01-07,WRAP,Gift wrapping,1,2.00
CSV
"$ENDCAP" import "$work/orders.csv" >/dev/null

orders() {
  "$ENDCAP" overview --format json | sed -n 's/^  "orders": \(.*\),/\1/p'
}
revenue() {
  "$ENDCAP" overview --format json | sed -n 's/^  "revenue": \(.*\),/\1/p'
}
same() { # same ACTUAL EXPECTED WHAT
  [ "$1" = "$2" ] || { echo "$3: got '$1', expected '$2'"; exit 1; }
}

same "$(orders) $(revenue)" "3 19.00" "as read"
"$ENDCAP" rules add title 'gift WRAPPING' >"$work/out"
same "$(cat "$work/out")" "counted anew: 2 orders count, 0 pairs with at least 3 joint orders" "the answer"
same "$(orders) $(revenue)" "2 15.00" "without wrapping"
"$ENDCAP" rules --format csv --limit 0 | grep -q '^title,gift wrapping,your own,' ||
  { echo "the rule is not listed as the shop's own"; exit 1; }
"$ENDCAP" rules add code 'W*' >/dev/null
"$ENDCAP" rules remove code 'w*' >/dev/null
same "$(orders)" "2" "the title's rule still holds"
"$ENDCAP" rules remove title 'gift wrapping' >/dev/null
same "$(orders) $(revenue)" "3 19.00" "as read again"
if "$ENDCAP" rules remove code NOPE 2>"$work/err"; then
  echo "a rule that is not there was removed"; exit 1
fi
grep -q "the shop has no rule 'NOPE' of its own" "$work/err"
"$ENDCAP" check >/dev/null
