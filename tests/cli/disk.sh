# A disk that is full, and one that cannot be written: a small file system of
# its own in memory. Whoever may not mount one skips this; tests/fault tries the
# same by other means.
. tests/cli/lib

small=$HOME/disk
mkdir -p "$small"
if [ -z "${ENDCAP_DISK:-}" ]; then
	command -v unshare >"$work/out" && command -v mount >"$work/out" &&
		unshare -m true 2>"$work/err" || {
		echo "no file system can be mounted here"
		exit 77
	}
	ENDCAP_DISK=1 exec unshare -m sh "$0"
fi
mount -t tmpfs -o size=1500k,mode=700 endcap "$small" 2>"$work/err" || {
	echo "no file system can be mounted here"
	exit 77
}
trap 'umount "$small"' EXIT
ENDCAP_STORE=$small/shop.db
export TMPDIR="$small"

content() { # content: all that is kept, as one number; reading needs room too
	rm -rf "$work/copy" && mkdir "$work/copy" &&
		cp "$ENDCAP_STORE"* "$work/copy" &&
		sqlite3 "$work/copy/shop.db" .dump | cksum
}

files() { # files: what stands there, SQLite's own beside the store aside
	find "$small" -type f ! -name 'shop.db-*' | sort
}

refused() { # refused ARGUMENTS...: for want of room; nothing is left over
	endcap "$@"
	[ $code = 1 ] || fail "endcap $*: expected it to be refused"
	grep -q -e 'no space left' -e 'No space left' "$work/err" ||
		fail "endcap $*: expected a word about the disk"
	equal "$before" "$(content)" "endcap $* changed the store"
	equal "$files" "$(files)" "endcap $* left files behind"
}

# A store that cannot even begin.
head -c 1600000 /dev/zero >"$small/ballast" 2>"$work/err"
endcap import "$data/orders.csv"
[ $code = 1 ] || fail "a store was made on a full disk"
grep -q -e 'no space left' -e 'No space left' "$work/err" || fail "why there is none"
rm "$small/ballast"
rm -f "$ENDCAP_STORE"*
ok import "$data/products.csv" "$data/orders.csv"
ok check
ok bundle new tea MUG TEA --percent 5

# Something large on top, with room for a part of it.
before=$(content)
files=$(files)
refused import sample-data/orders.csv
ok check

# No room for anything: nothing is half done.
head -c 1500000 /dev/zero >"$small/ballast" 2>"$work/err"
files=$(files)
refused bundle set tea --percent 7
refused backup "$small/copy.db"
refused export pairs --min-orders 1 --format csv -o "$small/pairs.csv"
refused report -o "$small/report.html"
refused imports undo 2
refused overview # the log's index needs some 32 KB
rm "$small/ballast"
ok bundles
says "5 % off"
ok bundle set tea --percent 7
ok undo

# A disk that cannot be written: reading goes on, writing says why not.
before=$(content)
mount -o remount,ro "$small"
for words in "bundle set tea --percent 7" "undo" "import $data/customers.csv"; do
	# Words, on purpose.
	# shellcheck disable=SC2086
	endcap $words
	[ $code = 1 ] || fail "endcap $words: expected it to be refused"
	grep -q -i -e 'read-only' -e 'cannot be written' -e 'reading only' \
		"$work/err" || fail "endcap $words: expected why"
done
ok overview
ok pairs --min-orders 1
ok bundles
says "5 % off"
endcap export pairs --min-orders 1 --format csv -o "$small/pairs.csv"
[ $code = 1 ] || fail "an export to a disk that cannot be written"
mount -o remount,rw "$small"
equal "$before" "$(content)" "the store changed on a disk that is read only"
ok check
