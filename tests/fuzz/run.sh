#!/bin/sh
# Builds the fuzz targets with clang and runs each for a while.
# usage: run.sh [SECONDS]; finds are left in build/fuzz, and the exit code is 1
#
# Seeds are the look-alike fixtures, behind the byte that chooses the options;
# what a run learns stays in build/fuzz/corpus-* for the next one.
set -eu

seconds=${1:-60}
out=build/fuzz
features="-std=c11 -D_XOPEN_SOURCE=700 -D_DEFAULT_SOURCE -Isrc -I."
checks="-fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all"

seed() { # seed TARGET NAME TEXT: one more input to begin with
  printf "\\000$3" >"$out/corpus-$1/$2"
}

for target in ingest date money; do
  mkdir -p "$out/corpus-$target"
  # shellcheck disable=SC2086
  ${CLANG:-clang} -g -O1 $features $checks -o "$out/$target" \
    "tests/fuzz/fuzz_$target.c" src/base/*.c src/ingest/*.c -lcsv -lm
done
for file in tests/fixtures/ingest/*; do
  { printf '\000' && cat "$file"; } >"$out/corpus-ingest/$(basename "$file")"
done
seed date iso '2011-12-09 12:50:00'
seed date slashes '1/12/2010 8:26 pm'
seed date name 'Dec 9, 2011 10:00 +0100'
seed money sign '$1,234.50'
seed money comma 'EUR 1.234,50'

found=0
for target in ingest date money; do
  echo "fuzzing $target for $seconds seconds"
  "$out/$target" -max_total_time="$seconds" -max_len=8192 \
    -artifact_prefix="$out/find-$target-" "$out/corpus-$target" \
    >"$out/$target.log" 2>&1 || found=1
  tail -n 1 "$out/$target.log"
done
exit $found
