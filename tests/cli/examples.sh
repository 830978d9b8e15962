# Every example of the command rows runs, in their order, on the sample shop;
# and everything that is asked twice answers the same.
. tests/cli/lib

ln -s "$PWD/sample-data" "$work/sample-data"
mkdir "$work/bin"
ln -s "$ENDCAP" "$work/bin/endcap"
"$ENDCAP" --readme-table commands >"$work/table" || fail "no table"
# The last column, without its marks.
sed -n 's/^| `.*| `\(endcap .*\)` |$/\1/p' "$work/table" >"$work/examples"
[ "$(wc -l <"$work/examples")" -gt 25 ] || fail "too few examples"

# Undo, redo and delete need something to act on, and a taken-back import
# leaves nothing to look at: what makes comes first, what takes away last.
order() {
	grep -e '^endcap import ' "$work/examples"
	grep -v -e '^endcap import ' -e ' imports undo ' -e ' delete ' \
		-e ' undo$' -e ' redo$' "$work/examples"
	grep -e ' delete ' "$work/examples"
	grep -e ' undo$' "$work/examples"
	grep -e ' redo$' "$work/examples"
	grep -e ' imports undo ' "$work/examples"
}
order >"$work/ordered"
equal "$(sort "$work/examples" | cksum)" "$(sort "$work/ordered" | cksum)" \
	"every example is run once"

cd "$work" || exit 1
PATH=$work/bin:$PATH
while read -r line; do
	sh -c "$line" >out 2>err </dev/null
	code=$?
	case $line in 'endcap measure '*)
		# It went live a moment ago.
		grep -q "too early to say" err || fail "$line"
		continue ;;
 'endcap bundle holdout '*)
		# For the same reason.
		grep -q "is live already" err || fail "$line"
		continue ;;
 'endcap bundle adopt '*)
		# The sample shop sells none.
		grep -q "the shop has no set" err || fail "$line"
		continue ;;
	esac
	[ $code = 0 ] || fail "$line"
	[ ! -s err ] || fail "$line: expected no error text"
	[ -s out ] || fail "$line: expected an answer"
done <ordered
