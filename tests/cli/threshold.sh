# threshold: set, listed, tried, taken back.
. tests/cli/lib
import_small

ok thresholds
says "no threshold yet"
expect_output threshold set "ship free" --free-shipping --at 50 <<'END'
threshold 'ship free': free shipping from 50.00
END
expect_output threshold set save --percent 10 --at 80 <<'END'
threshold 'save': 10 % off from 80.00
END
expect_output threshold set "ship free" --at 49.90 <<'END'
threshold 'ship free': free shipping from 49.90
END
ok thresholds
says "ship free" "49.90" "10 % off from 80.00"

before=$(state)
expect_error 2 "'new' is new; say from which cart value on: --at 50" \
	threshold set new --percent 5
expect_error 2 "exclude each other" \
	threshold set new --at 50 --percent 5 --amount 3
expect_error 1 "a threshold must be above zero" threshold set new --at 0
expect_error 1 "a threshold must be above zero" threshold set new --at -5
expect_error 1 "--at: 'fifty' is no amount of money" \
	threshold set new --at fifty
expect_error 1 "there is no threshold 'nope'" threshold delete nope
equal "$before" "$(state)" "a refused change changed the store"

ok threshold curve --format csv --fee 4.95 --ship-cost 4
head -n 1 "$work/out" >"$work/got"
cat >"$work/expected" <<'END'
threshold,orders,aov,contribution,contribution_per_visitor,topups,paying,lost,aov_low80,aov_high80,contribution_low80,contribution_high80,aov_change,aov_change_low80,aov_change_high80,contribution_change,contribution_change_low80,contribution_change_high80,p_better
END
cmp -s "$work/expected" "$work/got" || fail "columns of the curve"
cp "$work/out" "$work/once"
ok threshold curve --format csv --fee 4.95 --ship-cost 4
cmp -s "$work/once" "$work/out" || fail "two runs must give the same bytes"
ok threshold detect
says "no order has a shipping charge recorded"

ok threshold delete save
says "'endcap undo' brings it back"
ok thresholds --format csv
says_not "save"
ok undo
ok thresholds --format csv
says "save"
