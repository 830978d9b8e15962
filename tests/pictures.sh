#!/bin/sh
# Keeps the pictures of every screen in one file for each shop.
# usage: pictures.sh NAME [STORE]     into tests/pictures/NAME.txt
# Trailing blanks are left out.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
SIZES=${SIZES:-80x24} sh "$top/tests/captures.sh" "$folder" ${2:+"$2"} \
	>/dev/null
# Of a real shop nobody's purchases and no folder: at 80x24 no other screen
# shows them.
[ -z "${2:-}" ] ||
	rm -f "$folder"/segment-people-* "$folder"/export-people-* \
		"$folder"/import-[0-9]*
mkdir -p "$top/tests/pictures"
for file in "$folder"/*.txt; do
	name=${file##*/}
	printf '== %s\n' "${name%.txt}"
	sed -e 's/ *$//' -e "s#$top/##" "$file"
done >"$top/tests/pictures/$1.txt"
