# The dashboard from the command line: scripts, its own files, commands typed
# into it.
. tests/cli/lib
import_small

keys() { # keys TEXT: a script, replayed at 100x24
	printf '%s\n' "$1" >"$work/keys"
	ok --script "$work/keys" --size 100x24
}

keys ':pairs --limit 2 --format csv<Enter>'
says "endcap pairs --limit 2 --format csv" "product_a,product_b,"
keys ":pair note LAMP BULB --note 'of one hand'<Enter>"
says "LAMP + BULB"
ok history --format csv
says "note on LAMP + BULB"
keys ':pairs --limit x<Enter>'
says "endcap: "

# Without the letters of a terminal that has more than ASCII.
printf '@dump\n' >"$work/keys"
ok --script "$work/keys" --size 80x24
LC_ALL=C grep -q '[^ -~]' "$work/out" || fail "a dashboard has lines"
ok --ascii --script "$work/keys" --size 80x24
says "SHOP shop" "Order value 0 to 73"
! LC_ALL=C grep -q '[^ -~]' "$work/out" || fail "--ascii is ASCII alone"

# Wrong lines in its own files are refused with their number.
mkdir -p "$work/config/endcap"
export XDG_CONFIG_HOME=$work/config
echo 'mine gain 300 1' >"$work/config/endcap/themes"
printf 'j\n' >"$work/keys"
expect_error 1 "themes line 1: '300' is no colour" --script "$work/keys"
echo 'mine gain 30 1 bold' >"$work/config/endcap/themes"
echo 'global <F12> theme' >"$work/config/endcap/keys"
keys '<F12>'
says "theme light"
echo 'global F12 theme' >"$work/config/endcap/keys"
expect_error 1 "keys line 1: 'F12' is not a key" --script "$work/keys"
