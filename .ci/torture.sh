#!/bin/sh
# The long tests in one go: every fault in turn, a thousand kills, two
# dashboards and imports, hostile sizes, every command sanitized, valgrind,
# fuzzing, ten minutes of random use; then the tables of what was tried.
# usage: torture.sh           run all, print the tables; exit code 1: a part failed
#        torture.sh tables    print those of the last run
#        torture.sh readme    put them into the README
#
# What each part says stands in build/torture. Sizes come from the environment:
# ENDCAP_KILLS, ENDCAP_EDITS, ENDCAP_BLOWUP, ENDCAP_ORDERS, FUZZ_SECONDS,
# SOAK_SECONDS.
set -u
cd "$(dirname "$0")/.."
out=build/torture

part() { # part NAME COMMAND...: its words to a file, its time to another
  name=$1
  shift
  begun=$(date +%s)
  if "$@" >"$out/$name.log" 2>&1; then
    result="passed"
  else
    result="FAILED"
    tail -n 40 "$out/$name.log"
  fi
  echo "$name|$result|$(($(date +%s) - begun))" >"$out/$name.result"
  echo "torture: $name: $result after $(($(date +%s) - begun)) s"
}

run_all() {
  rm -rf "$out"
  mkdir -p "$out"
  quiet="make --no-print-directory"
  jobs=-j$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)
  all_begun=$(date +%s)
  # Words, on purpose.
  # shellcheck disable=SC2086
  {
    part build-release $quiet $jobs torture-build FLAVOUR=release
    part build-asan $quiet $jobs torture-build FLAVOUR=asan
    part build-fuzz $quiet $jobs fuzz-build FLAVOUR=fuzz CC="${CLANG:-clang}"
    part faults $quiet torture-one FLAVOUR=release
    part soak $quiet soak FLAVOUR=asan SOAK_SECONDS="${SOAK_SECONDS:-600}" &
    part sanitizers $quiet $jobs asan
    part valgrind $quiet valgrind
    part reproducible $quiet reproducible
    part fuzz $quiet fuzz FUZZ_SECONDS="${FUZZ_SECONDS:-20}"
    wait
  }
  echo "all|$(cat "$out"/*.result | grep -qv '|passed|' && echo FAILED ||
    echo passed)|$(($(date +%s) - all_begun))" >"$out/all.result"
}

# ---- tables ----

# Sums the lines of test_fault and test_places by what failed.
faults_table() {
  echo '| what fails | where | tried | refused, the store as before or after | done all the same |'
  echo '|---|---|---|---|---|'
  grep -h -E ' +[0-9]+ refused +[0-9]+ done all the same' "$out/faults.log" |
    awk '
    {
      where = "13 actions"
      if ($0 ~ /^every place/) where = "places of all commands"
      if ($0 ~ /^every place seen/) where = "places of the dashboard"
      match($0, /(read|write|sync|truncate|lock|open|export|store memory|allocation|kill -9|power cut|SQL|memory|stop|output|files) +[0-9]+ refused/)
      what = substr($0, RSTART, RLENGTH)
      sub(/ +[0-9]+ refused$/, "", what)
      match($0, /[0-9]+ refused/); refused = substr($0, RSTART) + 0
      match($0, /[0-9]+ done/); done = substr($0, RSTART) + 0
      key = what "|" where
      if (!(key in r)) order[++n] = key
      r[key] += refused; d[key] += done
    }
    END {
      words["read"] = "reading the store"
      words["write"] = "writing it (the disk is full)"
      words["sync"] = "syncing it"
      words["truncate"] = "cutting it"
      words["lock"] = "locking it"
      words["open"] = "opening it"
      words["export"] = "writing, syncing, naming a file"
      words["store memory"] = "memory of SQLite"
      words["allocation"] = "memory of the program"
      words["kill -9"] = "the program is killed"
      words["power cut"] = "power, with unsynced sectors lost"
      words["SQL"] = "a statement of SQL"
      words["memory"] = "memory for the data"
      words["stop"] = "somebody says stop"
      words["output"] = "standard output"
      words["files"] = "writing, syncing, naming a file"
      for (i = 1; i <= n; i++) {
        split(order[i], k, "|")
        printf "| %s | %s | %d | %d | %d |\n", words[k[1]], k[2],
          r[order[i]] + d[order[i]], r[order[i]], d[order[i]]
      }
    }'
}

kills_table() {
  echo '| killed with `kill -9` | times | before its end, the store whole | after it |'
  echo '|---|---|---|---|'
  {
    grep -h ' kill -9 ' "$out/faults.log" |
      sed -E 's/^(.*[^ ]) +kill -9 +([0-9]+) refused +([0-9]+) done.*/\1|\2|\3/'
    sed -n -E 's/^(.*): [0-9]+ kills in .*: ([0-9]+) before, ([0-9]+) after$/a large import \1|\2|\3/p' \
      "$out/faults.log"
  } | awk -F '|' '{
      sub(/ +$/, "", $1)
      printf "| %s | %d | %d | %d |\n", $1, $2 + $3, $2, $3
      n += $2 + $3; b += $2; a += $3
    }
    END { printf "| all | %d | %d | %d |\n", n, b, a }'
}

fuzz_table() {
  echo '| reader of bytes | seconds | inputs tried | inputs kept | findings |'
  echo '|---|---|---|---|---|'
  for log in build/fuzz/*.log; do
    [ -f "$log" ] || continue
    target=$(basename "$log" .log)
    case $target in *-merge) continue ;; esac
    sed -n -E 's/^Done ([0-9]+) runs in ([0-9]+) second.*/\1 \2/p' "$log" | {
      read -r runs seconds || { runs=0 seconds=0; }
      kept=0 found=0
      for file in tests/fuzz/corpus/"$target"/*; do
        [ ! -f "$file" ] || kept=$((kept + 1))
      done
      for file in build/fuzz/find-"$target"-*; do
        [ ! -f "$file" ] || found=$((found + 1))
      done
      echo "| $target | $seconds | $runs | $kept | $found |"
    }
  done
}

parts_table() {
  echo 'The parts of the last one and the time they took:'
  echo
  echo '| part | result | time |'
  echo '|---|---|---|'
  for name in build-release build-asan build-fuzz faults soak sanitizers valgrind \
    reproducible fuzz all; do
    [ ! -f "$out/$name.result" ] ||
      awk -F '|' '{ printf "| %s | %s | %d min %02d s |\n", $1, $2, $3 / 60, $3 % 60 }' \
        "$out/$name.result"
  done
}

# What the parts said in a sentence of their own.
sentences() {
  grep -h -E 'edits of two dashboards|done, .* taken back|in one dashboard were' \
    "$out/faults.log" | sed -e 's/  */ /g' -e 's/^/- /'
  grep -h -E 'files and memory flat' "$out/soak.log" | sed -e 's/^/- soak: /'
}

tables() {
  for table in faults kills fuzz parts; do
    ${table}_table >"$out/table-$table.md"
  done
  sentences >"$out/table-writers.md"
}

print_tables() {
  for table in faults kills writers fuzz parts; do
    echo
    cat "$out/table-$table.md"
  done
}

# Between "<!-- torture NAME -->" and "<!-- end -->" stands the table.
fill_readme() {
  awk -v out="$out" '
    /^<!-- torture [a-z]+ -->$/ {
      print
      name = $3
      file = out "/table-" name ".md"
      while ((getline line < file) > 0) print line
      skipping = 1
      next
    }
    /^<!-- end -->$/ { skipping = 0 }
    !skipping { print }' README.md >"$out/README.md"
  cat "$out/README.md" >README.md
}

case ${1:-all} in
all)
  run_all
  tables
  print_tables
  grep -q '|passed|' "$out/all.result"
  ;;
tables)
  tables
  print_tables
  ;;
readme)
  tables
  fill_readme
  ;;
*)
  echo "usage: torture.sh [tables|readme]" >&2
  exit 2
  ;;
esac
