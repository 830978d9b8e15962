# The same comparison as selfjoin.sh on a year and more of a real shop:
# ENDCAP_REAL names the CSV of Online Retail II (UCI), which is not part of the
# tree. Takes minutes, nearly all of them SQL's.
. tests/cli/lib
[ -n "${ENDCAP_REAL:-}" ] || {
	echo "ENDCAP_REAL names no file"
	exit 77
}
need_sqlite3
ok import "$ENDCAP_REAL" --currency GBP
says "orders count"
compare_with_self_join 200
ok check
