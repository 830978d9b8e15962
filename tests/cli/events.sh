# events: what customers looked at, imported, taken back and forgotten; the
# segments and the follow-up lists that it feeds, against SQL over the store.
. tests/cli/lib
need_sqlite3

sql() {
	sqlite3 -readonly "$ENDCAP_STORE" "$1"
}

for file in products orders customers; do
	ok import --no-pairs "sample-data/$file.csv"
done
ok segments
says "viewed-not-bought" "cannot be told without events of what customers"
expect_error 1 "nothing is known of what customers looked at; import a file" \
	followups MUG-350 --looked 2
ok overview --format json
cp "$work/out" "$work/before"

# A dry run keeps nothing; a file that stands twice is one.
events=sample-data/events.csv
rows=$(($(wc -l <"$events") - 1))
ok import --dry-run "$events"
equal 0 "$(sql "SELECT count(*) FROM browsing")" "events of a dry run"
ok import "$events"
says "4 of 4 columns known as browsing event"
n=$(sql "SELECT count(*) FROM browsing")
equal "$(sed 1d "$events" | sort -u | wc -l)" "$n" "events"
ok import "$events"
says "$(printf %d "$rows" | sed 's/\(...\)$/,\1/') known before or repeated"
equal "$n" "$(sql "SELECT count(*) FROM browsing")" "events of the same file"
ok imports --format csv
says ",events,"
# Nothing of the figures depends on them.
ok overview --format json
cmp -s "$work/before" "$work/out" || fail "events changed the overview"

# Of those who bought something, who looked at something and did not buy it
# that day or later.
until="(SELECT max(placed_at) / 86400 FROM orders WHERE counted)"
open="WITH bought AS (SELECT k.ref AS c, p.sku_key AS s,
	max(d.placed_at / 86400) AS day FROM orders d
	JOIN order_line l ON l.order_id = d.order_id
	JOIN product p ON p.product_id = l.product_id
	JOIN customer k ON k.customer_id = d.customer_id
	WHERE d.counted AND l.counted_quantity > 0 GROUP BY 1, 2),
	looked AS (SELECT customer AS c, sku_key AS s, max(at / 86400) AS day
	FROM browsing WHERE event IN (%s)
	AND at / 86400 BETWEEN $until - 29 AND $until GROUP BY 1, 2)
	SELECT DISTINCT looked.c FROM looked LEFT JOIN bought USING (c, s)
	WHERE (bought.day IS NULL OR bought.day < looked.day)
	AND c IN (SELECT c FROM bought)"
check() { # check SEGMENT EVENTS
	ok segment "$1" --format csv --limit 0
	sed 1d "$work/out" | cut -d, -f1 | sort >"$work/got"
	# shellcheck disable=SC2059
	sql "$(printf "$open" "$2")" | sort >"$work/wanted"
	[ "$(wc -l <"$work/wanted")" -gt 50 ] || fail "few in $1"
	cmp -s "$work/wanted" "$work/got" || fail "$1 differs from SQL"
}
check viewed-not-bought "'view', 'cart', 'wish'"
check left-in-cart "'cart'"
ok segments set "looked and quiet" "viewed>=2 days_since>60"
says "segment 'looked and quiet': "
ok undo

# The list of those who looked twice, written once.
list="followups MUG-350 --looked 2 --days 3..60"
# shellcheck disable=SC2086
ok $list --format csv --limit 0
says "customer,email,looked_on,offer_sku,offer,reason,code,expires" \
	"you looked at the Mug, stoneware 350ml in "
sed 1d "$work/out" | cut -d, -f1 | sort >"$work/listed"
sql "WITH last AS (SELECT k.ref AS c, max(d.placed_at / 86400) AS day
	FROM orders d JOIN order_line l USING (order_id)
	JOIN product p USING (product_id) JOIN customer k USING (customer_id)
	WHERE d.counted AND l.counted_quantity > 0 AND p.sku = 'MUG-350'
	GROUP BY 1)
	SELECT b.customer FROM browsing b JOIN customer k ON k.ref = b.customer
	LEFT JOIN last ON last.c = b.customer
	WHERE b.sku_key = 'mug-350' AND k.consent = 1
	AND (last.day IS NULL OR b.at / 86400 > last.day)
	GROUP BY 1 HAVING count(*) >= 2
	AND $until - max(b.at / 86400) BETWEEN 3 AND 60" | sort >"$work/could"
[ -s "$work/listed" ] || fail "nobody looked"
equal "" "$(comm -23 "$work/listed" "$work/could")" "people who must not be"
held=$(comm -13 "$work/listed" "$work/could" | wc -l)
equal "$held" "$(sed -n 's/.* \([0-9]*\) held out.*/\1/p' "$work/out" |
	grep . || echo "$held")" "held out"
# shellcheck disable=SC2086
ok $list -o "$work/list.csv"
says "they count as contacted" "have bought it since"
# shellcheck disable=SC2086
ok $list --dry-run
says "looked at MUG-350: 0 people"
ok undo
# The dashboard writes the same list, and keeps it as contacted.
ok followups MUG-350 --looked 2 --format csv --limit 0
sed 1d "$work/out" | cut -d, -f1 | sort >"$work/listed7"
printf '6\n<Tab>=MUG-350 2<Enter>\n@dump\ne<Tab><Tab><Tab><Tab><C-U>%s<Enter>\n@dump\n' \
	"$work/dash.csv" >"$work/keys"
ok --script "$work/keys" --size 120x35
says "looked at MUG-350" "the list counts as contacted"
sed 1d "$work/dash.csv" | cut -d, -f1 | sort | cmp -s - "$work/listed7" ||
	fail "the dashboard lists others"
ok followups MUG-350 --looked 2 --dry-run
says "looked at MUG-350: 0 people"
ok undo
expect_error 2 "--looked takes a number from 1 to 1000" \
	followups MUG-350 --looked 0
expect_error 2 "--looked offers the product they looked at" \
	followups MUG-350 COA-CRK --looked 2
expect_error 2 "--looked needs the product" followups --looked 2

# Somebody is forgotten with what they looked at, also who never bought.
gone=$(head -n 1 "$work/listed")
ok customer forget "$gone" --yes
equal 0 "$(sql "SELECT count(*) FROM browsing WHERE customer = '$gone'")" \
	"events of somebody forgotten"
printf 'customer_id,sku,event,time\nGHOST,MUG-350,view,2026-10-30 10:00:00\nGHOST,MUG-350,gazed,2026-10-30 10:00:00\n' \
	>"$work/ghost.csv"
ok import "$work/ghost.csv" --rejects "$work/rejects.csv"
says "1 set aside"
grep -q "event 'gazed' is none of view, cart, wish and buy" \
	"$work/rejects.csv" || fail "no reason"
ghost=$(sql "SELECT max(import_id) FROM import")
ok customer forget GHOST --yes
equal 0 "$(sql "SELECT count(*) FROM browsing WHERE customer = 'GHOST'")" \
	"events of a visitor"
equal 0 "$(sql "SELECT count(*) FROM import_reject
	WHERE import_id = $ghost AND row_text IS NOT NULL")" "rows of a visitor"
expect_error 1 "there is no customer 'GHOST'" customer forget GHOST --yes

# Undone, nothing is left; the orders are as they were.
first=$(sql "SELECT min(import_id) FROM import WHERE kind = 'events'")
ok imports undo "$first"
says " events gone"
equal 0 "$(sql "SELECT count(*) FROM browsing")" "events after undo"
expect_error 1 "was taken back already" imports undo "$first"
ok check
ok import "$events"
equal "$n" "$(sql "SELECT count(*) FROM browsing")" "events once more"
expect_error 1 "4 rows of" import --strict tests/fixtures/ingest/browsing.csv
