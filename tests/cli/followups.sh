# followups: the list of the sample shop against SQL over the same store. It
# names nobody without consent and nobody twice, keeps the same people back
# every time, and its reasons are true.
. tests/cli/lib
need_sqlite3

sql() {
	sqlite3 -readonly "$ENDCAP_STORE" "$1"
}

for file in products orders customers; do
	ok import --no-pairs "sample-data/$file.csv"
done
list="followups LMP-021 BLB-E27W --days 7..120 --format csv --limit 0"

# Customers and their days with each product, by plain SQL.
bought="WITH bought AS (SELECT d.customer_id AS c, d.order_id AS o, p.sku AS s,
	d.placed_at / 86400 AS day FROM orders d
	JOIN order_line l ON l.order_id = d.order_id
	JOIN product p ON p.product_id = l.product_id
	WHERE d.counted AND l.counted_quantity > 0 AND d.customer_id IS NOT NULL
	AND p.sku IN ('LMP-021', 'BLB-E27W')),
	newest AS (SELECT max(placed_at) / 86400 AS day FROM orders WHERE counted),
	lamp AS (SELECT c, max(day) AS day FROM bought WHERE s = 'LMP-021'
	GROUP BY c)"
# What somebody took back in 30 days up to 2026-11-01.
returned="SELECT customer_id FROM orders WHERE customer_id IS NOT NULL
	AND placed_at >= unixepoch('2026-10-03') AND (status = 'return' OR
	order_id IN (SELECT order_id FROM order_line WHERE quantity < 0))"
could="$bought SELECT k.ref FROM lamp JOIN customer k ON k.customer_id = lamp.c
	JOIN newest WHERE newest.day - lamp.day BETWEEN 7 AND 120
	AND k.consent = 1
	AND lamp.c NOT IN ($returned)
	AND lamp.c NOT IN (SELECT c FROM bought WHERE s = 'BLB-E27W')"

# shellcheck disable=SC2086
ok $list
cp "$work/out" "$work/first"
sed 1d "$work/out" | cut -d, -f1 | sort >"$work/listed"
sql "$could" | sort >"$work/could"
[ "$(wc -l <"$work/listed")" -gt 10 ] || fail "the list is short"
equal "" "$(uniq -d "$work/listed")" "people who are on it twice"
equal "" "$(comm -23 "$work/listed" "$work/could")" "people who must not be"
comm -13 "$work/listed" "$work/could" >"$work/held"
ok followups LMP-021 BLB-E27W --days 7..120 --dry-run
says "$(wc -l <"$work/held") held out to compare with" "nothing was written"

# Who took something back lately is left alone.
back=$(head -n 1 "$work/listed")
cat >"$work/return.csv" <<END
order_id,order_date,customer_id,sku,quantity,unit_price,currency,status
R900001,2026-10-20 10:00:00,$back,MUG-350,-1,12.90,EUR,return
END
ok import --no-pairs "$work/return.csv"
# shellcheck disable=SC2086
ok $list
sed 1d "$work/out" | cut -d, -f1 | sort >"$work/part"
equal "$(sed 1d "$work/listed")" "$(cat "$work/part")" "a return"
ok followups LMP-021 BLB-E27W --days 7..120 --dry-run
says "1 took something back in the last 30 days"
ok imports undo "$(sql "SELECT max(import_id) FROM import")"
# shellcheck disable=SC2086
ok $list
cmp -s "$work/first" "$work/out" || fail "another list after the undo"

# Cut by a segment: those of the list who are in it.
ok segments set often "orders>=4"
# shellcheck disable=SC2086
ok $list --segment often
sed 1d "$work/out" | cut -d, -f1 | sort >"$work/part"
sql "SELECT k.ref FROM customer k JOIN orders d USING (customer_id)
	WHERE d.counted GROUP BY k.ref HAVING count(*) >= 4" | sort >"$work/often"
equal "$(comm -12 "$work/listed" "$work/often")" "$(cat "$work/part")" \
	"the list of a segment"
ok followups LMP-021 BLB-E27W --days 7..120 --segment often --dry-run
says " are not in the segment"
ok undo

# What the reasons count.
equal "$(sql "$bought SELECT (SELECT count(*) FROM (SELECT DISTINCT x.c
	FROM bought x JOIN bought y USING (o) WHERE x.s < y.s)) || ' of ' ||
	(SELECT count(*) FROM lamp)")" \
	"$(sed -n '2s/.*; \(.*\) who bought it added this.*/\1/p' "$work/first")" \
	"the reason"

# Looking and a dry run keep nothing; a file does, and undo takes it back.
equal 0 "$(sql "SELECT count(*) FROM contact")" "contacts before"
# shellcheck disable=SC2086
ok $list --code LUX10 --expires 2026-12-01 -o "$work/list.csv"
says "they count as contacted"
equal -rw------- "$(ls -l "$work/list.csv" | cut -c1-10)" "who may read it"
sed 1d "$work/list.csv" | cut -d, -f1 | sort >"$work/again"
cmp -s "$work/listed" "$work/again" || fail "another list"
equal "$(wc -l <"$work/could")" "$(sql "SELECT count(*) FROM contact")" \
	"contacts"
equal "$(wc -l <"$work/held")" \
	"$(sql "SELECT count(*) FROM contact WHERE held_out")" "held out"
# Nobody is written to again; the same people are held out.
ok followups LMP-021 BLB-E27W --days 7..120 --dry-run
says ": 0 people" "$(wc -l <"$work/held") held out to compare with" \
	"$(wc -l <"$work/listed") were offered it in the last 90 days"
ok undo
# shellcheck disable=SC2086
ok $list
sed 1d "$work/out" | cut -d, -f1 | sort >"$work/again"
cmp -s "$work/listed" "$work/again" || fail "undo left something"

# A list that cannot be written leaves nobody contacted.
expect_exit 1 followups LMP-021 BLB-E27W --days 7..120 -o "$work/no/list.csv"
equal 0 "$(sql "SELECT count(*) FROM contact")" "contacts without a file"

# A forgotten customer is on no list, and one who never bought on none either.
gone=$(head -n 1 "$work/listed")
ok customer forget "$gone" --yes
printf 'customer_id,email,consent\nNEVER,never@example.com,yes\n' \
	>"$work/never.csv"
ok import --no-pairs "$work/never.csv"
# shellcheck disable=SC2086
ok $list
! cut -d, -f1 "$work/out" | grep -qx -e "$gone" -e NEVER ||
	fail "$gone or NEVER is still there"

expect_error 2 "forgetting 'C00002' cannot be undone; say --yes" \
	customer forget C00002
expect_error 1 "there is no customer 'C-none'" customer forget C-none --yes
expect_error 2 "--days takes a range like 7..60" followups LMP-021 --days 7
expect_error 1 "--expires: 2026-01-01 is over" \
	followups LMP-021 --expires 2026-01-01
expect_error 1 "'LMP-021' cannot be offered to those who bought it" \
	followups LMP-021 LMP-021
expect_error 1 "there is no product 'NONE'" followups NONE

# What the first three would read, in the shop's own words.
ok followups LMP-021 BLB-E27W --preview --code LUX10 --expires 2026-12-01
equal 6 "$(wc -l <"$work/out")" "lines of three people"
says ", bought on 2026-" "    goes with the Lamp, brass desk you bought in "
export XDG_CONFIG_HOME="$work/config"
mkdir -p "$work/config/endcap"
cat >"$work/config/endcap/followups" <<'END'
# Deutsch
reason  = passt zu {bought}, gekauft im {month}: {offer}
counted = "; {both} von {buyers} Käufern nahmen es dazu"
code    = "; {code} gilt bis {until}"
months  = Januar, Februar, März, April, Mai, Juni, Juli, August, September, Oktober, November, Dezember
END
ok followups LMP-021 BLB-E27W --preview --code LUX10 --expires 2026-12-01
says "passt zu Lamp, brass desk, gekauft im Oktober: Bulb E27 warm; " \
	" Käufern nahmen es dazu; LUX10 gilt bis 2026-12-01"
ok followups LMP-021 BLB-E27W --days 9000..9001 --preview
says "nobody can be written to"
ok followups LMP-021 BLB-E27W --preview
says "Käufern nahmen es dazu"
! grep -q "gilt bis" "$work/out" || fail "a code that was not given"
printf '6\n<Tab>j\n' >"$work/keys"
ok --script "$work/keys" --size 120x35
says "gekauft im"
words() { # words LINE: the file has this line
	printf '\n%s\n' "$1" >"$work/config/endcap/followups"
}
words 'reason = wie {name}'
expect_error 1 "followups line 2: '{name}' begins no placeholder" \
	followups LMP-021
words 'months = Januar, Februar'
expect_error 1 "followups line 2: months takes twelve names with commas between, not 2" \
	followups LMP-021
words 'grund = passt'
expect_error 1 "followups line 2: 'grund' is no wording; there are reason" \
	followups LMP-021
words 'passt'
expect_error 1 "followups line 2: NAME = TEMPLATE is wanted" followups LMP-021
# Only follow-ups need it.
ok segments
