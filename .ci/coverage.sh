#!/bin/sh
# How much of src/ the tests run, from a build of FLAVOUR=coverage that ran
# them: lines and branches of each folder, the files below the goal, and why
# the rest is not run.
# usage: coverage.sh [GOAL]; exit code 1 when lines or branches of src/ are
# below GOAL percent (90)
#
# One thing is left out of the count: the branch of an assertion (assert, BUG)
# that ends the program, since no input may reach it. Everything else counts,
# and what was not reached stands in build/coverage/not-run, each line with its
# reason; the table sums them. A reason is found by how the line reads:
#   an error passed on   it hands on a failure of what it calls
#   a limit or a guard   it compares with a limit, or with nothing there
#   a case               of a switch over the rows of a list
#   a part of a condition  one of several that are joined by && and ||
#   a rare case of the data          all else
set -eu

goal=${1:-90}
cd "$(dirname "$0")/.."
gcov=${GCOV:-gcov}
rest=build/coverage/not-run

# The source with its counts, file after file.
annotated() {
  find build/coverage/src -name '*.gcno' | sort | while read -r notes; do
    "$gcov" -b -c -t "$notes" 2>/dev/null
  done
}

annotated | awk -v goal="$goal" -v rest="$rest" '
  function reason(s) {
    if (s ~ /(&|\(|, |\*)(err|why|wrong|failed)\)|[^a-z_](ok|good|rc)[^a-z_]|err;|failed|goto |return false|SQLITE_|errno|_try_|, err,|stop/)
      return "an error passed on"
    if (s ~ /NULL|_MAX|_MIN|LIMIT|MOST|LEAST|isfinite|num_(add|mul|sub)|[<>]=? *-?[0-9]/)
      return "a limit or a guard"
    if (s ~ /switch|case |default:/) return "a case"
    if (s ~ /&&|\|\|/) return "a part of a condition"
    return "a rare case of the data"
  }
  function put(kind) {
    # A line is not run for the reason of the branch that leads to it.
    if (kind == "branch" || line > after + 8) found = reason(text)
    after = line
    n_why[found, kind]++
    print file ":" line ": " kind ": " found ": " text >rest
  }
  function folder_of(f) { sub(/\/[^\/]*$/, "", f); return f }
  /^ *-: *0:Source:/ {
    file = $0
    sub(/.*Source:/, "", file)
    after = -9
    counts = file ~ /^src\/.*\.c$/
    folder = folder_of(file)
    next
  }
  !counts || /^(call|function|unconditional)/ { next }
  /^branch/ {
    if (text ~ /assert\(|BUG\(/) { asserted++; next }
    branches[folder]++; f_branches[file]++; branches["all"]++
    if ($0 ~ /taken [1-9]/) {
      taken[folder]++; f_taken[file]++; taken["all"]++
    } else if (run_line)
      put("branch")
    else
      n_why[reason(text), "branch"]++
    next
  }
  /^ *[^:]*: *[0-9]+:/ {
    split($0, part, ":")
    line = part[2] + 0
    text = $0
    sub(/^[^:]*:[^:]*:[ \t]*/, "", text)
    if (part[1] ~ /^ *-$/) next
    lines[folder]++; f_lines[file]++; lines["all"]++
    run_line = part[1] !~ /#####|=====/
    if (run_line) { run[folder]++; f_run[file]++; run["all"]++ }
    else put("line")
  }
  function share(a, b) { return b > 0 ? a / b * 100 : 100 }
  END {
    if (lines["all"] == 0) { print "nothing was measured"; exit 1 }
    print "| folder | lines | run | branches | taken |"
    print "|---|---|---|---|---|"
    n = split("src src/base src/ingest src/store src/mining src/decide src/service src/cli all", order, " ")
    for (i = 1; i <= n; i++) {
      f = order[i]
      if (lines[f] > 0)
        printf "| %s | %d | %.1f %% | %d | %.1f %% |\n",
          f == "all" ? "all" : "`" f "`", lines[f], share(run[f], lines[f]),
          branches[f], share(taken[f], branches[f])
    }
    print ""
    print "Not run, by reason (" rest " has each):"
    print ""
    print "| reason | lines | branches |"
    print "|---|---|---|"
    n = split("an error passed on|a limit or a guard|a case|a part of a condition|a rare case of the data", reasons, "|")
    for (i = 1; i <= n; i++)
      printf "| %s | %d | %d |\n", reasons[i],
        n_why[reasons[i], "line"], n_why[reasons[i], "branch"]
    printf "\nLeft out: %d branches of assertions.\n", asserted
    print "\nbelow " goal " %, lines and branches:"
    command = "sort -n"
    for (f in f_lines)
      if (share(f_run[f], f_lines[f]) < goal ||
          share(f_taken[f], f_branches[f]) < goal)
        printf "%6.1f %6.1f  %s\n", share(f_run[f], f_lines[f]),
          share(f_taken[f], f_branches[f]), f | command
    close(command)
    exit share(run["all"], lines["all"]) < goal ||
      share(taken["all"], branches["all"]) < goal
  }'
