# An import that is killed at any moment: the store is whole, and as it was
# before or as it is after. ENDCAP_IMPORT_KILLS moments spread over the time an
# import of 20,000 lines takes; as many of one that fills an empty store, which
# goes without the log. Unless it is set a dozen moments of a smaller import, and
# where each process takes ten times as long, under the sanitizers, four: what is
# left of a killed process is a file, which the others look at anyway. Half as
# many, but none under the sanitizers, of a file long enough to be written while
# it is read.
. tests/cli/lib
[ -z "${ENDCAP_PLAIN:-}" ] || {
	echo "the plain program was killed already"
	exit 77
}
import_small
kills=12 lines=5000
case $ENDCAP in */asan/*) kills=4 ;; esac
[ -z "${ENDCAP_IMPORT_KILLS:-}" ] || kills=$ENDCAP_IMPORT_KILLS lines=20000

# A file with new orders and products, one known order that gains a line and
# one that is refused, so every kind of writing is under way.
"$ENDCAP" simulate "$work/sim" --shape b10 --lines "$lines" >/dev/null ||
	fail "no file to import"
file=$work/orders.csv
sed '2,$s/^/N/' "$work/sim/orders.csv" >"$file"
cat >>"$file" <<'END'
1,2026-01-05 10:00:00,P1,LAMP,1,60.00,EUR
1,2026-01-05 10:00:00,P1,BULB,2,6.50,EUR
1,2026-01-05 10:00:00,P1,SHADE,1,16.50,EUR
2,2026-01-19 10:00:00,P2,LAMP,3,60.00,EUR
END

facts() { # facts: what the store holds, as one number
	for what in "imports --format csv" "products --format csv --limit 0" \
		"overview --format json"; do
		# Words, on purpose.
		# shellcheck disable=SC2086
		"$ENDCAP" $what 2>&1 || echo "failed: $what"
	done | cksum
}

start_over() {
	rm -f "$work"/shop.db "$work"/shop.db-*
	cp "$work/before.db" "$work/shop.db"
}

milliseconds() { # milliseconds: since the epoch
	echo $(($(date +%s%N) / 1000000))
}

# A whole import of the file: $before, $after and how long it $took.
import_once() {
	before=$(facts)
	cp "$work/shop.db" "$work/before.db"
	begun=$(milliseconds)
	ok import "$file"
	took=$(($(milliseconds) - begun))
	after=$(facts)
	[ "$before" != "$after" ] || fail "the import changed nothing"
}

kill_many() { # kill_many WHAT: $kills imports of the file, killed
	i=0 olds=0 news=0
	while [ $i -lt "$kills" ]; do
		# The golden ratio spreads any number of moments evenly.
		pause=$(awk -v i="$i" -v took="$took" \
			'BEGIN { f = i * 0.6180339887; printf "%.4f", (f - int(f)) * took * 1.05 / 1000 }')
		start_over
		"$ENDCAP" import "$file" >"$work/out" 2>"$work/err" &
		child=$!
		sleep "$pause"
		kill -9 $child 2>/dev/null
		wait $child 2>/dev/null
		code=$?
		ok check
		now=$(facts)
		case $now in
		"$before") olds=$((olds + 1)) ;;
		"$after") news=$((news + 1)) ;;
		*) fail "$1, killed after $pause s: neither before nor after" ;;
		esac
		i=$((i + 1))
	done
	echo "$1: $kills kills in $took ms: $olds before, $news after"
	[ $olds -gt 0 ] || fail "no kill came before the end"
}

# Ctrl-C ends an import and changes nothing. It comes once the log is there,
# which is begun when signals are minded; should it come too late, once more.
facts >"$work/facts"
"$ENDCAP" simulate "$work/more" --shape b10 --lines 60000 --seed 7 >/dev/null ||
	fail "no file to interrupt"
"$ENDCAP" simulate "$work/else" --shape b10 --lines 60000 --seed 8 >/dev/null ||
	fail "no file of another seed"
! cmp -s "$work/more/orders.csv" "$work/else/orders.csv" ||
	fail "two seeds make the same shop"
cp "$work/shop.db" "$work/before.db"
tries=0 code=0
while [ $code = 0 ] && [ $((tries += 1)) -le 5 ]; do
	start_over
	rm -f "$work/log"
	"$ENDCAP" --log "$work/log" import "$work/more/orders.csv" \
		>"$work/out" 2>"$work/err" &
	child=$!
	while [ ! -e "$work/log" ]; do sleep .01; done
	kill -INT $child
	wait $child
	code=$?
done
equal 1 $code "an import that is interrupted is not done"
grep -q "^endcap: stopped; nothing was imported$" "$work/err" ||
	fail "it says that it stopped"
facts | cmp -s - "$work/facts" || fail "an interrupted import changed the store"

import_once
says "orders known before that gained lines: 1" \
	"orders known with other lines, the old kept: 1"
kill_many "into a store with orders"

# And the import that follows a killed one is a whole one. A kill that came
# too late to interrupt anything is tried again earlier.
pause=$(awk -v took="$took" 'BEGIN { printf "%.4f", took / 2000 }')
while :; do
	start_over
	"$ENDCAP" import "$file" >"$work/out" 2>"$work/err" &
	child=$!
	sleep "$pause"
	kill -9 $child 2>/dev/null
	wait $child 2>/dev/null
	code=$?
	[ "$(facts)" != "$before" ] || break
	pause=$(awk -v pause="$pause" 'BEGIN { printf "%.4f", pause / 2 }')
done
ok import "$file"
equal "$after" "$(facts)" "the import after a killed one differs"

# Into a store without an order.
rm -f "$work"/shop.db "$work"/shop.db-*
ok settings draws 300
import_once
kill_many "into an empty store"

# The same from a file long enough to be written while it is read.
case $ENDCAP in */asan/*) exit ;; esac
"$ENDCAP" simulate "$work/sim" --shape b10 --lines 80000 >/dev/null ||
	fail "no long file to import"
file=$work/sim/orders.csv
kills=$((kills / 2))
rm -f "$work"/shop.db "$work"/shop.db-*
ok settings draws 300
import_once
kill_many "into an empty store, while it is read"
