#!/bin/sh
# endcap and its rivals in turn on the same file: medians of three runs after
# a warm-up, in seconds, and the ratio to each rival; of the warm-up the seconds
# its processors were busy (to compare on a machine that has other work) and
# the peak memory in MB, where GNU time is installed. Where a case has a goal of
# its own, in seconds, it stands beside: one for about a million lines, one for
# about ten.
# usage: run.sh [ORDERS.csv]      default: simulated, 1 and 10 million lines
#
# LINES="1000000" simulates other sizes, RUNS=1 counts fewer runs. Rivals that
# are not installed are named as absent. With PTYBENCH and BUDGETS the dashboard
# is timed too, see tui.sh. Nothing is written outside a temporary
# folder, which needs 4 GB for 10 million lines.
set -eu

endcap=$(realpath ./endcap)
mining=build/release/tests/bench/bench_mining
projection=build/release/tests/bench/bench_projection
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
runs=${RUNS:-3}
memory=$work/memory
have() { command -v "$1" >/dev/null; }

once() { # once COMMAND...: its peak memory goes to the file $memory
  if [ -x /usr/bin/time ]; then
    /usr/bin/time -o "$memory" -f '%M %U %S' "$@"
  else
    echo - >"$memory"
    "$@"
  fi
}

seconds() { # seconds FUNCTION: prints the median wall time
  "$@" >/dev/null 2>&1 || { echo "-"; return; }
  cp "$memory" "$memory.warm"
  i=0
  while [ $i -lt "$runs" ]; do
    start=$(date +%s.%N)
    "$@" >/dev/null 2>&1
    end=$(date +%s.%N)
    echo "$start $end" | awk '{ printf "%.3f\n", $2 - $1 }'
    i=$((i + 1))
  done | sort -n | sed -n "$(((runs + 1) / 2))p"
}

goal() { # goal A_MILLION_LINES TEN_MILLION: the one for this file; -: none
  if [ "$lines_of_file" -lt 5000000 ]; then echo "$1"; else echo "$2"; fi
}

row() { # row CASE PROGRAM SECONDS OURS [GOAL]
  ratio=$(echo "$3 $4" | awk '$1 ~ /[0-9]/ && $2 ~ /[0-9]/ && $1 > 0 { printf "%.2f", $2 / $1; exit } { print "-" }')
  busy=- peak=-
  if [ "$3" != - ]; then
    busy=$(awk '/^[0-9]+ / { printf "%.2f", $2 + $3; exit } { print "-" }' "$memory.warm")
    peak=$(awk '/^[0-9]+ / { printf "%.0f", $1 / 1024; exit } { print "-" }' "$memory.warm")
  fi
  printf '| %-33s | %-18s | %8s | %6s | %6s | %12s | %5s |\n' "$1" "$2" "$3" "$busy" "$peak" "$ratio" "${5:--}"
}

rival() { # rival CASE NAME COMMAND FUNCTION OURS
  if have "$3"; then
    row "$1" "$2" "$(seconds "$4")" "$5"
  else
    row "$1" "$3 (absent)" - "$5"
  fi
}

import_endcap() {
  rm -f "$work"/a.db*
  once "$endcap" --store "$work/a.db" import --no-pairs "$file"
}
import_and_mine() {
  rm -f "$work"/a.db*
  once "$endcap" --store "$work/a.db" import "$file"
}
import_sqlite() {
  rm -f "$work"/b.db*
  once sqlite3 "$work/b.db" ".mode csv" ".import '$file' t"
}
import_duckdb() {
  rm -f "$work/c.duckdb"
  once duckdb "$work/c.duckdb" "SET threads=2; CREATE TABLE t AS SELECT * FROM read_csv('$file')"
}
bare_store() { # a loaded store without pairs and without a cap on baskets
  rm -f "$work"/bare.db* "$work"/d.db*
  "$endcap" --store "$work/bare.db" import --no-pairs "$file"
  "$endcap" --store "$work/bare.db" settings basket_cap 0
  sqlite3 "$work/bare.db" "DELETE FROM pair_row; DELETE FROM pair_change; DELETE FROM pair_best; DELETE FROM pair_context; VACUUM; PRAGMA wal_checkpoint(TRUNCATE)"
}
mine_endcap() { # the first question about pairs counts them, and keeps them
  rm -f "$work"/d.db*
  cp "$work/bare.db" "$work/d.db"
  once "$endcap" --store "$work/d.db" pairs --limit 1
}
mine_cut() { # all but one day, so that all has to be counted again
  once "$endcap" --store "$work/a.db" pairs --since "$second" --limit 20
}
new_day() { # the last lines of the file once more, as other orders
  head -1 "$file"
  tail -n 3000 "$file" | sed 's/^/9/'
}
import_day() {
  rm -f "$work"/e.db*
  cp "$work/a.db" "$work/e.db"
  once "$endcap" --store "$work/e.db" import "$work/day.csv"
}
mine_borgelt() { # Borgelt's program, counts alone, from prepared input
  once "$1" -s-5 -m2 -n2 "$work/baskets" "$work/sets"
}
mine_apriori() { mine_borgelt apriori; }
mine_eclat() { mine_borgelt eclat; }
sets_eclat() { once eclat "-s-$often" -m2 -n5 "$work/baskets" "$work/sets"; }
pairs_endcap() {
  once "$endcap" --store "$work/a.db" pairs "$sku" --limit 10
}
pairs_sqlite() { # the same question as a live self-join, indexed
  once sqlite3 "$work/a.db" "WITH sold AS (SELECT order_id, coalesce(alike, product_id) AS p FROM order_line JOIN product USING (product_id) WHERE counted_quantity > 0), mine AS (SELECT DISTINCT order_id, coalesce(p.alike, p.product_id) AS p FROM product p JOIN sold ON sold.p = coalesce(p.alike, p.product_id) WHERE p.sku = '$sku') SELECT sold.p, count(DISTINCT order_id) AS n FROM mine JOIN sold USING (order_id) WHERE sold.p <> mine.p GROUP BY 1 ORDER BY 2 DESC LIMIT 10"
}

goal_of() { # goal_of CASE: of those that bench_projection times
  case $1 in
  "curve of 400 thresholds" | "the same, gaps closed with goods") goal 0.010 0.150 ;;
  "its bands of 200 draws") goal 0.250 - ;;
  "a step of the slider") goal 0.016 - ;;
  "a bundle, 2,000 draws" | "beside 19 live ones, with curve") goal 0.100 1 ;;
  "20 bundles together, 200 draws") goal 2 - ;;
  *) echo - ;;
  esac
}
project() { # what screens and commands calculate on the orders in memory
  [ -x "$projection" ] || return 0
  echo - >"$memory.warm"
  "$projection" "$work/a.db" >"$work/projected"
  while IFS='	' read -r case took; do
    row "$case" "endcap, in memory" "$took" - "$(goal_of "$case")"
  done <"$work/projected"
}

compare() { # compare FILE
  file=$1
  echo
  lines_of_file=$(wc -l <"$file")
  echo "$lines_of_file lines in $(basename "$file")"
  echo
  printf '| %-33s | %-18s | %8s | %6s | %6s | %12s | %5s |\n' case program seconds busy MB "endcap/rival" goal
  echo '|---|---|---|---|---|---|---|'
  ours=$(seconds import_endcap)
  row "CSV to a store" endcap "$ours" "$ours"
  rival "CSV to a table of texts" "sqlite3 .import" sqlite3 import_sqlite "$ours"
  rival "CSV to a table" "DuckDB, 2 threads" duckdb import_duckdb "$ours"
  ours=$(seconds import_and_mine)
  row "CSV to a store, pairs mined" endcap "$ours" "$ours"
  if have apriori || have eclat; then
    sqlite3 "$work/a.db" "SELECT group_concat(coalesce(alike, product_id), ' ') FROM order_line JOIN product USING (product_id) WHERE counted_quantity > 0 GROUP BY order_id" >"$work/baskets"
  fi
  bare_store >/dev/null
  ours=$(seconds mine_endcap)
  row "store to pairs saved, no cap" endcap "$ours" "$ours"
  rival "counts of 5 and more alone" "Borgelt's apriori" apriori mine_apriori "$ours"
  rival "counts of 5 and more alone" "Borgelt's eclat" eclat mine_eclat "$ours"
  second=$(sqlite3 "$work/a.db" "SELECT date(min(placed_at) + 86400, 'unixepoch') FROM orders")
  row "pairs counted anew under a cut" endcap "$(seconds mine_cut)" - "$(goal 0.25 1)"
  new_day >"$work/day.csv"
  row "a day of 3,000 lines, pairs mined" endcap "$(seconds import_day)" - "$(goal 0.5 -)"
  if [ -x "$mining" ] && head -1 "$file" | grep -q '^Invoice,StockCode'; then
    often=$(sqlite3 "$work/a.db" "SELECT count(*) / 200 FROM orders")
    "$mining" "$file" sets "$often" 2 >"$work/timed"
    ours=$(sed -n 's/^ *all sets \([0-9.]*\) s.*/\1/p' "$work/timed")
    echo - >"$memory.warm"
    row "sets of 2 to 5 at 0.5 %" "endcap, counting" "$ours" "$ours"
    rival "the same from prepared input" "Borgelt's eclat" eclat sets_eclat "$ours"
    echo - >"$memory.warm"
    row "sets that may be bundles, no cap" "endcap, counting" "$(sed -n 's/^ *for bundles \([0-9.]*\) s.*/\1/p' "$work/timed")" -
    row "ten additions to a cart" "endcap, counting" "$(sed -n 's/^ *cart additions \([0-9.]*\) s.*/\1/p' "$work/timed")" -
  fi
  sku=$("$endcap" --store "$work/a.db" pairs --format csv --limit 1 | sed -n '2s/,.*//p')
  [ -n "$sku" ] || return 0
  ours=$(seconds pairs_endcap)
  row "ten best partners, cold process" endcap "$ours" "$ours" "$(goal 0.020 0.030)"
  rival "the same counts, live self-join" "sqlite3" sqlite3 pairs_sqlite "$ours"
  project
  if have python3 && [ -n "${PTYBENCH:-}" ]; then
    echo
    tests/bench/tui.sh "$work/a.db"
  fi
}

echo "$(uname -sm), $(nproc) processors; medians of $runs runs after a warm-up"
"$endcap" --version
if have sqlite3; then
  echo "sqlite3 $(sqlite3 --version | cut -d' ' -f1)"
fi
if have duckdb; then
  echo "duckdb $(duckdb --version)"
fi
if [ -n "${1:-}" ]; then
  compare "$1"
  exit 0
fi
for lines in ${LINES:-1000000 10000000}; do
  "$endcap" simulate "$work/shop" --shape b10 --lines "$lines" >/dev/null
  compare "$work/shop/orders.csv"
  rm -rf "$work/shop"
done
