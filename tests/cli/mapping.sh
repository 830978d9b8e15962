# import remembers what was said about a header, and says so.
. tests/cli/lib

odd() { # odd NUMBER: one order under a header nobody knows
	printf 'wann;was;wieviel;je;zettel\n2026-10-20;MUG;2;12,50;%s\n' "$1" \
		>"$work/odd.csv"
}
columns="--dialect orders --map order_date=wann --map sku=was
	--map quantity=wieviel --map price=je --map order_id=zettel"

odd 1
expect_error 1 "cannot tell what" import "$work/odd.csv"
# Words, on purpose.
# shellcheck disable=SC2086
ok import --dry-run "$work/odd.csv" $columns --currency EUR
says_not "remembered"
expect_error 1 "cannot tell what" import "$work/odd.csv"
# shellcheck disable=SC2086
ok import "$work/odd.csv" $columns --currency EUR
says "remembered for files with this header" "orders: 1 new"
odd 2
ok import "$work/odd.csv"
says "read as remembered for this header: layout orders, order_date=wann, sku=was, quantity=wieviel, price=je, order_id=zettel, EUR" \
	"orders: 1 new"

# What is remembered may be of a version that knows more.
sqlite3 "$ENDCAP_STORE" \
	"UPDATE setting SET value = replace(value, 'quantity', 'klingon')"
expect_error 1 "no column can mean 'klingon'" import "$work/odd.csv"
sqlite3 "$ENDCAP_STORE" \
	"UPDATE setting SET value = replace(value, 'klingon', 'quantity')"

# Something else is said: that counts, and is what is remembered from now on.
odd 3
ok import "$work/odd.csv" --dialect orders --map order_date=wann \
	--map title=was --map quantity=wieviel --map order_id=zettel
says "remembered for files with this header"
says_not "read as remembered"
odd 4
ok import "$work/odd.csv"
says "title=was, quantity=wieviel, order_id=zettel, EUR"

# A question of dates is asked, answered once, and not asked again.
days() { # days DATE
	printf 'order_id,order_date,sku,quantity,unit_price\n1,%s,CUP,1,2.00\n' \
		"$1" >"$work/days.csv"
}
days 3/4/2026
expect_error 1 "--date-order" import "$work/days.csv"
ok import "$work/days.csv" --date-order dmy
says "remembered for files with this header"
days 4/4/2026
ok import "$work/days.csv" --dry-run
says "read as remembered for this header: dates dmy"

# Columns named by hand on a header nobody knows make plain order lines of it,
# not the export of some shop system with its currency and fees.
printf 'Nr,Wann,Wer,Was,Stk,Kosten\n1,2026-01-05,a,MUG,1,5.00\n' \
	>"$work/unknown.csv"
ok import "$work/unknown.csv" --store "$work/unknown.db" --as orders \
	--map order_id=Nr --map order_date=Wann --map customer_id=Wer \
	--map sku=Was --map quantity=Stk --map price=Kosten
grep -q '6 of 6 columns known as order lines' "$work/out" ||
	fail "an unknown header was taken for an export"

# A column that misleads is left unread, and that is remembered.
printf 'order_id,order_date,sku,name,quantity,unit_price,status\n1,2026-01-05,MUG,Ann,1,5.00,void\n' \
	>"$work/misleading.csv"
ok import "$work/misleading.csv" --store "$work/ignore.db" --dry-run
says "1 kept but not counted"
ok import "$work/misleading.csv" --store "$work/ignore.db" \
	--map ignore=status --map ignore=name
says "1 loaded" "remembered for files with this header"
ok import "$work/misleading.csv" --store "$work/ignore.db" --dry-run
says "read as remembered for this header: " "name unread" "status unread"
expect_error 1 "has no column 'nobody'" import "$work/misleading.csv" \
	--map ignore=nobody

# What was remembered of dates and decimals gives way to what is said now.
amounts() { # amounts PRICE
	printf 'order_id;order_date;sku;quantity;unit_price\n1;3/4/2026;CUP;1;%s\n' \
		"$1" >"$work/amounts.csv"
}
amounts 1,234
ok import "$work/amounts.csv" --store "$work/marks.db" --currency EUR \
	--date-order dmy --decimal ,
says "remembered for files with this header"
amounts 1.234
ok import "$work/amounts.csv" --store "$work/marks.db" --dry-run \
	--date-order mdy --decimal .
says "read as remembered for this header: " "dates dmy"
(cd "$work" && "$ENDCAP" import amounts.csv --store marks.db --dry-run \
	--date-order mdy --decimal . >"$work/beside") || fail "no folder named"
cmp -s "$work/out" "$work/beside" || sed "s|$work/||g" "$work/out" |
	cmp -s - "$work/beside" || fail "another answer from its folder"

# What the file itself decides is not what was remembered.
amounts 1,234
ok import "$work/amounts.csv" --store "$work/told.db" --currency EUR \
	--date-order dmy --decimal ,
amounts 12.50
printf '3;3/4/2026;BOWL;1;1.234\n' >>"$work/amounts.csv"
sed -i 's/^1;/2;/' "$work/amounts.csv"
ok import "$work/amounts.csv" --store "$work/told.db"
ok products --store "$work/told.db" --format csv
says "CUP,CUP,,,2,2,13.73," "BOWL,BOWL,,,1,1,1.23,"

# A reason that this version does not know is worked out anew.
sqlite3 "$ENDCAP_STORE" "UPDATE orders SET reason = 'klingon', counted = 0
	WHERE order_id = 1;
	UPDATE order_line SET reason = 'klingon' WHERE line_id = 1"
ok rules add code NO-SUCH-CODE
ok check
ok products --format csv
says "MUG,"
