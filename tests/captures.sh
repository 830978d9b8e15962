#!/bin/sh
# Writes a picture (text) of every screen of the dashboard at three sizes, or
# at those of $SIZES ("40x10 300x90"). Looking at a screen changes nothing of
# the store: the pictures are of a copy.
# usage: captures.sh FOLDER [STORE]     STORE: else the sample shop
set -eu
folder=$1
store=${2:-}
top=$(cd "$(dirname "$0")/.." && pwd)
endcap=$(realpath "${ENDCAP:-$top/endcap}")
mkdir -p "$folder"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8 HOME="$work"

if [ -z "$store" ]; then
	store=$work/northlight.db
	(cd "$top" && "$endcap" --store "$store" import \
		sample-data/products.csv sample-data/customers.csv \
		sample-data/orders.csv >/dev/null)
fi
# Of any other store a copy, for some screens are shown by making a draft.
"$endcap" --store "$store" backup "$work/before.db" --yes >/dev/null
cp "$work/before.db" "$work/shop.db"

while read -r name keys; do
	case $keys in
	3b*) # on a shop without the drafts of the others
		rm -f "$work"/shop.db*
		cp "$work/before.db" "$work/shop.db"
		;;
	esac
	keys=$(printf %s "$keys" | sed "s#ORDERS#$top/sample-data/orders.csv#")
	for size in ${SIZES:-120x35 80x24 60x15}; do
		printf '@wait\n%s\n@wait\n' "$keys" |
			sed 's/@wait\(.\)/\n@wait\n\1/g' >"$work/keys"
		"$endcap" --store "$work/shop.db" --script "$work/keys" \
			--size $size >"$folder/$name-$size.txt"
	done
done <<'END'
overview 1
overview-pairs 1<Tab>
products 2
products-pane 2<Enter>
products-columns 2H
upsells 2U
pairs 3
pairs-cell 3v
pair 3<Enter>
bundles 3b4
bundle-new 4N
bundle 3b
bundle-inputs 3bi
bundle-add 3b<Tab><Tab>
bundle-part 3b<Enter>
bundle-terms 3bo
bundle-conflicts 3bx
scenarios 3bKC
review 3bA@wait4m
cart 4t
conflicts 4x
threshold 5
threshold-scenarios 5+<S-Right>+C
threshold-fillers 5f
threshold-inputs 5i
threshold-percent 5r<Right><Tab>10<Enter>
threshold-tiers 5t
segments 6
followups 6<Tab>
segment-people 6<Tab>@wait<Enter>
segments-next 6<Tab><Tab>
segments-again 6<Tab><Tab><Tab>
segments-cohorts 6<Tab><Tab><Tab><Tab>
segment-new 6+
activity 7
import i
import-mapping i<C-U>ORDERS<Enter>
import-edit i<C-U>ORDERS<Enter>@wait<Tab>
settings ,
export 3e
export-people 6<Tab>@waite
filter 3f
search 2/a
period 3p
help ?
help-find ?/bund
command :
tour :tour<Enter>
END
ls "$folder" | wc -l
