# Bad input: a sentence with the place, and the store as it was; or the row
# set aside, and the good ones loaded.
. tests/cli/lib
import_small
before=$(state)
header=order_id,order_date,customer_id,sku,quantity,unit_price,currency,status

refused() { # refused TEXT FILE ARGUMENTS...: a sentence, nothing changed
	text=$1
	file=$2
	shift 2
	expect_error 1 "$text" import "$file" "$@"
	grep -qF -- "$file" "$work/err" || fail "the sentence names no file"
	equal "$before" "$(state)" "$file changed the store"
}

# ---- files that are nothing ----
refused "" "$work"
refused "" "$work/missing.csv"
: >"$work/empty.csv"
refused "" "$work/empty.csv"
mkfifo "$work/pipe.csv"
refused "" "$work/pipe.csv"
cat "$ENDCAP" >"$work/binary.csv"
refused "" "$work/binary.csv"
printf '\000\000\000\000\000\000' >"$work/nul.csv"
refused "" "$work/nul.csv"
printf '%s\n' "$header" >"$work/header.csv"
endcap import "$work/header.csv"
equal "$before" "$(state)" "a header alone changed the store"
printf 'colour,shape\nred,round\nblue,square\n' >"$work/useless.csv"
refused "" "$work/useless.csv"

# ---- files that are too much ----
{
	printf '%s\n40,2026-10-10,P1,MUG,1,"' "$header"
	head -c 5000000 /dev/zero | tr '\0' x
	printf '",EUR,placed\n41,2026-10-10,P1,MUG,1,12.00,EUR,placed\n'
} >"$work/field.csv"
ok import "$work/field.csv"
says "2 rows read = 1 loaded" "1 set aside" \
	"line 2, column unit_price" "the value is longer than 1 MiB"
[ "$(wc -c <"$work/out")" -lt 2000 ] || fail "the answer repeats the field"
ok imports undo 4
before=$(state)
awk 'BEGIN { for (r = 0; r < 3; r++) for (i = 1; i <= 10000; i++)
	printf "%s%s", r ? 1 : "c" i, i < 10000 ? "," : "\n" }' \
	>"$work/columns.csv"
refused "line 1: 10,000 columns; at most 4,096" "$work/columns.csv"

printf '%s\n1,2026-10-10,P1,M\000UG,1,12.00,EUR,placed\n' "$header" \
	>"$work/byte.csv"
refused "looks like a binary file: byte 90 is NUL" "$work/byte.csv"

# ---- rows that are wrong among rows that are right ----
{
	printf '%s\n' "$header"
	printf '50,2026-10-10,P1,MUG,99999999999,12.00,EUR,placed\n'
	printf '51,2026-10-10,P1,MUG,1,"12,5O",EUR,placed\n'
	printf '52,2026-02-30,P1,MUG,1,12.00,EUR,placed\n'
	printf '53,2026-10-10,P1,,1,12.00,EUR,placed\n'
	printf '54,2026-10-10,P1,MUG,1,12.00,USD,placed\n'
	printf '56,2026-10-11,P1,MUG,1,12.00,EUR,placed\n'
	printf '56,2026-10-11,P1,BULB,1,6.50,EUR,placed\n'
} >"$work/rows.csv"
warns "5 of 7 rows cannot be used" import "$work/rows.csv" --rejects "$work/rejects.csv"
says "7 rows read = 2 loaded" "line 2, column quantity, '99999999999'" \
	"line 3, column unit_price, '12,5O'" "line 4, column order_date, '2026-02-30'" \
	"line 5, column sku" "line 6, column currency, 'USD'"
sed -n 's/^ *\([0-9,]*\) rows read = \([0-9]*\) [^+]*+ \([0-9]*\) [^+]*+ \([0-9]*\) [^+]*+ \([0-9]*\) .*/\1 \2 \3 \4 \5/p' \
	"$work/out" >"$work/sums"
[ -s "$work/sums" ] || fail "there are no counts"
awk '{ exit !($1 == $2 + $3 + $4 + $5) }' "$work/sums" ||
	fail "the counts do not add up"
ok overview --format json
says_not '"orders": 18,'
ok check
ok imports undo 5
ok overview --format json
says '"orders": 18,' '"revenue": 794.90,'

# ---- text that would take over the terminal or the spreadsheet ----
{
	printf 'sku,title,price\n'
	printf 'ESC,\033]0;x\007 \033[31mred\033[2J,4.00\n'
	printf 'RTL,\342\200\256evil,4.00\n'
	printf 'BAD,caf\351 \377\376,4.00\n'
	printf 'DDE,"=cmd|'"' /C calc'"'!A0",4.00\n'
	printf 'AT,@SUM(1),4.00\n'
} >"$work/titles.csv"
ok import "$work/titles.csv"
says "5 loaded"
for what in "products --limit 0" "products --limit 0 --format csv" \
	"products --limit 0 --format json" "product ESC" "imports"; do
	# Words, on purpose.
	# shellcheck disable=SC2086
	ok $what
	! LC_ALL=C tr -d '\n' <"$work/out" | LC_ALL=C grep -q '[[:cntrl:]]' ||
		fail "a control character in the answer"
	! LC_ALL=C grep -q "$(printf '\342\200\256')" "$work/out" ||
		fail "an override of direction in the answer"
done
ok products --limit 0 --format csv
says "DDE,\"'=cmd|" "AT,\"'@SUM(1)\""
iconv -f UTF-8 -t UTF-8 "$work/out" >/dev/null 2>&1 || fail "broken UTF-8"
ok products --limit 0 --format json
says '"title": "=cmd|' '"title": "@SUM(1)"'
if command -v python3 >/dev/null; then
	python3 -c 'import json, sys; json.load(sys.stdin)' <"$work/out" ||
		fail "JSON that cannot be read"
fi

# ---- arguments ----
before=$(state)
long=$(printf '%0100000d' 0)
expect_exit 1 product "$long"
expect_exit 1 pair "$(printf '\033[2J')" MUG
! LC_ALL=C grep -q "$(printf '\033')" "$work/err" ||
	fail "an escape in the error"
expect_error 2 "there is no command" "$(printf 'p\033[2J')"
! LC_ALL=C grep -q "$(printf '\033')" "$work/err" ||
	fail "an escape in the error"
expect_exit 1 product "$(printf '\377\376')"
expect_exit 1 bundle new x "'; DROP TABLE product; --" MUG
expect_exit 1 product "%s%s%s%n"
ok products "%n%s"
equal "$before" "$(state)" "an argument changed the store"

# Names and notes are cleaned before they are kept; names of files are bytes.
name=$(printf 'two\033[31m \377sets')
ok bundle new "$name" LAMP MUG --message "$name"
ok bundle show "$name"
ok threshold set "$name" --at 40
ok pair note LAMP MUG --note "$name"
printf 'sku,title\nGLASS,Glass\n' >"$work/$name.csv"
ok import "$work/$name.csv"
ok export bundles -o "$work/$name.out"
[ -f "$work/$name.out" ] || fail "a file under another name"
for what in "bundles --format csv" "thresholds --format csv" \
	"imports --format csv" "history --format csv" "export bundles" \
	"export thresholds --format json"; do
	# Words, on purpose.
	# shellcheck disable=SC2086
	ok $what
	! LC_ALL=C tr -d '\n' <"$work/out" | LC_ALL=C grep -q '[[:cntrl:]]' ||
		fail "a control character in the answer"
	iconv -f UTF-8 -t UTF-8 "$work/out" >/dev/null 2>&1 ||
		fail "broken UTF-8"
done
ok check

# The store is no file to import: opening it as one would take its locks.
expect_error 1 "it is the store itself" import "$ENDCAP_STORE"
ok check

# More than can be added up.
awk -v header="$header" 'BEGIN {
	print header
	for (i = 1; i <= 1000; i++)
		print "over,2026-10-20,,S" i ",1000000,99999999,EUR,placed"
}' >"$work/over.csv"
before=$(state)
expect_error 1 "the value of order 'over' is out of range" \
	import "$work/over.csv"
equal "$before" "$(state)" "an order that is refused changed the store"

# Values that no command writes: such an offer takes nothing off, or all.
ok bundle new odd LAMP MUG --amount 5
ok bundle activate odd
ok checkout LAMP MUG
grep -q '^total *67.00$' "$work/out" || fail "5.00 off a lamp and a mug"
sqlite3 "$ENDCAP_STORE" "UPDATE bundle SET discount_value = -500"
ok checkout LAMP MUG
grep -q '^total *72.00$' "$work/out" || fail "nothing off a lamp and a mug"
ok threshold set huge --at 50 --percent 5
sqlite3 "$ENDCAP_STORE" "UPDATE threshold SET reward_value = 9000000000000000000"
ok checkout LAMP:300
grep -q '^total *0.00$' "$work/out" || fail "all off 18,000.00"
sqlite3 "$ENDCAP_STORE" "UPDATE threshold SET reward_value = -500"
ok checkout LAMP:300
grep -q '^total *18,\{0,1\}000.00$' "$work/out" || fail "nothing off 18,000.00"
