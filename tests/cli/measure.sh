# measure: a bundle goes live with its projection, and is compared with it.
. tests/cli/lib

ok import sample-data/products.csv sample-data/orders.csv
ok bundle new light LMP-021 BLB-E27W --percent 10
expect_error 1 "'light' never went live with a projection" measure light
ENDCAP_TODAY=2026-07-01 ok bundle activate light
ENDCAP_TODAY=2026-11-01 ok measure light
says "'light', live since 2026-07-01" "before     2026-02-28 .. 2026-06-30" \
	"after      2026-07-01 .. 2026-10-31" "takes in 30 days: projected" \
	"with no hold-out to compare with" "contribution: projected" \
	"your last 1 projection: "
ok measure light --format json
says '"take_rate":' '"projected_takes_low80":' '"record_kept": 1'

# Measuring is an action of the history; taking back the launch takes its
# frozen projection with it.
ok undo
says "undone: measured 'light'"
ok undo
ok undo
says "undone: activated bundle 'light'"
expect_error 1 "never went live with a projection" measure light
