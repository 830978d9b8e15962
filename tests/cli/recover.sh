# What the README says to do with a damaged store, done: it is told, a copy of
# what can be read is made, and the copy is whole and says the same.
. tests/cli/lib
import_small
ok bundle new desk LAMP BULB --percent 7
ok overview --format json
cp "$work/out" "$work/overview"
ok bundles --format csv
cp "$work/out" "$work/bundles"

# One page full of nothing: of an index, which holds nothing of its own.
page=$(sqlite3 "$ENDCAP_STORE" "SELECT rootpage FROM sqlite_schema
	WHERE name = 'orders_by_customer'")
cp "$ENDCAP_STORE" "$work/damaged.db"
head -c 8192 /dev/zero | tr '\0' U |
	dd of="$work/damaged.db" bs=8192 seek=$((page - 1)) conv=notrunc \
		2>"$work/err"
ENDCAP_STORE=$work/damaged.db expect_exit 1 check
grep -q "restore a backup" "$work/err" || fail "what is to be done?"

# The lines of the README, with its names.
(cd "$work" && sed -n '/^    (sqlite3 damaged.db .dump/,/rescued.db$/p' \
	"$OLDPWD/README.md" >rescue && [ -s rescue ] && sh rescue) \
	>"$work/out" 2>"$work/err" || fail "the README has no recovery that runs"
chmod 600 "$work/rescued.db"
ENDCAP_STORE=$work/rescued.db
ok check
ok overview --format json
cmp -s "$work/out" "$work/overview" || fail "the copy has other figures"
ok bundles --format csv
cmp -s "$work/out" "$work/bundles" || fail "the copy has other bundles"
ok undo --yes
