# Files made to use up memory or time: each ends early with a sentence, or is
# counted, in 400 MB of addresses. ENDCAP_BLOWUP is their size in bytes.
. tests/cli/lib

size=${ENDCAP_BLOWUP:-40000000}
header=order_id,order_date,sku,quantity,unit_price
case $ENDCAP in
*/asan/*) ;; # its shadow takes terabytes of addresses
*) ulimit -v 400000 ;;
esac

bytes() { # bytes CHARACTER: that many of them
	head -c "$size" /dev/zero | tr '\0' "$1"
}

ended() { # ended TEXT: the file is refused, and no store is made
	expect_error 1 "$1" import --no-pairs --as orders "$work/file.csv"
	[ ! -e "$ENDCAP_STORE" ] ||
		equal 0 "$(sqlite3 "$ENDCAP_STORE" \
			"SELECT count(*) FROM orders")" "orders of a bad file"
}

bytes x >"$work/file.csv"
ended "line 1: the value in column 1 does not end within 16 MiB"
{
	printf '%s\n1,2026-10-01,' "$header"
	bytes x
} >"$work/file.csv"
ended "line 2: the value in column 3 does not end within 16 MiB"
{
	printf '%s\n1,2026-10-01,"' "$header"
	bytes '\n'
} >"$work/file.csv"
ended "line 2: the value in column 3 does not end within 16 MiB"
{
	echo "$header"
	bytes '"'
} >"$work/file.csv"
ended "line 2: the value in column 1 does not end within 16 MiB"
{
	echo "$header"
	bytes '\n'
	echo '1,2026-10-01,MUG,1,12.00'
} >"$work/file.csv"
ended "more than 10,000,000 blank lines follow each other"
bytes , >"$work/file.csv"
ended "holds no values, only blank lines"
awk 'BEGIN { for (r = 0; r < 2; r++) for (i = 1; i <= 1000000; i++)
	printf "%s%s", r ? 1 : "c" i, i < 1000000 ? "," : "\n" }' \
	>"$work/file.csv"
ended "line 1: 1,000,000 columns; at most 4,096"

# Rows that are all wrong are counted to the last one, and 100,000 kept.
{
	printf '%s\n1,2026-10-01,MUG,1,2\n' "$header"
	yes 2,x,MUG,1,2 | head -n 300000
} >"$work/file.csv"
warns "300,000 of 300,001 rows cannot be used" \
	import --no-pairs --as orders "$work/file.csv"
says "300,001 rows read = 1 loaded + 0 known before or repeated + 0 kept but not counted + 300,000 set aside" \
	"200,000 x rejected rows are counted but not listed"
equal 100000 "$(sqlite3 "$ENDCAP_STORE" "SELECT count(*) FROM import_reject")" \
	"rejects that are kept"
ok check
