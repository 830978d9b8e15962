# export: columns, safe text, whole files or none.
. tests/cli/lib
import_small
ok bundle new "desk start" LAMP BULB:2 --percent 12.5 \
	--title '=HYPERLINK("x")' --message "Light, at once"
ok bundle new odd FX-1 TEA --amount 1
ok threshold set "ship free" --free-shipping --at 50
ok threshold set --at 80 -- -save
ok threshold set save --amount 5 --at 90

# A row per item; text that a spreadsheet would compute is neutralised.
expect_output export bundles --format csv <<'END'
bundle,title,message,kind,status,discount_kind,discount_value,bundle_price,currency,starts,ends,position,slot,role,sku,item_title,quantity,unit_price,unit_cost,any,tiers
desk start,"'=HYPERLINK(""x"")","Light, at once",set,draft,percent,12.5,63.87,EUR,,,1,,,LAMP,"Lamp, brass",1,60.00,35.00,none,
desk start,"'=HYPERLINK(""x"")","Light, at once",set,draft,percent,12.5,63.87,EUR,,,2,,,BULB,Bulb warm,2,6.50,2.10,none,
odd,,Goes together: =1+1 trap + Thé noir à la crème,set,draft,amount,1.00,11.20,EUR,,,1,,,FX-1,"'=1+1 trap",1,5.00,2.00,none,
odd,,Goes together: =1+1 trap + Thé noir à la crème,set,draft,amount,1.00,11.20,EUR,,,2,,,TEA,Thé noir à la crème,1,7.20,,none,
END
cp "$work/out" "$work/bundles.csv"
# csv is what is written when nothing is said.
ok export bundles
cmp -s "$work/bundles.csv" "$work/out" || fail "csv is the default"

# JSON never changes text.
expect_output export bundles --format json <<'END'
{
  "schema_version": 1,
  "bundles": [
    {
      "bundle": "desk start",
      "title": "=HYPERLINK(\"x\")",
      "message": "Light, at once",
      "kind": "set",
      "status": "draft",
      "discount_kind": "percent",
      "discount_value": 12.5,
      "bundle_price": 63.87,
      "currency": "EUR",
      "starts": null,
      "ends": null,
      "items": [
        {
          "position": 1,
          "slot": null,
          "role": null,
          "sku": "LAMP",
          "item_title": "Lamp, brass",
          "quantity": 1,
          "unit_price": 60.00,
          "unit_cost": 35.00,
          "any": "none"
        },
        {
          "position": 2,
          "slot": null,
          "role": null,
          "sku": "BULB",
          "item_title": "Bulb warm",
          "quantity": 2,
          "unit_price": 6.50,
          "unit_cost": 2.10,
          "any": "none"
        }
      ],
      "tiers": null
    },
    {
      "bundle": "odd",
      "title": null,
      "message": "Goes together: =1+1 trap + Thé noir à la crème",
      "kind": "set",
      "status": "draft",
      "discount_kind": "amount",
      "discount_value": 1.00,
      "bundle_price": 11.20,
      "currency": "EUR",
      "starts": null,
      "ends": null,
      "items": [
        {
          "position": 1,
          "slot": null,
          "role": null,
          "sku": "FX-1",
          "item_title": "=1+1 trap",
          "quantity": 1,
          "unit_price": 5.00,
          "unit_cost": 2.00,
          "any": "none"
        },
        {
          "position": 2,
          "slot": null,
          "role": null,
          "sku": "TEA",
          "item_title": "Thé noir à la crème",
          "quantity": 1,
          "unit_price": 7.20,
          "unit_cost": null,
          "any": "none"
        }
      ],
      "tiers": null
    }
  ]
}
END

expect_output export thresholds <<'END'
name,kind,threshold,reward,country,currency,status,starts,ends
"'-save",free-shipping,80.00,,,EUR,active,,
save,amount,90.00,5.00,,EUR,active,,
ship free,free-shipping,50.00,,,EUR,active,,
END
ok export thresholds --format json
says '"schema_version": 1' '"name": "-save"' '"reward": 5.00' \
	'"reward": null' '"threshold": 50.00'

# Pairs are those of 'pairs', all of them.
ok export pairs --format csv
cp "$work/out" "$work/pairs.csv"
ok pairs --format csv --limit 0
cmp -s "$work/pairs.csv" "$work/out" || fail "the same pairs"
ok export pairs --format json --min-orders 4
equal 2 "$(grep -c '"product_a"' "$work/out")" "two pairs of four orders"

# Complements: what a merchandiser accepted, here in both directions.
expect_output export complements <<'END'
sku,title,position,complement_sku,complement_title,orders_both,lift,attach_rate,evidence,decided
END
ok pair accept LAMP MUG
ok pair accept TEA FX-1
ok export complements
cut -d , -f 1 "$work/out" | paste -sd ' ' - >"$work/got"
equal "sku FX-1 LAMP MUG TEA" "$(cat "$work/got")" "by SKU"
says 'FX-1,"'"'"'=1+1 trap",1,TEA,Thé noir à la crème,,,,,accept' \
	'LAMP,"Lamp, brass",1,MUG,Mug large,3,1.056603774,'
ok export complements --format json
says '"title": "=1+1 trap"' '"orders_both": null' '"decided": "accept"'

# A dry run says what it would write and writes nothing.
ok export bundles --dry-run -o "$work/none.csv"
says "would write 4 rows, $(wc -c <"$work/bundles.csv") bytes, to '$work/none.csv'"
[ ! -e "$work/none.csv" ] || fail "a dry run wrote"
ok export bundles -n
says "to standard output"

# A file is the new one or the old one, and nothing is left beside it.
mkdir "$work/target"
ok export bundles -o "$work/target/b.csv"
says "'$work/target/b.csv': 4 rows, "
cmp -s "$work/bundles.csv" "$work/target/b.csv" || fail "the file"
ok export bundles --dry-run -o "$work/target/b.csv"
says "which exists"
ok export thresholds -o "$work/target/b.csv"
says "3 rows"
equal 1 "$(ls -A "$work/target" | wc -l)" "one file in the folder"
cp "$work/target/b.csv" "$work/kept"
expect_error 1 "cannot write '$work/nowhere/b.csv'" \
	export bundles -o "$work/nowhere/b.csv"
expect_error 1 "it is a folder" export bundles -o "$work/target"
if [ "$(id -u)" != 0 ]; then
	chmod a-w "$work/target"
	expect_error 1 "permission denied" export bundles -o "$work/target/c.csv"
	chmod u+w "$work/target"
fi
# A full disk, played by a limit on the size of files: 50 KiB, more than the
# store needs for reading, less than a bundle with a long message.
long=$(printf '%060000d' 7)
ok bundle new long LAMP MUG --message "$long"
(
	trap '' XFSZ
	ulimit -f 100
	"$ENDCAP" export bundles -o "$work/target/b.csv" 2>"$work/err"
	[ $? = 1 ]
) || fail "a full disk must be an error"
grep -q "cannot write '$work/target/b.csv': " "$work/err" || fail "no sentence"
cmp -s "$work/kept" "$work/target/b.csv" || fail "the old file must stay"
equal 1 "$(ls -A "$work/target" | wc -l)" "nothing may be left behind"

# What is not there is named, with what is.
expect_error 2 "there is no export 'bundle'; there are bundles, thresholds, pairs, complements" \
	export bundle
expect_error 2 "'pairs' cannot be exported as 'xml'; its formats are csv, json" \
	export pairs --format xml
expect_error 2 "--evidence is" export pairs --evidence none
