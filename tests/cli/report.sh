# The report: everything a manager asks, safe text, and what happened since
# the last one.
. tests/cli/lib
expect_error 1 "there is no store" report
ok import "$data/products.csv"
expect_error 1 "there are no orders to report on" report
ok import sample-data/products.csv sample-data/orders.csv
ok report --format md
says "No bundle is live or proposed." "- nothing"
ok bundle new desk LMP-021 BLB-E27W --percent 7 --title 'Desk start' \
	--message 'Light, at once'
ok bundle activate desk
ok bundle new wall FRM-A3 PRT-COA3 --percent 5 \
	--title '<script>alert(1)</script> & "wall"' --message '=1+1'

ok report -o "$work/first.html"
says "'$work/first.html': "
grep -q '^<!DOCTYPE html>$' "$work/first.html" || fail "no page"
for text in '<html lang="en">' '<title>' '<h2>Key figures</h2>' \
	'<h2>Decided so far</h2>' '<h2>Best pairs</h2>' '<h2>Bundles</h2>' \
	'<h3>Desk start</h3>' 'Live; Lamp, brass desk + Bulb E27 warm; 7 % off' \
	'Proposed; ' '<h2>Free shipping</h2>' 'class="band"' 'class="now"' \
	'<h3>What to do next</h3>' "activated bundle &#39;desk&#39;" \
	'&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;wall&quot;'; do
	grep -qF "$text" "$work/first.html" || fail "the page lacks $text"
done
# One file: no script, nothing fetched, nothing that runs.
! grep -qiE '<script|<link|<img|<iframe|src=|href=|url\(|@import| on[a-z]+=|http://|https://' \
	"$work/first.html" || fail "the page is not by itself"
for tag in table tr th td svg section main div p li ul h2 h3 figure; do
	equal "$(grep -o "<$tag[ >]" "$work/first.html" | wc -l)" \
		"$(grep -o "</$tag>" "$work/first.html" | wc -l)" "<$tag> is closed"
done
! grep -qE 'nan|inf[ <"]' "$work/first.html" || fail "a figure is undefined"

# Writing it again the same day compares with nothing yet; later with the
# first, by figures and by what was decided.
ok report --format md
says_not "## Since the last report"
export ENDCAP_TODAY=2026-11-20
ok bundle set desk --percent 5
ok report --format md
says "## Since the last report" "The last report was written on 2026-11-01." \
	"| AOV | " "- 2026-11-20: 'desk': 5 % off" "| figure | then | now | change |"
says_not "made bundle 'desk'" "report to"
says '### &lt;script>alert(1)&lt;/script> &amp; "wall"'
# The same again, to the byte; a report on standard output is not kept.
cp "$work/out" "$work/again"
ok report --format md
cmp -s "$work/out" "$work/again" || fail "not the same bytes"
ok report --format md -o "$work/second.md"
cmp -s "$work/second.md" "$work/again" || fail "the file is another one"
ok undo
says "report to '$work/second.md'"
expect_error 2 "--format is html or md, not 'pdf'" report --format pdf
ok report --title 'Northlight <b>' --since 12m
says '<h1>Northlight &lt;b&gt;</h1>'

# A figure that the last report did not keep is not compared.
need_sqlite3
export ENDCAP_TODAY=2026-11-25
ok report --format md
with=$(grep -c '^| AOV |' "$work/out")
sqlite3 "$ENDCAP_STORE" "UPDATE record SET content =
	replace(content, 'aov ', 'of_old ') WHERE kind = 'report'"
ok report --format md
says "## Since the last report"
equal $((with - 1)) "$(grep -c '^| AOV |' "$work/out")" "tables with the AOV"
