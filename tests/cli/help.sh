# Help, version, usage errors and exit codes.
. tests/cli/lib

# Help comes from the rows; every command can be asked about.
ok --help
says "usage: endcap [--store FILE] [COMMAND]" "  overview" "  pairs [SKU]"
ok help
says "usage: endcap"
ok pairs --help
says "usage: endcap pairs [SKU]" "--min-orders N" "--since DATE" "example: "
ok help pair accept
says "usage: endcap pair accept SKU SKU" "--note TEXT"
says_not "--since"
ok bundle --help
says "usage: endcap bundle new" "usage: endcap bundle project"
ok --version
says "endcap " "SQLite "

# Exit code 2 is for a wrong command line and nothing else.
expect_error 2 "there is no command 'paris'; did you mean 'pairs'?" paris
expect_error 2 "there is no command 'paris'; did you mean 'pairs'?" help paris
expect_error 2 "there is no command 'frobnicate'; 'endcap --help' lists" frobnicate
expect_error 2 "'endcap threshold' goes on with one of list, " threshold
expect_error 2 "'endcap bundle' goes on with one of new, " bundle frob
expect_error 2 "there is no option '--sinse'; did you mean '--since'?" \
	pairs --sinse 90d
expect_error 2 "there is no option '-q'" pairs -q
expect_error 2 "'check' takes no --percent" check --percent 5
expect_error 2 "--limit takes a whole number, not 'ten'" pairs --limit ten
expect_error 2 "--limit takes a whole number, not '-1'" pairs --limit=-1
expect_error 2 "--limit takes a whole number, not '99999999999999999999'" \
	pairs --limit 99999999999999999999
expect_error 2 "--limit needs a value" pairs --limit
expect_error 2 "--limit is given twice" pairs --limit 1 --limit 2
expect_error 2 "--help takes no value" pairs --help=yes
expect_error 2 "'pair' needs more: endcap pair SKU SKU" pair MUG
expect_error 2 "'pair' takes less" pair A B C
expect_error 2 "'import' needs more: endcap import FILE..." import

# Exit code 1 says what to do, and no store appears out of nothing.
expect_error 1 "there is no store '$work/shop.db' yet" pairs
expect_error 1 "'endcap import FILE' makes one" products
[ ! -e "$work/shop.db" ] || fail "a store was made by looking"

# Without a terminal a bare endcap prints the overview.
ok
says "no orders yet"
import_small
ok
says "AOV" "44.16"

# The words after -- are never options.
expect_error 1 "there is no product '--since'" pairs -- --since

# A full disk or a closed pipe is an error, not silence.
if [ -e /dev/full ]; then
	"$ENDCAP" pairs --format csv >/dev/full 2>"$work/err"
	code=$?
	equal 1 $code "a full disk must be an error"
	grep -q "cannot write the output" "$work/err" || fail "no sentence"
fi

# Tables of the README.
ok --readme-table commands
says '| command | what it does | example |' '`pairs [SKU]`' '`export WHAT`'
ok --readme-table settings
says '`basket_cap`' '`assumed_margin`'
ok --readme-table layouts
says "| layout | holds | what it is |" \
	'| `online-retail-2` | orders | UCI Online Retail II, both years |'
ok --readme-table keys
says "| keys | action |"
expect_error 2 "there is no table 'nothing'" --readme-table nothing

# A log that cannot be written is said before anything is done.
expect_error 1 "cannot write the log '$work/nowhere/log'" \
	--log "$work/nowhere/log" pairs
ok --log "$work/log" pairs
[ -f "$work/log" ] || fail "no log was begun"

# A program on its own does not find the sample shop, and says how to get it.
mkdir "$work/alone"
cp "$ENDCAP" "$work/alone/endcap"
code=0
(
	ENDCAP=$work/alone/endcap ENDCAP_PLAIN=
	cd "$work/alone" || exit 1
	expect_error 1 "'endcap simulate sample-data --shop' writes it again" demo
) || exit 1
