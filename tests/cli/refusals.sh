# What is refused, of every command: the sentence names what is wrong, a wrong
# command line ends with 2, anything else with 1, and the store stays as it was.
. tests/cli/lib
import_small
ok bundle new "desk" LAMP BULB --percent 10
ok bundle new "other" MUG TEA --percent 5
ok bundle new "live" MUG LAMP --percent 5
ok bundle activate "live"
ok threshold set "spend" --percent 5 --at 80
ok segments set "often" 'orders>=2'
printf 'order_id,order_date\n1,2026-01-01\n' >"$work/nothing.csv"
before=$(state)

while IFS='|' read -r wanted sentence line; do
	case $wanted in '' | '#'*) continue ;; esac
	eval "set -- $line"
	expect_error "$wanted" "$sentence" "$@"
done <<'END'
# options that exclude each other, or want another form
2|--percent, --amount, --price, --cheapest, --get and --tiers exclude|bundle new x LAMP BULB --amount 3 --tiers 2:5
2|--percent, --amount, --price, --cheapest, --get and --tiers exclude|bundle set desk --cheapest 50 --get 50
2|--free-shipping, --percent, --amount and --gift exclude each other|threshold set free --at 50 --free-shipping --percent 5
2|--free-shipping, --percent, --amount and --gift exclude each other|threshold curve --amount 5 --gift LAMP
2|'spend2' is new; say from which cart value on: --at 50|threshold set spend2 --percent 5
2|say from which cart value on: --at 55|threshold keep --percent 5
2|nothing to set; name a discount|bundle set desk
2|--starts: 'soon' is no day; write it like 2026-12-01, or none|bundle set desk --starts soon
2|--ends: '2026-02-30' is no day|bundle set desk --ends 2026-02-30
2|--min-margin: '0' is no margin; write a percent above 0, or none|bundle set desk --min-margin 0
2|--min-margin: '101' is no margin|threshold set spend --min-margin 101
2|--combine takes yes or no, not 'maybe'|bundle set desk --combine maybe
2|--takes: '8,3,15' are no three rising numbers|bundle set desk --takes 8,3,15
2|--takes: '3,8' are no three rising numbers|bundle project desk --takes 3,8
2|--takes: '3,8,100' are no three rising numbers|bundle project desk --takes 3,8,100
2|'desk' is named twice|bundle project desk other desk
2|--min-orders 99999999999 is more than any shop has|pairs --min-orders 99999999999
2|--evidence is strong, likely, weak or thin, not 'sure'|pairs --evidence sure
2|--rank is score, incremental, specific or frequent, not 'lift'|pairs --rank lift
2|one pair is text or json; 'endcap pairs LAMP --format csv'|pair LAMP BULB --format csv
2|'xml'|pairs --format xml
2|'xml'|products --format xml
2|--since 2030-01-01 lies after today; no order is that new|pairs --since 2030-01-01
2|--since|pairs --since 2026-05-01 --until 2026-04-01
2|--since|overview --since yesterday
2|--until|overview --until 2026-13-01
2|--items|pairs --items 5..2
2|--items|pairs --items few
2|--except: |pairs --except 2026-05-02..2026-05-01
2|--size takes COLSxROWS, not '80'|--script /dev/null --size 80
2|'nope' is not the number of a change; 'endcap history' lists them|undo nope
2|there is no shape 'round'; there are |simulate "$work/sim" --shape round
2|a rule is of kind code, title or keep, not 'sku'|rules add sku X
2|there is no table 'x'; there are commands, settings, layouts and keys|--readme-table x
# imports
2|--as is products, orders, customers, ids or events, not 'rows'|import "$data/orders.csv" --as rows
2|--date-order is dmy, mdy or ymd, not 'ydm'|import "$data/orders.csv" --date-order ydm
2|--decimal is point or comma, not ';'|import "$data/orders.csv" --decimal ';'
2|'E' is no currency; write a code such as EUR|import "$data/orders.csv" --currency E
2|--map is given more than 64 times|import x $(seq -f '--map sku=c%g' 65)
2|--map takes ROLE=COLUMN, not 'sku'|import "$data/orders.csv" --map sku
2|no column can mean 'colour'|import "$data/orders.csv" --map colour=sku
2|--dialect nowhere: no such layout; they are |import "$data/orders.csv" --dialect nowhere
2|is not the number of an import|imports undo last
1|99|imports undo 99
1|cannot read '.': |import .
1|it is the store itself, not a CSV file|import "$work/shop.db"
1|nothing.csv|import "$work/nothing.csv"
# things that are not there
1|there is no product 'NOPE'|pair LAMP NOPE
1|there is no product 'NOPE'|pair accept NOPE LAMP
1|there is no product 'NOPE'|pairs NOPE
1|there is no product 'NOPE'|upsells NOPE
1|there is no product 'NOPE'|checkout NOPE
1|there is no product 'NOPE'|nextbest NOPE
1|there is no product 'NOPE'|replenish NOPE
1|there is no product 'NOPE'|threshold set gift --at 90 --gift NOPE
1|there is no bundle 'nope'|bundle set nope --percent 3
1|there is no bundle 'nope'|bundle add nope LAMP
1|there is no bundle 'nope'|bundle remove nope LAMP
1|there is no bundle 'nope'|bundle activate nope
1|there is no bundle 'nope'|bundle retire nope
1|there is no bundle 'nope'|bundle delete nope
1|there is no bundle 'nope'|bundle keep nope
1|there is no bundle 'nope'|bundle compare nope
1|there is no bundle 'nope'|bundle promote nope A
1|there is no bundle 'nope'|bundle drop nope A
1|there is no bundle 'nope'|bundle holdout nope --share 20
1|there is no bundle and no threshold 'nope'|measure nope
1|'live' is live already, so it is too late to draw|bundle holdout live --share 20
1|'spend' is live already, so it is too late to draw|threshold holdout spend --share 20
1|there is no threshold 'nope'|threshold project nope
1|there is no threshold 'nope'|threshold delete nope
1|there is no scenario 'A'; 'endcap threshold keep' keeps one|threshold promote A
1|there is no scenario 'A'; 'endcap threshold keep' keeps one|threshold drop A
1|there is no segment 'nope'|segment nope
1|there is no segment 'nope'|pairs --segment nope
1|there is no segment 'nope' of your own|segments delete nope
1|the shop has no rule 'nope' of its own; 'endcap rules' lists them|rules remove title nope
1|there is no change number 99; 'endcap history' lists them|undo 99
1|no order is of a customer 'nobody'|nextbest --customer nobody
1|'nobody'|customer forget nobody --yes
1|there is no setting 'colour'|settings colour 3
# values that cannot be
1|'x' is not a number for 'draws'|settings draws x
1|draws|settings draws -- -1
1|--fee: 'much' is no amount of money; write it like 4.95|checkout LAMP --fee much
1|--at: 'high' is no amount of money; write it like 49.90|threshold set free --free-shipping --at high
1|--amount: 'some' is no amount of money|threshold set some --amount some --at 50
1|a threshold must be above zero|threshold set free --free-shipping --at 0
1|a threshold must be below 10^12 minor units|threshold set free --free-shipping --at 99999999999
1|the amount off must be below the threshold that earns it|threshold set cut --amount 60 --at 50
1|a threshold needs a name|threshold set "" --free-shipping --at 50
1|--percent must be above 0 and at most 100|threshold curve --percent 101
1|--amount must be above zero|threshold curve --amount 0
1|the offer ends before it starts|bundle set desk --starts 2026-05-02 --ends 2026-05-01
1|'LAMP:x'|bundle new x LAMP:x BULB
1|'corner': a role is main, get or addon|bundle add desk MUG --role corner
1|'shop': an item stands for itself (none), any variant or its category|bundle add desk MUG --any shop
1|'3' are no tiers; write up to |bundle set desk --tiers 3
1|each tier needs more pieces and gives more than the one before it|bundle new t LAMP BULB --tiers 5:5,3:6
1|items to get need a discount on them (buy A get B)|bundle add desk MUG --role get
1|'live' is live already, and is measured against the projection|bundle activate live
1|a segment needs a name|segments set "" 'orders>1'
1|a segment needs a filter, such as 'orders>=3 days_since>90'|segments set few ''
1|there is no column 'size'|segments set few 'size>1'
1|a rule needs a pattern|rules add title ''
1|nothing is known to go with 'TEA'; name a product to offer|followups TEA
2|--expires takes a day like 2026-12-31, not 'soon'|followups LAMP BULB --expires soon
1|--expires: 2020-01-01 is over; a code needs days to come|followups LAMP BULB --code X --expires 2020-01-01
2|--days|followups LAMP BULB --days many
# files
1|is the store itself; name another file|backup "$work/shop.db"
1|exists already; name another file|backup "$work/nothing.csv"
1|exists and is not a plain file|backup "$work"
2|as 'csv'|export pairs --format csv --removal
2|bundles for shopify are several files; name a folder for them|export bundles --format shopify
1|no export of bundles for shopify is known that could be taken back|export bundles --format shopify --removal -o "$work/away"
2|'people'|export people
2|'bundles' cannot be exported as 'excel'; its formats are csv, json, |export bundles --format excel
END
equal "$before" "$(state)" "a refusal changed the store"
