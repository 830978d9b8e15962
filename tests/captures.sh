#!/bin/sh
# Writes a picture (text) of every screen of the dashboard at three sizes.
# usage: captures.sh FOLDER [STORE]     STORE: else the sample shop
set -eu
folder=$1
store=${2:-}
top=$(cd "$(dirname "$0")/.." && pwd)
endcap=${ENDCAP:-$top/endcap}
mkdir -p "$folder"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8 HOME="$work"

if [ -z "$store" ]; then
	store=$work/northlight.db
	"$endcap" --store "$store" import "$top"/sample-data/products.csv \
		"$top"/sample-data/customers.csv "$top"/sample-data/orders.csv \
		>/dev/null
fi
# Of any other store a copy, for some screens are shown by making a draft.
"$endcap" --store "$store" backup "$work/shop.db" --yes >/dev/null

while read -r name keys; do
	for size in 120x35 80x24 60x15; do
		printf '@wait\n%s\n@wait\n' "$keys" >"$work/keys"
		"$endcap" --store "$work/shop.db" --script "$work/keys" \
			--size $size >"$folder/$name-$size.txt"
	done
done <<'END'
overview 1
overview-pairs 1<Tab>
products 2
products-pane 2<Enter>
pairs 3
pair 3<Enter>
bundles 4
bundle 3b
bundle-part 4<Enter><Enter>
bundle-terms 4<Enter>o
scenarios 4<Enter>KC
cart 4t
conflicts 4x
upsells 2U
threshold 5
threshold-percent 5r<Right><Tab>10<Enter>
threshold-tiers 5t
segments 6
followups 6<Tab>
segment-people 6<Tab><Enter>
activity :activity<Enter>
import i
settings ,
export 3e
filter 3f
help ?
command :
END
ls "$folder" | wc -l
