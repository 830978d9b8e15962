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

# Thresholds too, whatever they give: kept, compared, promoted, dropped.
ok threshold compare
says "nothing is kept yet"
ok threshold keep --at 55
says "kept scenario A: free shipping from 55.00"
ok threshold keep --at 80 --percent 10
says "kept scenario B: 10 % off from 80.00"
ok threshold keep --at 90 --gift MUG-350
says "kept scenario C: a gift from 90.00"
expect_error 2 "say from which cart value on" threshold keep
expect_error 1 "above 100 %" threshold keep --at 50 --percent 200
ok threshold compare --format csv
head -n 1 "$work/out" | grep -q "^name,threshold,contribution_change,.*,reward$" ||
	fail "the columns are others"
equal 5 "$(wc -l <"$work/out")" "lines: heading, now, A, B and C"
says "A,55.00," ",free shipping" "B,80.00,-" ",10 % off" "C,90.00,-" ",a gift"
expect_error 1 "there is no scenario 'f'" threshold promote f
ok threshold promote b
says "scenario B is live: 10 % off from 80.00"
ok threshold promote A
ok threshold list --format csv
says "free shipping,active,55.00" "save 10 % off,active,80.00"
ok undo
says "undone: scenario A put live"
ok threshold drop a
says "dropped scenario A"
ok undo
ok threshold compare --format csv
says "A,55.00,"
printf '5\n@wait\nC\n@wait\n@dump\nG\nA\n@wait\n@dump\n<Enter>\n@wait\n@dump\n' >"$work/keys"
ok --script "$work/keys" --size 120x35
says "10 % off" "a gift" "live: a gift from 90.00" \
	"a gift worth 12.90 from 90.00"

# A version that is dropped leaves its letter to the next, one that is kept
# again keeps its own.
ok bundle new letters LMP-021 BLB-E27W --percent 10
for percent in 10 5 6; do
	ok bundle set letters --percent $percent
	ok bundle keep letters
done
ok bundle drop letters B
ok bundle set letters --percent 7
ok bundle keep letters
says "kept scenario B of 'letters'"
ok bundle set letters --percent 6
ok bundle keep letters
says "kept scenario C of 'letters'"
