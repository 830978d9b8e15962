#!/bin/sh
# Keeps the pictures of every screen in one file for each shop.
# usage: pictures.sh NAME [STORE]     into tests/pictures/NAME.txt
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
SIZES=${SIZES:-80x24} sh "$top/tests/captures.sh" "$folder" ${2:+"$2"} \
	>/dev/null
mkdir -p "$top/tests/pictures"
for file in "$folder"/*.txt; do
	name=${file##*/}
	printf '== %s\n' "${name%.txt}"
	cat "$file"
done >"$top/tests/pictures/$1.txt"
