# A long first import writes its orders while the rest of the file is read. The
# shop is the same where that cannot be: one line of the same file that stands
# apart from its order makes it wait for the whole.
. tests/cli/lib

lines=100000
"$ENDCAP" simulate "$work/sim" --shape b10 --lines "$lines" >/dev/null ||
	fail "no file to import"
together=$work/sim/orders.csv
apart=$work/apart.csv

# The last line of the first order of several goes to the end of the file.
awk -F, '
	NR > 2 && !moved && $1 != order && n > 1 { moved = held; held = "" }
	{ if (held != "") print held; held = $0 }
	{ n = $1 == order ? n + 1 : 1; order = $1 }
	END { print held; print moved }' "$together" >"$apart"
equal "$(wc -l <"$together")" "$(wc -l <"$apart")" "a line was lost"
if cmp -s "$together" "$apart"; then fail "no line was moved"; fi

import_into() { # import_into STORE FILE: what the shop is then, to $work/NAME
	ENDCAP_STORE=$work/$1.db
	export ENDCAP_STORE
	ok import "$2"
	ok check
	for what in "overview --format json" "products --format csv --limit 0" \
		"pairs --format csv --limit 0"; do
		# Words, on purpose.
		# shellcheck disable=SC2086
		ok $what
		cat "$work/out"
	done >"$work/$1"
}

import_into together "$together"
import_into apart "$apart"
[ "$(wc -l <"$work/together")" -gt 1000 ] || fail "next to nothing was told"
cmp "$work/together" "$work/apart" ||
	fail "orders written early are not those of the whole file"
