# pairs, pair: columns, counts, filters, and decisions.
. tests/cli/lib
import_small

columns=product_a,product_b,title_a,title_b,orders_a,orders_b,orders_both
columns=$columns,expected,support,confidence_ab,confidence_ba,lift,lift_low
columns=$columns,lift_high,p_value,q_value,score,incremental,customers_both
columns=$columns,relation,evidence,accessory,offered

counts() { # counts ARGUMENTS...: SKUs and the three counts of each row
	ok pairs --format csv "$@"
	sed -e 's/"[^"]*"/title/g' "$work/out" |
		cut -d , -f 1,2,5,6,7 | sed 1d | tr '\n' ' '
}

ok pairs --format csv
equal "$columns" "$(head -n 1 "$work/out")" "columns of pairs"
says "BULB,LAMP,Bulb warm,\"Lamp, brass\",7,9,6,1.928571429,0.3333333333,0.8571428571,0.6666666667,"
ok pairs --format json
equal "$columns" "$(sed -n '/{/,/}/s/^ *"\([a-z_]*\)":.*/\1/p' "$work/out" |
	head -n 23 | paste -sd , -)" "keys of pairs"

# Each pair once, the lower SKU first, ranked by score.
equal "BULB,LAMP,7,9,6 LAMP,MUG,9,8,3 COAST,MUG,5,8,4 " "$(counts)" "all pairs"
# With a product that one leads.
equal "LAMP,BULB,9,7,6 LAMP,MUG,9,8,3 " "$(counts LAMP)" "of LAMP"
equal "LAMP,BULB,9,7,6 LAMP,MUG,9,8,3 " "$(counts ' lamp')" "any spelling"
equal "" "$(counts TEA)" "of TEA"

# Filters and orders.
equal "BULB,LAMP,7,9,6 COAST,MUG,5,8,4 " "$(counts --min-orders 4)" "four"
equal "BULB,LAMP,7,9,6 LAMP,MUG,9,8,3 COAST,MUG,5,8,4 MUG,TEA,8,2,1 " \
	"$(counts --min-orders 1)" "pairs below what is kept"
equal "MUG,LAMP,8,9,3 MUG,COAST,8,5,4 MUG,TEA,8,2,1 " \
	"$(counts MUG --min-orders 1)" "the same of one product"
equal "" "$(counts --evidence likely)" "likely"
equal "BULB,LAMP,7,9,6 COAST,MUG,5,8,4 LAMP,MUG,9,8,3 " \
	"$(counts --rank frequent)" "by frequency"
equal "LAMP,MUG,9,8,3 COAST,MUG,5,8,4 BULB,LAMP,7,9,6 " \
	"$(counts --sort=-orders_both)" "fewest first"
equal "BULB,LAMP,7,9,6 " "$(counts --limit 1)" "the best"
equal "COAST,MUG,5,8,4 " "$(counts --sort expected --limit 3 | cut -d ' ' -f 3) " \
	"sorting comes before the limit"
equal "BULB,LAMP,4,4,4 " "$(counts --until 2026-03-10)" "of a period"
equal "" "$(counts --since 2026-10-05)" "of an empty period"
equal "BULB,LAMP,4,4,4 " "$(counts --except 2026-03-11..2026-12-31)" \
	"days left out"
equal "" "$(counts --items 1)" "orders of one product hold no pair"
equal "BULB,LAMP,7,9,6 LAMP,MUG,9,8,3 COAST,MUG,5,8,4 " \
	"$(counts --no-promotions --no-bundles)" "no discounts, no bundles yet"
expect_error 2 "--items takes a number of products or a range like 2..5" \
	pairs --items 5..2
expect_error 2 "--except: 'soon' is no period like" pairs --except soon
expect_error 1 "the orders name no country" pairs --country Peru
expect_error 2 "--evidence is strong, likely, weak or thin" \
	pairs --evidence sure
expect_error 2 "--rank is score, incremental, specific or frequent" \
	pairs --rank best
expect_error 2 "there is no column 'liftt'; there are product_a, product_b" \
	pairs --sort liftt
expect_error 1 "there is no product 'LAMPS'" pairs LAMPS

ok pairs --items 40..
says "no order is in this part (40.. products)"

# A table says how little it rests on, and what it leaves out.
ok pairs
says "too few multi-item orders (14 of 18) to tell"
ok pairs --limit 1
says "the best 1 of 3 pairs; --limit 0 shows all"
ok pairs --limit 3
says_not "the best"
ok settings basket_cap 1
ok pairs
says "14 orders of more than 1 products were set apart"
ok settings basket_cap ""
ok pairs -o "$work/pairs.txt"
[ ! -s "$work/out" ] || fail "--output leaves standard output alone"
grep -q "Bulb warm" "$work/pairs.txt" || fail "the table is in the file"

# One pair, either way round.
ok pair LAMP BULB
says "Of 9 orders with 'Lamp, brass', 6 also hold 'Bulb warm'" \
	"with A          6          3" "without A          1          8" "thin"
says_not "66.7 %"
ok pair BULB LAMP --format json
says '"product_a": "BULB"' '"orders_a": 7,' '"orders_both": 6,' \
	'"verdict": "none"'
ok pair TEA MUG
says "Fewer than 3 orders hold both"
ok pairs --min-orders 1 --sort product_a --format csv
cut -d, -f1 "$work/out" | sed 1d >"$work/skus"
[ "$(wc -l <"$work/skus")" -gt 3 ] || fail "there are few pairs"
LC_ALL=C sort -c "$work/skus" || fail "not in the order of their SKUs"
expect_error 2 "one pair is text or json" pair LAMP BULB --format csv
expect_error 1 "a pair needs two different products" pair LAMP lamp
expect_error 1 "there is no product 'X'" pair LAMP X

# Which of the two is the accessory is a decision too, and shows everywhere.
ok pair LAMP BULB
says "no rule fits: lift 1.59 (0.89 to 2.45), false discovery rate 0.21"
ok pair LAMP BULB --format json
says '"accessory": ""' '"accessory_by": ""' '"rule": "no rule fits'
expect_output pair turn lamp BULB <<'END'
BULB goes with LAMP
END
ok pair BULB LAMP
says "accessory   Bulb warm goes with Lamp, brass: somebody said so"
ok pair BULB LAMP --format json
says '"accessory": "BULB"' '"accessory_by": "decision"'
ok pairs LAMP --format csv
says ",thin,BULB"
ok pair turn BULB LAMP
ok pairs --format csv
says ",thin,LAMP"
expect_error 1 "a pair needs two different products" pair turn MUG MUG
expect_output undo <<'END'
undone: 'LAMP' goes with 'BULB'
END
ok undo
ok pair LAMP BULB --format json
says '"accessory": ""'

# What the shop made itself is flagged.
ok bundle new pair LAMP BULB
ok pairs --format csv
says ",thin,,bundle" ",thin,,"
ok pair LAMP BULB
says "offered     in bundle 'pair' already"
ok undo
ok pair LAMP BULB
says_not "offered"

# Decisions: rejected ones are hidden, notes stay, undo takes back.
expect_output pair accept mug lamp --note "gift orders" <<'END'
accepted MUG + LAMP
END
ok pair LAMP MUG --format json
says '"verdict": "accept"'
ok pair reject BULB LAMP
equal "LAMP,MUG,9,8,3 COAST,MUG,5,8,4 " "$(counts)" "without the rejected"
equal "LAMP,MUG,9,8,3 " "$(counts LAMP)" "of LAMP without it"
equal "BULB,LAMP,7,9,6 LAMP,MUG,9,8,3 COAST,MUG,5,8,4 " "$(counts --all)" "--all"
equal "LAMP,BULB,9,7,6 LAMP,MUG,9,8,3 " "$(counts LAMP --all)" "--all of LAMP"
ok products lamp --format csv
says ",Mug large,"
ok pair note COAST MUG --note "ask Mara"
expect_error 2 "'pair note' needs the note" pair note COAST MUG
expect_error 1 "a pair needs two different products" pair accept MUG MUG
ok history --format csv
cut -d , -f 1,3,4 "$work/out" >"$work/got"
cat >"$work/expected" <<'END'
action,change,state
8,note on COAST + MUG,done
7,rejected pair BULB + LAMP,done
6,accepted pair MUG + LAMP,done
5,made bundle 'pair',dropped
4,'LAMP' goes with 'BULB',dropped
3,'BULB' goes with 'LAMP',dropped
2,setting 'basket_cap': 1 to 200,done
1,setting 'basket_cap': 200 to 1,done
END
cmp -s "$work/expected" "$work/got" || fail "the history of decisions"
expect_output undo <<'END'
undone: note on COAST + MUG
END
ok undo
says "undone: rejected pair BULB + LAMP"
equal "BULB,LAMP,7,9,6 LAMP,MUG,9,8,3 COAST,MUG,5,8,4 " "$(counts)" "undone"
ok redo
says "done again: rejected pair BULB + LAMP"
equal "LAMP,MUG,9,8,3 COAST,MUG,5,8,4 " "$(counts)" "redone"
ok undo 6
says "took back: accepted pair MUG + LAMP"
ok pair LAMP MUG --format json
says '"verdict": "none"'
expect_error 1 "there is nothing" redo

# What goes with all of a cart is said under its receipt.
export ENDCAP_STORE="$work/sample.db"
ok import sample-data/products.csv sample-data/orders.csv
ok checkout LMP-021 BLB-E27W
says "goes best with all of it: " "Timer plug (PLG-TIM)"
ok pair reject LMP-021 PLG-TIM
ok checkout LMP-021 BLB-E27W
says "goes best with all of it: "
says_not "PLG-TIM"

# Sets of three and more are suggested beside pairs, with their kind.
ok bundle suggest --limit 0 --format csv
says ",kind,pieces,per_1000_orders" ",accessories,1," ",pair,1," ",volume,2,"

# Sorting by a column puts the best first, and words beside their like.
for column in q_value incremental lift lift_low score; do
	ok pairs --sort $column --format json --limit 0
	sed -n "s/.*\"$column\": \([-0-9.e+]*\),*.*/\1/p" "$work/out" >"$work/words"
	[ "$(wc -l <"$work/words")" -gt 50 ] || fail "few have a $column"
	case $column in q_value) way= ;; *) way=r ;; esac
	sort -g$way -c "$work/words" 2>"$work/err" || fail "--sort $column"
done
for column in evidence relation title_a title_b; do
	ok pairs --sort $column --format json --limit 0
	sed -n "s/.*\"$column\": \"\([^\"]*\)\".*/\1/p" "$work/out" >"$work/words"
	[ "$(sort -u "$work/words" | wc -l)" -gt 1 ] || fail "one $column"
	equal "$(sort -u "$work/words" | wc -l)" "$(uniq "$work/words" | wc -l)" \
		"--sort $column has the same beside each other"
done

# What is asked of one product keeps to the floor of the shop.
ENDCAP_STORE=$work/floor.db
import_small
ok settings min_orders 4
equal "LAMP,BULB,9,7,6 " "$(counts LAMP --limit 5)" "the floor of the shop"
