# An import where no folder for temporary files can be written: what is sorted
# stays in memory, also of more orders than SQLite would sort there by itself.
# ENDCAP_ORDERS orders, 15,000 unless it is set. Whoever may not mount a file
# system skips this.
. tests/cli/lib
case $ENDCAP in
*/coverage/*)
	echo "its counts are written where nothing can be"
	exit 77
	;;
esac

orders=${ENDCAP_ORDERS:-15000}
if [ -z "${ENDCAP_MOUNTED:-}" ]; then
	command -v unshare >"$work/out" && command -v mount >"$work/out" &&
		unshare -m true 2>"$work/err" || {
		echo "no file system can be mounted here"
		exit 77
	}
	ENDCAP_MOUNTED=1 exec unshare -m sh "$0"
fi
place=$(mktemp -d /var/endcap-XXXXXX 2>"$work/err") || {
	echo "no place for a store beside the temporary folders"
	exit 77
}
trap 'rm -rf "$place"' EXIT
ENDCAP_STORE=$place/shop.db
awk -v n="$orders" 'BEGIN {
	print "order_id,order_date,customer_id,sku,quantity,unit_price"
	for (i = 1; i <= n; i++)
		printf "%d,2026-%02d-%02d,C%d,S%d,1,5.00\n", i, i % 9 + 1,
			i % 28 + 1, i * 7919 % n, i % 50
}' >"$place/orders.csv"
cp "$ENDCAP" "$place/endcap"
ENDCAP=$place/endcap ENDCAP_PLAIN=
unset TMPDIR SQLITE_TMPDIR
# The program's own messages are kept where nothing else may write.
mkdir "$place/said"
work=$place/said
for folder in /tmp /var/tmp /usr/tmp; do
	[ ! -d $folder ] || [ -L $folder ] || mount -t tmpfs -o ro none $folder || {
		echo "no file system can be mounted here"
		exit 77
	}
done
cd /proc || exit 1 # nor here
! touch /tmp/x 2>"$work/err" || fail "the temporary folder can be written"

ok import --no-pairs "$place/orders.csv"
says "$(echo "$orders" | sed -e :a -e 's/\(.*[0-9]\)\([0-9]\{3\}\)/\1,\2/;ta') loaded"
ok check
