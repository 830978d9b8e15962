# backtest --customers on a year of a real shop: more than 22 % of the lists of
# five hold something that the customer, who never had it, took next (19 % are
# asked for; drawing 400 customers moves the share by some 2 percent points).
# ENDCAP_REAL names the CSV of Online Retail II (UCI), which is not part of the
# tree.
. tests/cli/lib
[ -n "${ENDCAP_REAL:-}" ] || {
	echo "ENDCAP_REAL names no file"
	exit 77
}
ok import --no-pairs "$ENDCAP_REAL" --currency GBP
ok backtest --customers --since 2010-12-01 --until 2011-12-09
cat "$work/out"
hits=$(sed -n 's/^next best: .*(\([0-9]*\)\.\([0-9]\) %).*/\1\2/p' "$work/out")
[ "$hits" -ge 220 ] || fail "fewer than 22 % of the lists hit"
