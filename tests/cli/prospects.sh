# nextbest and replenish on the sample shop against SQL over the same store:
# nobody without consent or held out, nobody twice, nobody who had it; the
# counts in the reasons are true, and every run says the same.
. tests/cli/lib
need_sqlite3

sql() {
	sqlite3 -readonly "$ENDCAP_STORE" "$1"
}
for file in products orders customers; do
	ok import --no-pairs "sample-data/$file.csv"
done
bought="WITH bought AS (SELECT k.ref AS c, p.sku AS s,
	d.placed_at / 86400 AS day FROM orders d
	JOIN order_line l ON l.order_id = d.order_id
	JOIN product p ON p.product_id = l.product_id
	JOIN customer k ON k.customer_id = d.customer_id
	WHERE d.counted AND l.counted_quantity > 0),
	newest AS (SELECT max(placed_at) / 86400 AS until FROM orders
	WHERE counted)"

ok nextbest BLB-E27W --format csv --limit 0
says "customer,email,consent,offer_sku,offer,chance,worth,answered,waited,bought_on,reason"
cp "$work/out" "$work/first"
sed 1d "$work/out" | cut -d, -f1 | sort >"$work/listed"
[ "$(wc -l <"$work/listed")" -gt 50 ] || fail "the list is short"
equal "" "$(uniq -d "$work/listed")" "people who are on it twice"
sql "$bought SELECT DISTINCT c FROM bought WHERE s = 'BLB-E27W'" |
	sort >"$work/had"
equal "" "$(comm -12 "$work/listed" "$work/had")" "people who had it"
sql "SELECT ref FROM customer WHERE consent = 1" | sort >"$work/consent"
equal "" "$(comm -23 "$work/listed" "$work/consent")" "people without consent"
ok nextbest BLB-E27W --format csv --limit 0
cmp -s "$work/first" "$work/out" || fail "another list"
# By what to expect.
sed 1d "$work/out" | cut -d, -f7 >"$work/worth"
sort -rn "$work/worth" | cmp -s - "$work/worth" || fail "not by worth"

# Of those who bought the lamp and not yet the bulb, 90 days and longer ago.
sql "$bought, a AS (SELECT c, min(day) AS day FROM bought
	WHERE s = 'LMP-021' GROUP BY c), b AS (SELECT c, min(day) AS day
	FROM bought WHERE s = 'BLB-E27W' GROUP BY c)
	SELECT sum(b.day IS NOT NULL AND b.day - a.day <= 90) || ' of ' ||
	count(*) FROM a LEFT JOIN b USING (c), newest
	WHERE until - a.day >= 90 AND (b.day IS NULL OR b.day > a.day)" \
	>"$work/true"
equal "$(cat "$work/true")" "$(sed -n \
	's/.*bought Lamp, brass desk on [-0-9]*; \(.*\) who did bought.*/\1/p' \
	"$work/first" | sort -u)" "the reason"

# The products, with as many people.
ok nextbest --format csv --limit 0
says "sku,title,people,due,held_out,chance,worth"
equal "$(wc -l <"$work/listed")" \
	"$(sed -n 's/^BLB-E27W,[^,]*,[^,]*,\([^,]*\),.*/\1/p' "$work/out")" "due"

# Due to buy again: between .8 and 2 rhythms after the last purchase.
ok replenish --format csv
says "sku,title,people,due,held_out,chance,worth,rhythm_days"
ok replenish MUG-350 --format csv --limit 0
sed 1d "$work/out" | cut -d, -f1 | sort >"$work/again"
[ "$(wc -l <"$work/again")" -gt 10 ] || fail "the list is short"
sql "$bought SELECT DISTINCT c FROM bought WHERE s = 'MUG-350'" |
	sort >"$work/had"
equal "" "$(comm -23 "$work/again" "$work/had")" "people who never had it"
equal "" "$(comm -23 "$work/again" "$work/consent")" "people without consent"

# Written to a file the people count as contacted, in a mail tool's only those
# with an address; nobody is on two lists of the same product in 90 days.
ok nextbest BLB-E27W -o "$work/list.csv"
says "they count as contacted"
equal "$(wc -l <"$work/listed")" "$(sql "SELECT count(*) FROM contact
	WHERE list = 'next: BLB-E27W' AND NOT held_out")" "contacts"
ok nextbest BLB-E27W --dry-run
says "0 people" "$(wc -l <"$work/listed") were offered it" "nothing was written"
ok undo
says "undone: list 'next: BLB-E27W': "
ok nextbest BLB-E27W --format klaviyo
says "Email,customer,consent,offer_sku,offer,chance"
ok nextbest BLB-E27W --format klaviyo -o "$work/list.csv"
says "0 addresses; $(wc -l <"$work/listed") people have none"
equal 0 "$(sql "SELECT count(*) FROM contact")" "contacts without an address"
says_not "they count as contacted"
ok settings keep_addresses 1
ok import sample-data/customers.csv
ok replenish MUG-350 --format mailchimp -o "$work/list.csv"
says " addresses; "
equal "$(grep -c @example.com "$work/list.csv")" "$(sql "SELECT count(*)
	FROM contact WHERE list = 'again: MUG-350' AND NOT held_out")" "addressed"
ok undo

# One customer, and a segment.
someone=$(head -n 1 "$work/listed")
ok nextbest --customer "$someone"
says "chosen" "because"
ok nextbest BLB-E27W --segment vip
says " are not in the segment"
expect_error 1 "no order is of a customer 'nobody'" nextbest --customer nobody
expect_error 1 "there is no product 'NONE'" replenish NONE
