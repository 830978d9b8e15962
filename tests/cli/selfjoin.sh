# The counts of pairs against a plain SQL self-join over the counted lines of
# baskets within the cap, on the sample shop: every pair, every count. A low
# cap second, so that baskets are set apart.
. tests/cli/lib
need_sqlite3
ok import sample-data/products.csv sample-data/orders.csv
compare_with_self_join 200
ok settings basket_cap 4
compare_with_self_join 4
# The pairs were mined and kept when the setting changed.
equal "$(sqlite3 -readonly "$ENDCAP_STORE" \
	'SELECT max(orders_both) FROM pair_top')" \
	"$(cut -d , -f 5 "$work/got" | sort -n | tail -n 1)" "the kept pairs"
ok pairs --limit 1
says " orders of more than 4 products were set apart"
