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
# The published figures of the data set, and what netting returns changes.
says "1,067,370 rows read = 1,008,859 loaded + 22,523 known before or repeated + 35,988 kept but not counted + 0 set aside" \
	"39,516 baskets, 4,707 products, mean value 498.53, median 301.80" \
	"with returns netted: 39,225 baskets, 4,699 products" \
	"lines: 1,014,945 - 6,088 returned + 2 of other products = 1,008,859, 9,674 with fewer pieces" \
	"baskets: 39,516 - 291 without any line left = 39,225"
compare_with_self_join 200
ok check
