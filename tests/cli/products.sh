# products, product: figures by hand, words, add-ons.
. tests/cli/lib
import_small

expect_output products --format csv <<'END'
sku,title,category,brand,orders,units,revenue,price,cost,margin,stock,active,best_partner,best_attach,best_partner_sku
LAMP,"Lamp, brass",Lighting,Ostra,9,9,540.00,60.00,35.00,0.4166666667,12,yes,Bulb warm,0.4285714286,BULB
MUG,Mug large,Kitchen,Kiln,8,8,96.00,12.00,5.00,0.5833333333,80,yes,"Lamp, brass",0.3452380952,LAMP
BULB,Bulb warm,Lighting,Ostra,7,13,84.50,6.50,2.10,0.6769230769,300,yes,"Lamp, brass",0.5150060024,LAMP
COAST,Coaster set,Kitchen,Kiln,5,5,45.00,9.00,4.00,0.5555555556,50,yes,Mug large,0.419047619,MUG
TEA,Thé noir à la crème,Kitchen,,2,2,14.40,7.20,,,,yes,,,
FX-1,"'=1+1 trap",Games,,1,3,15.00,5.00,2.00,0.6,5,yes,,,
END

# The revenue of products adds up to the revenue of orders.
awk -F, 'NR > 1 { gsub(/"[^"]*"/, "x"); s += $7 }
	END { exit !(s > 794.895 && s < 794.905) }' "$work/out" ||
	fail "revenue must add up to 794.90"

# JSON never changes text, and what is not known is null.
ok products trap --format json
says '"title": "=1+1 trap"' '"orders": 1,'
ok products tea --format json
says '"title": "Thé noir à la crème"' '"cost": null,' '"stock": null,' \
	'"best_partner": null,'

# Every word, in SKU, name or category, whatever its case.
ok products kitchen MUG --format csv
equal 2 "$(wc -l <"$work/out")" "one product holds both words"
says "MUG,Mug large"
ok products "LARGE kitchen" --format csv
equal 2 "$(wc -l <"$work/out")" "words in one argument, too"
ok products nothing-like-it
says "no product holds these words"

ok products --sort revenue --limit 1 --format csv
says "LAMP,"
ok products --sort=-sku --limit 1 --format csv
says "TEA,"
ok products --limit 2
says "2 of 6 rows; --limit 0 shows all"
ok products --since 2026-09-25 --format csv
says 'LAMP,"Lamp, brass",Lighting,Ostra,0,0,0.00' "MUG,Mug large,Kitchen,Kiln,1,1,12.00"

# One product. Per order = (attach rate less chance) x margin.
ok product lamp
says "Lamp, brass (LAMP)" "orders      9, 0 of them with nothing else" \
	"revenue     540.00" "margin      41.7 %"
ok product LAMP --format csv
head -n 1 "$work/out" >"$work/header"
cat >"$work/expected" <<'END'
sku,title,orders_both,attach_rate,attach_low90,attach_high90,excess_attach,price,unit_margin,margin_basis,contribution,lift,evidence,relation,verdict
END
cmp -s "$work/expected" "$work/header" || fail "columns of add-ons"
# 6 of 9 lamps with a bulb, chance 1.93 / 9: (6 + 10 x .2143) / 19 = .4286
says "BULB,Bulb warm,6,0.4285714286," ",6.50,4.4000,measured,0.9429,"
ok product TEA
says "orders      2, 1 of them with nothing else" \
	"no product was bought with it often enough"
says_not "cost   " "margin     " "50.0 %"
expect_error 1 "there is no product 'LAMPE'; 'endcap products' finds one" \
	product LAMPE
expect_error 1 "there is no product 'LA'; did you mean LAMP" product LA

# Categories from the first words of titles, where asked and none is given.
printf 'sku,title,price,category\nT1,Tin Mug 350 ml,4.00,\nT2,tin mug (red),4.00,\nT3,Tin plate,5.00,Plates\n' \
	>"$work/titles.csv"
ok import "$work/titles.csv" --store "$work/titles.db"
ok products --store "$work/titles.db" --format csv
says "T1,Tin Mug 350 ml,," "T3,Tin plate,Plates,"
ok settings title_categories 2 --store "$work/titles.db"
ok products --store "$work/titles.db" --format csv
says "T1,Tin Mug 350 ml,tin mug," "T2,tin mug (red),tin mug," "T3,Tin plate,Plates,"
ok settings title_categories 0 --store "$work/titles.db"
ok products --store "$work/titles.db" --format csv
says "T1,Tin Mug 350 ml,,"

# What is not for sale, and what is no product.
ENDCAP_STORE=$work/other.db
cat >"$work/listed.csv" <<'END'
Handle,Title,Variant SKU,Variant Price,Status
lamp,Lamp,LAMP,40,active
old,Old lamp,OLD,30,draft
END
cat >"$work/postage.csv" <<'END'
order_id,order_date,sku,title,quantity,price
1,2026-01-01,LAMP,Lamp,1,40
1,2026-01-01,POST,POSTAGE,1,4
END
ok import "$work/listed.csv" "$work/postage.csv"
ok product OLD
says "price       30.00" "active      no"
ok product POST
says "kind        a fee or postage, not a product"
ok product LAMP
says_not "active  " "kind  "

# For sale again, and the other one no more.
sed 's/,active$/,archived/; s/,draft$/,active/' "$work/listed.csv" >"$work/again.csv"
ok import "$work/again.csv"
says "products: 0 new, 2 changed"
ok product OLD
says_not "active  "
ok product LAMP
says "active      no"
