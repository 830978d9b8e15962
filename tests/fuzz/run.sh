#!/bin/sh
# Runs fuzz targets built with libFuzzer, each for a while.
# usage: run.sh SECONDS TARGET...; finds are left beside the targets, and the
# exit code is 1
#
# They begin with the inputs kept in tests/fuzz/corpus and, where files are
# read, with the look-alike fixtures behind the byte that chooses the options.
# What a run learns stays in build/fuzz/corpus-* for the next one; with
# FUZZ_KEEP=1 the smallest inputs that reach as much, up to 1 KB each and 80,
# are put into tests/fuzz/corpus.
set -eu

seconds=$1
shift
kept=tests/fuzz/corpus
out=build/fuzz

seed_fixtures() { # seed_fixtures FOLDER TARGET
  for file in tests/fixtures/ingest/*; do
    name=$(basename "$file")
    case $2 in
    ingest) { printf '\000' && cat "$file"; } >"$1/$name" ;;
    dialect) { printf '\000' && head -n 6 "$file" | tr ',;' '\t\t'; } \
      >"$1/$name" ;;
    esac
  done
}

keep() { # keep TARGET PROGRAM
  rm -rf "$out/smallest-$1" "${kept:?}/$1"
  mkdir -p "$out/smallest-$1" "$kept/$1"
  "$2" -merge=1 -max_len=1024 "$out/smallest-$1" "$out/corpus-$1" \
    >"$out/$1-merge.log" 2>&1
  find "$out/smallest-$1" -type f -size -1025c -printf '%s %p\n' | sort -n |
    head -n 80 | while read -r _ file; do
    cp "$file" "$kept/$1/$(basename "$file" | cut -c 1-12)"
  done
}

found=0
for program in "$@"; do
  target=$(basename "$program")
  target=${target#fuzz_}
  corpus=$out/corpus-$target
  mkdir -p "$corpus"
  [ ! -d "$kept/$target" ] || cp -r "$kept/$target/." "$corpus"
  seed_fixtures "$corpus" "$target"
  echo "fuzzing $target for $seconds seconds"
  "$program" -max_total_time="$seconds" -max_len=8192 \
    -artifact_prefix="$out/find-$target-" "$corpus" \
    >"$out/$target.log" 2>&1 || found=1
  tail -n 1 "$out/$target.log"
  [ -z "${FUZZ_KEEP:-}" ] || keep "$target" "$program"
done
exit $found
