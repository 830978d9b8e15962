# Versions of a bundle: kept, compared, promoted, dropped, all undoable.
. tests/cli/lib
ok import sample-data/products.csv sample-data/orders.csv
ok bundle new desk LMP-021 BLB-E27W --percent 10

expect_error 1 "'desk' has no scenario; 'endcap bundle keep' keeps one" \
	bundle promote desk A
ok bundle compare desk
says "nothing is kept yet"

ok bundle keep desk
says "kept scenario A of 'desk'"
ok bundle keep desk
says "kept scenario A of 'desk'" # the same content, the same letter
ok bundle set desk --percent 5 --min-margin 20
ok bundle add desk PLG-TIM --role addon
ok bundle keep desk
says "kept scenario B of 'desk'"
ok bundle set desk --percent 15

ok bundle compare desk --format csv
equal 4 "$(wc -l <"$work/out")" "lines: heading, now, A and B"
head -n 1 "$work/out" | grep -q "^version,discount,contents,price,margin,contribution_change," ||
	fail "the columns are others"
says 'A,10 % off,"Lamp, brass desk + Bulb E27 warm",69.25,'
says 'B,5 % off,'

expect_error 1 "'desk' has no scenario 'C'; it has A, B" bundle promote desk C
ok bundle promote desk b
says "scenario B of 'desk' is live"
ok bundle show desk
says "desk (active): 5 % off; leaves at least 20 % margin"
says "add-on"
ok undo
ok bundle show desk
says "desk (draft): 15 % off"

# Another name, the same versions; gone with the bundle, and back with it.
ok bundle drop desk A
says "dropped scenario A of 'desk'"
ok bundle delete desk
ok undo
ok bundle compare desk --format csv
says "B,5 % off"
ok undo
ok bundle compare desk --format csv
says "A,10 % off"
ok check

# Without a discount it goes live, but not without a word.
ok bundle new plain LMP-021 BLB-E27W
ok bundle keep plain
ok bundle promote plain A
says "scenario A of 'plain' is live" "it has no discount"
