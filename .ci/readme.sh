#!/bin/sh
# Fills the README's picture and tables from the program itself.
# usage: readme.sh        prints the README as it should be
#        readme.sh -w     writes it
set -eu
cd "$(dirname "$0")/.."

endcap=./endcap
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

{
  echo '```'
  printf '@wait\n2\n/lamp, brass<Enter>\n@dump\n' >"$work/keys"
  HOME=$work LC_ALL=C.UTF-8 TZ=UTC ENDCAP_TODAY=2026-11-01 \
    $endcap demo --script "$work/keys" --size 100x28
  echo '```'
} >"$work/picture"
for table in commands settings layouts keys; do
  $endcap --readme-table $table >"$work/table $table"
done

# Between "<!-- NAME -->" and "<!-- end -->" stands the file NAME.
awk -v work="$work" '
  /^<!-- (picture|table [a-z]+) -->$/ {
    print
    name = $0
    sub(/^<!-- /, "", name)
    sub(/ -->$/, "", name)
    file = work "/" name
    while ((getline line < file) > 0) print line
    skipping = 1
    next
  }
  /^<!-- end -->$/ { skipping = 0 }
  !skipping { print }
' README.md >"$work/README.md"

if [ "${1:-}" = -w ]; then
  cat "$work/README.md" >README.md
else
  cat "$work/README.md"
fi
