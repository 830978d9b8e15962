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

# Better alternatives: Enter goes to the product, U on to what is better still.
cat >"$work/lamps.csv" <<'END'
sku,title,category,parent,price,cost
SMALL,Clip light,Light,,30,12
DESK,Desk lamp,Light,,50,20
DESK-B,"Reading lamp, brass",Light,DESK,55,21
ARC,Arc on a stand,Light,,90,30
BULB,Warm bulb,Bulbs,,5,2
END
{
	echo order_id,order_date,sku,quantity,unit_price,currency
	for i in 1 2 3 4 5 6; do
		echo "$i,2026-10-0$i,SMALL,1,30,EUR"
		echo "$i,2026-10-0$i,DESK,1,50,EUR"
	done
	for i in 1 2 3; do
		echo "1$i,2026-10-1$i,ARC,1,90,EUR"
		echo "1$i,2026-10-1$i,BULB,1,5,EUR"
	done
} >"$work/lit.csv"
ok import --store "$work/lit.db" "$work/lamps.csv" "$work/lit.csv"
lit() { # lit KEYS: as 'keys', in that shop
	printf '%s\n@wait\n@dump\n' "$1" >"$work/keys"
	ok --store "$work/lit.db" --script "$work/keys" --size 100x24
}
ok pair accept ARC BULB --store "$work/lit.db"
ok upsells DESK --store "$work/lit.db" --format csv
says ",Warm bulb"
ok pair reject ARC BULB --store "$work/lit.db"
ok upsells DESK --store "$work/lit.db" --format csv
says "ARC,"
says_not "Warm bulb"
lit ':upsells SMALL<Enter>'
says "Instead of Clip light" "▌DESK " " DESK-B "
lit ':upsells DESK<Enter>'
says "Instead of Desk lamp" "Arc on a stand"
says_not "DESK-B"
lit ':upsells DESK<Enter>
@wait
<Enter>'
says "[2 Products]" "▌  ARC"
lit ':upsells SMALL<Enter>
@wait
U'
says "Instead of Desk lamp"

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
