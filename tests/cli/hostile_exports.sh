# Every file that leaves, with titles, codes, names and words that want to be a
# spreadsheet's formula, a terminal's command, another column or another row.
. tests/cli/lib
need_sqlite3

esc=$(printf '\033')
i=0
{
	printf 'sku,title,category,brand,price,cost,stock\n'
	for title in '=1+1' '@SUM(A1)' '+1' '-1+2' 'a|b,c;d=""e""' \
		"${esc}[2J${esc}]0;x" '=cmd|'"' /C calc'"'!A0' '<b onload=x>&' \
		'two
lines' 'tab	here' '__EMPTY__VALUE__' "'quoted'"; do
		i=$((i + 1))
		printf 'H%02d,"%s","=cat,%d","@brand",%d.50,2,9\n' $i \
			"$title" $((i % 2)) $((i + 3))
	done
	for sku in '=2+2' '@A1' 'x|y' 'p,q' 'm=n' 's;t' "e${esc}f" '-7' '\,'; do
		i=$((i + 1))
		printf '"%s",Plain %d,"=cat,%d",,%d.90,2,9\n' "$sku" $i \
			$((i % 2)) $((i + 3))
	done
} >"$work/products.csv"
ok import "$work/products.csv" --currency EUR
# Each with the next one, often enough to be pairs; customers of such names.
sqlite3 "$ENDCAP_STORE" "SELECT quote(sku) FROM product ORDER BY product_id" |
	sed -e "s/^'//" -e "s/'\$//" -e "s/''/'/g" -e 's/"/""/g' >"$work/skus"
{
	printf 'order_id,order_date,customer_id,sku,quantity,unit_price,currency\n'
	for n in 1 2 3 4 5 6 7 8; do
		before=
		k=0
		while IFS= read -r sku; do
			k=$((k + 1))
			[ -z "$before" ] || for one in "$before" "$sku"; do
				printf '%d-%d,2026-0%d-%02d,"=c%d",%s,1,5.00,EUR\n' \
					$n $k $n $k $((k % 5)) "\"$one\""
			done
			before=$sku
		done <"$work/skus"
	done
} >"$work/orders.csv"
ok import "$work/orders.csv"
printf 'customer_id,email,consent\n' >"$work/customers.csv"
for n in 0 1 2 3 4; do
	printf '"=c%d","=c%d@example.com",yes\n' $n $n >>"$work/customers.csv"
done
ok settings keep_addresses 1
ok import "$work/customers.csv"

ok bundle new '=1+1' H01 H02:2 --percent 10 --title '@SUM(A1)' \
	--message '=HYPERLINK("x")'
ok bundle new 'a|b,c;d="e"' H03 H04 --amount 1 --title 'a|b,c;d="e"'
ok bundle new "esc${esc}[2J" H05 H06 --price 9 --title "${esc}[2Jred"
ok bundle new slots H07 H08 --percent 5 --kind look
ok bundle new codes 'x|y' 'p,q' 'm=n' 's;t' --percent 5
ok bundle new formulas -- '=2+2' '@A1' 2>/dev/null ||
	ok bundle new formulas '=2+2' '@A1' --percent 5
sqlite3 "$ENDCAP_STORE" "UPDATE bundle_item SET slot = '=slot|,;' || position
	WHERE bundle_id = (SELECT bundle_id FROM bundle WHERE name = 'slots')" ||
	fail "no slots"
ok bundles --format csv
for name in '=1+1' 'a|b,c;d="e"' slots codes formulas; do
	ok bundle activate "$name"
done
ok threshold set '=free' --free-shipping --at 20 --country DE
ok threshold set '@save|,;"' --percent 5 --at 30
ok pair accept H01 H02
ok pair note H01 H02 --note '=note'
{
	printf 'sku,product_id,variant_id,option1_id,option1_name,option1_value\n'
	n=100
	while IFS= read -r sku; do
		n=$((n + 1))
		printf '"%s",%d,%d,%d,"=Title","@Default"\n' "$sku" $n $n $n
	done <"$work/skus"
} >"$work/ids.csv"
ok import "$work/ids.csv"

# No byte that a terminal obeys, nothing but UTF-8.
check_bytes() { # check_bytes FILE WORDS
	! LC_ALL=C tr -d '\n\t' <"$1" | LC_ALL=C grep -q '[[:cntrl:]]' ||
		fail "$2: a control character"
	iconv -f UTF-8 -t UTF-8 "$1" >/dev/null 2>&1 || fail "$2: broken UTF-8"
}

# As many values in each row as in the header; none is a formula.
table() { # table FILE csv|tabs SQL: the answer of a table t
	sqlite3 :memory: ".mode $2" ".import '$1' t" ".mode list" "$3"
}
check_table() { # check_table FILE csv|tabs WORDS
	table "$1" "$2" "SELECT group_concat('SELECT ' || quote(name) ||
		', \"' || replace(name, '\"', '\"\"') || '\" AS v FROM t',
		' UNION ALL ') FROM pragma_table_info('t')" \
		>"$work/union" 2>"$work/complaints"
	[ ! -s "$work/complaints" ] ||
		fail "$3: $(head -n 3 "$work/complaints")"
	# A negative number is none.
	table "$1" "$2" "SELECT * FROM ($(cat "$work/union")) WHERE
		substr(v, 1, 1) IN ('=', '+', '-', '@', char(9), char(13))
		AND v NOT GLOB '-[0-9]*' OR v GLOB '-*[^0-9.e-]*'" >"$work/found"
	[ ! -s "$work/found" ] || fail "$3: a formula: $(head -n 3 "$work/found")"
}

# The checks find what is wrong.
finds() { # finds CHECK ARGUMENTS...
	(
		fail() { exit 9; }
		"$@"
	)
	[ $? = 9 ] || fail "$1 misses what is wrong"
}
printf 'a,b\n1,=1+1\n' >"$work/wrong.csv"
finds check_table "$work/wrong.csv" csv x
printf 'a,b\n1\n' >"$work/wrong.csv"
finds check_table "$work/wrong.csv" csv x
printf 'a\tb\n1\t@x\n' >"$work/wrong.txt"
finds check_table "$work/wrong.txt" tabs x
printf 'a\n\033[2J\n' >"$work/wrong.csv"
finds check_bytes "$work/wrong.csv" x

check_json() { # check_json FILE WORDS: one text, or one a line
	if [ "${1##*.}" = jsonl ]; then
		while IFS= read -r line; do
			printf '%s' "$line" >"$work/line"
			equal 1 "$(sqlite3 :memory: \
				"SELECT json_valid(readfile('$work/line'))")" \
				"$2: JSON"
		done <"$1"
	else
		equal 1 "$(sqlite3 :memory: \
			"SELECT json_valid(CAST(readfile('$1') AS TEXT))")" \
			"$2: JSON"
	fi
}

# what, format, how the file is to be read
while read -r what format kind; do
	file="$work/$what-$format.$kind"
	if [ "$kind" = jsonl ]; then
		file="$work/$what-$format"
	fi
	for removal in "" --removal; do
		case "$removal $format" in
		*removal\ csv | *removal\ json) continue ;;
		esac
		# shellcheck disable=SC2086
		expect_exit 0 export $what --format $format $removal -o "$file"
		for one in "$file" "$file"/*; do
			[ -f "$one" ] || continue
			words="$what as $format $removal ($(basename "$one"))"
			check_bytes "$one" "$words"
			case $kind in
			csv) check_table "$one" csv "$words" ;;
			txt) check_table "$one" tabs "$words" ;;
			json) check_json "$one" "$words" ;;
			jsonl) [ "${one##*.}" != jsonl ] ||
				check_json "$one" "$words" ;;
			esac
		done
		if [ -z "$removal" ] && [ "$kind" != jsonl ]; then
			[ "$(wc -l <"$file")" -gt 1 ] || fail "$words: empty"
		fi
	done
done <<'END'
bundles csv csv
bundles json json
bundles woocommerce csv
bundles woocommerce-bundles csv
bundles magento csv
bundles magento-grouped csv
bundles google txt
bundles shopify jsonl
thresholds csv csv
thresholds json json
thresholds google txt
thresholds shopify jsonl
pairs csv csv
pairs json json
complements csv csv
complements json json
complements woocommerce csv
complements magento csv
complements shopify jsonl
upsells csv csv
upsells json json
upsells woocommerce csv
upsells magento csv
segments csv csv
segments json json
followups csv csv
followups json json
END

# Magento's separators are refused with their place.
ok export bundles --format magento --dry-run
says "bundle 'codes', item 1: the SKU 'x|y' holds '|', which Magento takes for a separator; left out" \
	"bundle 'slots', item 1: '=slot|,;" "holds '|', which Magento"

# Lists of people, in all their formats.
while read -r format kind command; do
	# shellcheck disable=SC2086
	ok $command --format $format -o "$work/people.$kind"
	check_bytes "$work/people.$kind" "$command as $format"
	case $kind in
	csv) check_table "$work/people.csv" csv "$command as $format" ;;
	json) check_json "$work/people.json" "$command as $format" ;;
	esac
	[ "$(wc -l <"$work/people.$kind")" -gt 1 ] ||
		fail "$command as $format: nobody"
done <<'END'
csv csv segment repeat
json json segment repeat
klaviyo csv segment repeat
mailchimp csv segment repeat
csv csv nextbest
json json nextbest
csv csv products
json json products
csv csv history
csv csv pairs
csv csv bundles
END
for format in html md; do
	ok report --format $format -o "$work/report.$format"
	check_bytes "$work/report.$format" "the report as $format"
done
! grep -qi '<b onload' "$work/report.html" || fail "markup in the report"
