#!/bin/sh
# Builds the fuzz targets with clang and runs each for a while.
# usage: run.sh [SECONDS]; TARGETS="date money" runs some of them; finds are
# left in build/fuzz, and the exit code is 1
#
# Seeds are the look-alike fixtures, behind the byte that chooses the options;
# what a run learns stays in build/fuzz/corpus-* for the next one.
set -eu

seconds=${1:-60}
out=build/fuzz
features="-std=c11 -D_XOPEN_SOURCE=700 -D_DEFAULT_SOURCE -Isrc -I."
checks="-fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all"

seed() { # seed TARGET NAME TEXT: one more input to begin with
  mkdir -p "$out/corpus-$1"
  printf "$3" >"$out/corpus-$1/$2"
}

targets=${TARGETS:-ingest dialect mapping date money}
for target in $targets; do
  mkdir -p "$out/corpus-$target"
  above=
  [ "$target" != mapping ] ||
    above="src/service/mapping.c $(echo src/store/*.c) -lsqlite3"
  # shellcheck disable=SC2086
  ${CLANG:-clang} -g -O1 $features $checks -o "$out/$target" \
    "tests/fuzz/fuzz_$target.c" src/base/*.c src/ingest/*.c $above \
    -lcsv -lm -lpthread
done
mkdir -p "$out/corpus-ingest" "$out/corpus-dialect"
for file in tests/fixtures/ingest/*; do
  name=$(basename "$file")
  { printf '\000' && cat "$file"; } >"$out/corpus-ingest/$name"
  { printf '\000' && head -n 6 "$file" | tr ',;' '\t\t'; } \
    >"$out/corpus-dialect/$name"
done
lines='dialect orders\nmap order_id=Bon\nmap sku=Was\nunread Notiz\n'
seed mapping orders "${lines}date-order dmy\n\nBon,Was,Notiz\n1,MUG,x\n"
seed date iso '\0002011-12-09 12:50:00'
seed date slashes '\0001/12/2010 8:26 pm'
seed date name '\000Dec 9, 2011 10:00 +0100'
seed money sign '\000$1,234.50'
seed money comma '\000EUR 1.234,50'

found=0
for target in $targets; do
  echo "fuzzing $target for $seconds seconds"
  "$out/$target" -max_total_time="$seconds" -max_len=8192 \
    -artifact_prefix="$out/find-$target-" "$out/corpus-$target" \
    >"$out/$target.log" 2>&1 || found=1
  tail -n 1 "$out/$target.log"
done
exit $found
