#!/bin/sh
# endcap and its rivals in turn on the same file: medians of three runs after
# a warm-up, in seconds, and the ratio to each rival.
# usage: run.sh [ORDERS.csv]      default: simulated, 1 million lines
#
# Rivals that are not installed are named as absent. Nothing is written
# outside a temporary folder.
set -eu

endcap=$(realpath ./endcap)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
file=${1:-}
runs=3

if [ -z "$file" ]; then
  echo "simulating 1,000,000 order lines"
  "$endcap" simulate "$work/shop" --shape b10 --lines 1000000 >/dev/null
  file=$work/shop/orders.csv
fi
lines=$(wc -l <"$file")

seconds() { # seconds COMMAND...: prints the median wall time
  "$@" >/dev/null 2>&1 || { echo "-"; return; }
  i=0
  while [ $i -lt $runs ]; do
    start=$(date +%s.%N)
    "$@" >/dev/null 2>&1
    end=$(date +%s.%N)
    echo "$start $end" | awk '{ printf "%.3f\n", $2 - $1 }'
    i=$((i + 1))
  done | sort -n | sed -n "$(((runs + 1) / 2))p"
}

row() { # row CASE PROGRAM SECONDS OURS
  ratio=$(echo "$3 $4" | awk '$1 ~ /[0-9]/ && $1 > 0 { printf "%.2f", $2 / $1; exit } { print "-" }')
  printf '| %-34s | %-22s | %9s | %12s |\n' "$1" "$2" "$3" "$ratio"
}

import_endcap() {
  rm -f "$work"/a.db*
  "$endcap" --store "$work/a.db" import "$file"
}
import_sqlite() {
  rm -f "$work"/b.db*
  sqlite3 "$work/b.db" ".mode csv" ".import '$file' t"
}
import_duckdb() {
  rm -f "$work"/c.duckdb
  duckdb "$work/c.duckdb" "SET threads=2; CREATE TABLE t AS SELECT * FROM read_csv('$file')"
}
pairs_endcap() {
  "$endcap" --store "$work/a.db" pairs "$sku" --limit 10
}
pairs_sqlite() { # the same question as a live self-join, indexed
  sqlite3 "$work/a.db" "SELECT y.product_id, count(*) AS n FROM order_line x JOIN order_line y USING (order_id) JOIN product p ON p.product_id = x.product_id WHERE p.sku = '$sku' AND x.counted_quantity > 0 AND y.counted_quantity > 0 AND y.product_id <> x.product_id GROUP BY 1 ORDER BY 2 DESC LIMIT 10"
}

echo "$(uname -sm), $(nproc) processors, $lines lines in $(basename "$file")"
"$endcap" --version
echo
printf '| %-34s | %-22s | %9s | %12s |\n' case program seconds "endcap/rival"
echo '|---|---|---|---|'
ours=$(seconds import_endcap)
row "CSV to a store, pairs mined" endcap "$ours" "$ours"
if command -v sqlite3 >/dev/null; then
  row "CSV to a table of texts" "sqlite3 .import" "$(seconds import_sqlite)" "$ours"
else
  row "CSV to a table of texts" "sqlite3 (absent)" - "$ours"
fi
if command -v duckdb >/dev/null; then
  row "CSV to a table" "DuckDB, 2 threads" "$(seconds import_duckdb)" "$ours"
else
  row "CSV to a table" "DuckDB (absent)" - "$ours"
fi
sku=$("$endcap" --store "$work/a.db" pairs --format csv --limit 1 | sed -n '2s/,.*//p')
if [ -n "$sku" ]; then
  ours=$(seconds pairs_endcap)
  row "ten best partners, cold process" endcap "$ours" "$ours"
  if command -v sqlite3 >/dev/null; then
    row "the same counts, live self-join" "sqlite3" "$(seconds pairs_sqlite)" "$ours"
  fi
fi
