# The store itself: check, backup, settings, files that are no store.
. tests/cli/lib
import_small
ok bundle new duo LAMP MUG

ok check
says "'$ENDCAP_STORE' is whole"

# A backup is a store that answers the same.
before=$(state)
expect_output backup "$work/copy.db" <<END
copied to '$work/copy.db'
END
expect_exit 1 backup "$work/copy.db"
ok backup "$work/copy.db" --yes
expect_exit 1 backup "$ENDCAP_STORE" --yes
expect_exit 1 backup "$work/nowhere/copy.db"
equal "$before" "$(state)" "a backup changed the store"
original=$ENDCAP_STORE
ENDCAP_STORE=$work/copy.db
ok check
equal "$before" "$(state)" "the copy answers otherwise"
ok bundle delete duo
ENDCAP_STORE=$original
equal "$before" "$(state)" "the copy is the store"

# --store goes before $ENDCAP_STORE, which goes before the data folder.
ok bundles --store "$work/copy.db" --format csv
equal 1 "$(wc -l <"$work/out")" "the bundle is gone from the copy"

# A store and a file without a folder are those of the folder one is in.
cp "$data/products.csv" "$work/here.csv"
(cd "$work" && "$ENDCAP" import here.csv --store here.db >"$work/out") ||
	fail "a file and a store without a folder"
says "6 rows read = 6 loaded"
[ -f "$work/here.db" ] || fail "the store is not where one is"
(
	unset ENDCAP_STORE
	XDG_DATA_HOME=$work/share "$ENDCAP" import "$data/products.csv" \
		>"$work/out" 2>"$work/err"
) || fail "a store in the data folder"
[ -f "$work/share/endcap/endcap.db" ] || fail "the data folder is not used"
equal 600 "$(stat -c %a "$work/share/endcap/endcap.db")" "it is private"

# Without that one it lies in the home folder; without a home it has to be named.
code=0
(
	unset ENDCAP_STORE
	expect_error 1 "no store '$HOME/.local/share/endcap/endcap.db' yet" pairs
	unset HOME
	expect_error 1 "no home directory; name the store with --store FILE" pairs
) || exit 1

# Who acts is what the environment says, where that is a plain name.
LOGNAME=maria ok bundle new of-maria LAMP MUG
LOGNAME='a b' USER=ben ok bundle new of-ben LAMP MUG
LOGNAME='' USER='c;d' ok bundle new of-nobody LAMP MUG
ok history --format csv
cp "$work/out" "$work/history"
for who in maria ben nobody; do
	session=$who
	[ $who != nobody ] || session=somebody
	grep -q "'of-$who',.*$session" "$work/history" ||
		fail "the history names $session"
	ok undo --yes
done

# Settings: shown, set, refused, put back.
ok settings --format csv
head -n 1 "$work/out" >"$work/got"
equal "setting,value,default,unit,meaning,basis,changes" "$(cat "$work/got")" "columns"
ok settings assumed_margin
says "assumed_margin = 40"
ok settings assumed_margin 45
says "assumed_margin = 45"
ok overview --format json
says '"contribution": 355.63,'
ok settings assumed_margin ""
says "assumed_margin = 40"
expect_exit 1 settings assumed_margin 400
expect_exit 1 settings assumed_margin lots
expect_exit 1 settings margin 40
ok settings min_orders 4
ok pairs --format csv
equal 3 "$(wc -l <"$work/out")" "the setting is the floor of pairs"

# Files that are no store of ours are refused and left alone.
printf 'a,b\n1,2\n' >"$work/text.db"
cp "$work/text.db" "$work/text.copy"
expect_exit 1 overview --store "$work/text.db"
expect_exit 1 import "$data/products.csv" --store "$work/text.db"
cmp -s "$work/text.db" "$work/text.copy" || fail "a text file was touched"
expect_exit 1 overview --store "$work"
mkfifo "$work/pipe"
expect_exit 1 overview --store "$work/pipe"
# A link that leads nowhere, or to itself, is no store that is still to come.
ln -s nowhere "$work/dangling.db"
ln -s loop.db "$work/loop.db"
for words in overview "import $data/orders.csv" check undo; do
	# Words, on purpose.
	# shellcheck disable=SC2086
	ENDCAP_STORE="$work/dangling.db" expect_error 1 \
		"'$work/dangling.db' is a link to a file that does not exist" $words
	# shellcheck disable=SC2086
	ENDCAP_STORE="$work/loop.db" expect_error 1 \
		"cannot open the store '$work/loop.db': " $words
	# shellcheck disable=SC2086
	ENDCAP_STORE="$work/text.db/x" expect_error 1 "$work/text.db/x" $words
done
head -c 5000 "$original" >"$work/half.db"
expect_exit 1 overview --store "$work/half.db"
expect_exit 1 import "$data/products.csv" --store "$work/nowhere/../text.db"

# A damaged store says so.
cp "$work/copy.db" "$work/broken.db"
size=$(stat -c %s "$work/broken.db")
# Every page but the first two: one in the middle alone may be a free one.
head -c $((size - 8192)) /dev/zero | tr '\0' 'U' |
	dd of="$work/broken.db" bs=8192 seek=1 conv=notrunc 2>/dev/null
expect_exit 1 check --store "$work/broken.db"

# A store that cannot be written is still read.
if [ "$(id -u)" != 0 ]; then
	chmod a-w "$work/copy.db"
	ok overview --store "$work/copy.db"
	expect_exit 1 bundle new x LAMP MUG --store "$work/copy.db"
fi

# Nothing but what can begin a shop makes a store of a mistyped name.
for words in "measure x" undo "bundle new a MUG TEA" "pair accept MUG TEA" \
	"imports undo 1" "customer forget P1 --yes"; do
	# Words, on purpose.
	# shellcheck disable=SC2086
	ENDCAP_STORE="$work/mistyped.db" \
		expect_error 1 "there is no store '$work/mistyped.db' yet" $words
	[ ! -e "$work/mistyped.db" ] || fail "'$words' made a store"
done
