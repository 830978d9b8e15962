#!/bin/sh
# Builds the program in two folders of different names and lengths, and at
# another time of day, and compares: the same source gives the same bytes.
set -eu

top=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for name in one a-folder-with-a-longer-name; do
  mkdir "$work/$name"
  cp -r "$top/src" "$top/ui" "$top/Makefile" "$top/.ci" "$work/$name"
  find "$work/$name" -name '*.c' -exec touch -d '2001-02-03 04:05:06' {} +
  (cd "$work/$name" && make -j"$(nproc)" build/release/endcap >build.log 2>&1) || {
    tail -n 5 "$work/$name/build.log"
    exit 1
  }
  sha256sum <"$work/$name/build/release/endcap"
done
cmp "$work/one/build/release/endcap" \
  "$work/a-folder-with-a-longer-name/build/release/endcap" ||
  { echo "two builds of the same source differ"; exit 1; }
echo "two builds of the same source are equal"
