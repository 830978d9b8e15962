#!/bin/sh
# The demo, an import and a session of the dashboard under valgrind's memcheck.
# usage: valgrind.sh PROGRAM
#
# Any wrong access, any decision on a byte nobody wrote and any block that is
# lost makes it fail. curses and the C library keep blocks to the end that can
# still be reached; those are not losses.
set -eu

program=$(realpath "$1")
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME="$work" LC_ALL=C.UTF-8 TERM=xterm-256color ENDCAP_TODAY=2026-11-01
unset ENDCAP_STORE XDG_DATA_HOME XDG_STATE_HOME XDG_CONFIG_HOME

watched() { # watched WHAT ARGUMENTS...
  what=$1
  shift
  valgrind --quiet --error-exitcode=99 --leak-check=full \
    --show-leak-kinds=definite,possible --errors-for-leak-kinds=definite \
    --track-origins=yes "$program" "$@" >"$work/out" 2>"$work/err" </dev/null ||
    {
      echo "valgrind: $what"
      tail -n 40 "$work/err"
      exit 1
    }
  echo "valgrind: $what: clean"
}

watched "the demo" demo
watched "an import" --store "$work/shop.db" import \
  tests/cli/data/products.csv tests/cli/data/orders.csv \
  tests/cli/data/customers.csv
watched "the same again" --store "$work/shop.db" import \
  tests/cli/data/orders.csv
watched "an import with traps" --store "$work/traps.db" import \
  tests/fixtures/ingest/trap_totals.csv tests/fixtures/ingest/trap_twice_inside.csv
{
  printf '%s\n' '2' '/mug<Enter>' 'Space' 'j<Space>' 'b' 'tea set<Enter>' \
    '=7<Enter>' 't' '<Esc>' 'q' '3' 'f' 'lift>1<Enter>' '<Enter>' 'q' \
    '4' '5' '<Right><Right><Right>' 'r' 'r' '6' '7' 'u' ',' 'q' '?' 'q' \
    ':pairs MUG<Enter>' 'q' '1'
} >"$work/keys"
watched "a session of the dashboard" --store "$work/shop.db" \
  --script "$work/keys"
watched "a report" --store "$work/shop.db" report -o "$work/report.html"
