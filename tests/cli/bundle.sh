# bundle: made, changed, looked at, projected, taken back.
. tests/cli/lib
import_small

ok bundles
says "no bundle yet"
expect_output bundle new "desk start" LAMP BULB:2 --percent 10 <<'END'
made bundle 'desk start'
END
expect_output bundles --format csv <<'END'
bundle,status,items,contents,parts,discount,price,margin,stock
desk start,draft,2,"Lamp, brass + 2 x Bulb warm",73.00,10 % off,65.70,0.403348554,12
END
expect_output bundle show "desk start" --format csv <<'END'
sku,title,quantity,price,cost,margin,stock,part
LAMP,"Lamp, brass",1,60.00,35.00,0.4166666667,12,
BULB,Bulb warm,2,6.50,2.10,0.6769230769,300,
END
ok bundle show "desk start"
says "desk start (draft): 10 % off; parts 73.00, price 65.70, margin 40.3 %" \
	'"Goes together: Lamp, brass + 2 x Bulb warm"'

# Each change is said, kept, and one step of the history.
expect_output bundle set "desk start" --amount 3 <<'END'
'desk start': 3.00 off
END
expect_output bundle set "desk start" --price 64.90 <<'END'
'desk start': 64.90 for all
END
expect_output bundle add "desk start" MUG <<'END'
'desk start': added MUG
END
ok bundle add "desk start" mug:2
ok bundle show "desk start" --format csv
says "MUG,Mug large,3,"
expect_output bundle remove "desk start" MUG <<'END'
'desk start': removed MUG
END
ok bundle set "desk start" --title "Desk & light" --message "Light at once"
ok bundle show "desk start"
says '"Light at once"'
expect_output bundle activate "desk start" <<'END'
activated bundle 'desk start'
END
expect_output bundle retire "desk start" <<'END'
retired bundle 'desk start'
END

# What cannot be is refused in a sentence, and nothing changes.
before=$(state)
expect_error 1 "the bundle price 700.00 is not below the price of the parts" \
	bundle set "desk start" --price 700
expect_error 1 "'101' is no discount in percent" \
	bundle set "desk start" --percent 101
expect_error 2 "--percent takes a number, not 'half'" \
	bundle set "desk start" --percent half
expect_error 2 "exclude each other" \
	bundle set "desk start" --price 60 --percent 3
expect_error 2 "nothing to set" bundle set "desk start"
expect_error 1 "there is a bundle 'desk start' already" \
	bundle new "desk start" LAMP MUG
expect_error 1 "there is no product 'NOPE'" bundle new x LAMP NOPE
expect_error 1 "a bundle needs at least two pieces" bundle new x LAMP
expect_error 1 "a bundle needs a name" bundle new "" LAMP MUG
expect_error 1 "'LAMP:0': a quantity goes from 1 to 1000" bundle new x LAMP:0
expect_error 1 "'LAMP:1001': a quantity goes from 1 to 1000" \
	bundle new x LAMP:1001
expect_error 1 "does not hold that product" bundle remove "desk start" TEA
expect_error 1 "there is no bundle 'nope'" bundle show nope
expect_error 1 "there is no bundle 'nope'" bundle project nope
equal "$before" "$(state)" "a refused change changed the store"

# The projection has every figure that other programs read.
ok bundle set "desk start" --percent 10
ok bundle project "desk start" --format json
grep '^  "' "$work/out" | sed 's/^  "\([a-z_]*\)".*/\1/' |
	paste -sd ' ' - >"$work/got"
cat >"$work/expected" <<'END'
eligible_orders full_orders partial_orders discount take_rate takes revenue_delta contribution_delta aov_before aov_after units_delta breakeven_take_contribution breakeven_take_revenue p_contribution_positive currency window_from window_until horizon_days inputs
END
head -n 1 "$work/got" | cut -d ' ' -f 1-18 >"$work/first"
cut -d ' ' -f 1-18 "$work/expected" >"$work/wanted"
cmp -s "$work/wanted" "$work/first" || fail "keys: $(cat "$work/got")"
says '"eligible_orders": 10,' '"full_orders": 6,' '"partial_orders": 4,' \
	'"discount": 7.3' '"aov_before": 44.16' '"median":' '"low80":' \
	'"high80":' '"low95":' '"high95":' '"basis": "measured"' \
	'"basis": "assumed"' '"horizon_days": 30'
cp "$work/out" "$work/once"
ok bundle project "desk start" --format json
cmp -s "$work/once" "$work/out" || fail "two runs must give the same bytes"
ok bundle project "desk start"
says "orders with all of it    6" "orders with part of it   4" "break-even"
ok bundle project "desk start" --percent 20 --format json
says '"discount": 14.6'
ok bundle show "desk start"
says "10 % off"
ok bundle suggest
says "nothing to suggest"
ok bundle suggest --since 2026-02-01 --items 40..
says "no order is in this part"

# Deleting is one step back.
before=$(state)
ok bundle delete "desk start"
says "'endcap undo' brings it back"
ok bundles
says "no bundle yet"
ok undo
says "undone: deleted bundle 'desk start'"
ok bundles --format csv
says "desk start,retired,2,"
i=0
while [ $i -lt 10 ]; do
	ok undo
	i=$((i + 1))
done
ok bundles
says "no bundle yet"
i=0
while [ $i -lt 10 ]; do
	ok redo
	i=$((i + 1))
done
ok bundles --format csv
says "desk start,retired,2," "10 % off"


# Several bundles together: each with its share, none counted twice.
ok bundle new "one of two" MUG TEA --percent 5
ok bundle new "two of two" MUG LAMP --percent 5
ok bundle project "one of two" "two of two"
says "2 bundles together, replayed on" "contribution rises in" "one of two" \
	"two of two"
ok bundle project "one of two" "two of two" --format json
says '"bundles"' '"one of two"' '"two of two"'
expect_error 1 "there is no bundle 'nope'" bundle project "one of two" nope
# Your own take rate counts, and no more draws are made than tell something.
ok settings draws 2000
ok bundle project "one of two" "two of two"
cp "$work/out" "$work/most"
ok settings draws 5000
ok bundle project "one of two" "two of two"
cmp "$work/most" "$work/out" || fail "more draws than 2,000"
ok bundle set "two of two" --takes 3,8,15
ok bundle project "one of two" "two of two"
says "'two of two' is taken by 8." "as measured or by your estimate"
ok undo
ok undo
ok undo
ok undo
ok undo
