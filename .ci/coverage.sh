#!/bin/sh
# How much of src/ the tests run, from a build of FLAVOUR=coverage that ran
# them: lines and branches of each folder, the files below the goal, and all.
# usage: coverage.sh [GOAL]; exit code 1 when lines or branches of src/ are
# below GOAL percent (90)
set -eu

goal=${1:-90}
cd "$(dirname "$0")/.."
gcov=${GCOV:-gcov}

# gcov's summaries, one file a line: name, lines, run, branches, taken.
summaries() {
  find build/coverage/src -name '*.gcno' | sort | while read -r notes; do
    "$gcov" -b -n "$notes" 2>/dev/null
  done | awk -F "'" '
    /^File / { file = $2; next }
    /^Lines executed/ { split($0, a, /[:% ]+/); lines = a[5]; run = a[3] * a[5] / 100 }
    /^Taken at least once/ { split($0, a, /[:% ]+/); print file, lines, run, a[7], a[5] * a[7] / 100 }
    /^No branches/ { print file, lines, run, 0, 0 }' |
    grep '^src/.*\.c '
}

summaries | awk -v goal="$goal" '
  {
    folder = $1; sub(/\/[^\/]*$/, "", folder)
    lines[folder] += $2; run[folder] += $3
    branches[folder] += $4; taken[folder] += $5
    all[1] += $2; all[2] += $3; all[3] += $4; all[4] += $5
    if ($2 > 0 && ($3 / $2 * 100 < goal || ($4 > 0 && $5 / $4 * 100 < goal)))
      low[$1] = sprintf("%6.1f %6.1f  %s", $3 / $2 * 100, ($4 > 0 ? $5 / $4 * 100 : 100), $1)
  }
  END {
    if (all[1] == 0) { print "nothing was measured"; exit 1 }
    print "| folder | lines | run | branches | taken |"
    print "|---|---|---|---|---|"
    n = split("src src/base src/ingest src/store src/mining src/decide src/service src/cli", order, " ")
    for (i = 1; i <= n; i++) {
      f = order[i]
      if (lines[f] > 0)
        printf "| `%s` | %d | %.1f %% | %d | %.1f %% |\n", f, lines[f],
          run[f] / lines[f] * 100, branches[f],
          (branches[f] > 0 ? taken[f] / branches[f] * 100 : 100)
    }
    printf "| all | %d | %.1f %% | %d | %.1f %% |\n", all[1],
      all[2] / all[1] * 100, all[3], all[4] / all[3] * 100
    print ""
    print "below " goal " %, lines and branches:"
    command = "sort -n"
    for (f in low) print low[f] | command
    close(command)
    exit all[2] / all[1] * 100 < goal || all[4] / all[3] * 100 < goal
  }'
