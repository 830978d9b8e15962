# What the shop sells together already: read from product files, shown as
# accepted with where it comes from, not suggested back, undone with the import.
. tests/cli/lib

import_small
cat >"$work/shop.csv" <<'END'
ID,Type,SKU,Name,Published,Regular price,Categories,Grouped products,Cross-sells,Upsells
1,simple,MUG,Mug,1,12.00,Cups,,TEA,
2,simple,TEA,Tea,1,7.20,Tea,,,
3,grouped,SET,Set,1,,Sets,"MUG, LAMP",,NOBODY
END
ok import --dry-run "$work/shop.csv"
says "sold together in the shop: 3 new, 1 of products that are not known: left out"
ok import "$work/shop.csv"
says "sold together in the shop: 3 new"
ok imports --format csv
number=$(sed -n '2s/,.*//p' "$work/out")

ok pair MUG TEA
says "decided     accept" "the shop sells them together: cross-sell (import $number)"
ok pair MUG LAMP
says "the shop sells them together: grouped (import $number)"

# A person's word goes before the shop's.
ok pair reject MUG LAMP --note "breaks"
ok pair MUG LAMP
says "breaks"
! grep -q "the shop sells" "$work/out" || fail "the decision of a person hides"
ok undo

# The same file again brings nothing; taking it back takes the links along.
ok import "$work/shop.csv"
! grep -q "sold together in the shop: [1-9]" "$work/out" || fail "links twice"
ok imports undo "$number"
ok pair MUG TEA
! grep -q "the shop sells" "$work/out" || fail "a link stayed"
ok check
