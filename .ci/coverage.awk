# The counting behind coverage.sh, which says what it does.

function folder_of(f) { sub(/\/[^\/]*$/, "", f); return f }
function share(a, b) { return b > 0 ? a / b * 100 : 100 }

# ---- reasons that were written down: "FILE FUNCTION: why" ----

function read_given(   text, at, key) {
  while ((getline text <given) > 0) {
    if (text == "" || text ~ /^#/) continue
    at = index(text, ": ")
    key = substr(text, 1, at - 1)
    if (at == 0 || split(key, words, " ") != 2 || key in why) {
      print given ": not understood: " text
      wrong++
      continue
    }
    why[key] = substr(text, at + 2)
  }
  close(given)
}

# Rows of build/coverage/not-run, in the order of the source; several of a line
# are one after the other.
function put(text,   at) {
  at = text
  sub(/: .*/, "", at)
  split(at, place, ":")
  if (!((place[1], place[2] + 0) in row)) order_of[++n_rows] = at
  row[place[1], place[2] + 0] = row[place[1], place[2] + 0] text "\n"
}

function print_rows(   i, place) {
  for (i = 1; i <= n_rows; i++) {
    split(order_of[i], place, ":")
    printf "%s", row[place[1], place[2] + 0] >rest
  }
}

# ---- blocks of lines that are not run ----

function block_reason(   key) {
  key = file " " called
  if (!(key in why)) key = file " *"
  if (key in why) { used[key]++; return "told by hand" }
  if (block ~ /BUG\(/) return "an assertion"
  if (block ~ /^ case [A-Z_]*_COUNT: break;$/) return "the number of kinds, no kind"
  if (block ~ /ERR_IO|fail\("(read|write)/) return "the system refuses"
  if (block ~ /ERR_STORE|ERR_BUSY|(store_damaged|store_fail|torn)\(/) return "the store refuses or is damaged"
  if (block ~ /ERR_LIMIT/) return "a limit of size or memory"
  if (block ~ /ERR_STOPPED/) return "stopped by the user"
  if (block !~ /ERR_/ && leaves && before ~ /err\)|err,|_try_|why\)|wrong\)|errno|(!|& )(ok|good|done)|SQLITE_/)
    return "an error passed on"
  return ""
}

function end_block(   found, n, i, rows) {
  if (block == "") return
  found = block_reason()
  n = split(block_lines, rows, " ")
  if (found == "") {
    found = "no reason"
    unexplained += n
    if (unexplained_said++ < 400)
      todo = todo sprintf("%s:%d: %s: %s\n", file, rows[1], called, first)
  }
  n_why[found, "line"] += n
  for (i = 1; i <= n; i++)
    put(file ":" rows[i] ": line: " called ": " \
      (found != "told by hand" ? found : \
        (file " " called) in why ? why[file " " called] : why[file " *"]))
  block = block_lines = ""
}

# "if (x)" before BUG is that assertion's condition: back through its lines.
function forget_condition(   i, n) {
  for (i = line - 1; i > line - 6; i--) {
    n = untaken[file, i]
    asserted += n
    branches[folder] -= n; f_branches[file] -= n; branches["all"] -= n
    n_why[untaken_why[file, i], "branch"] -= n
    untaken[file, i] = 0
    row[file, i] = ""
    if (last[(i - 1) % 8] ~ /[;{}\/]$/ || last[i % 8] ~ /^(if|else|for|while)/)
      break
  }
}

function add_to_block() {
  if (block == "") {
    leaves = 1
    first = text
    if (text ~ /^(BUG|assert)\(/) forget_condition()
  }
  block = block " " text
  block_lines = block_lines " " line
  # What a failure leaves through: nothing but giving back and going.
  if (text !~ /^(return (false|NULL|ok|-1|0|[A-Z_]*(FAILED|ERROR|IOERR)[A-Z_]*);|goto |(ok|good|done) = false;|break;|continue;|\(?(void)?\)?[a-z_]*(release|free|close|end|finish|rollback|clear|reset|abort|unlock|remove)[a-z_]*\(.*;|}|[a-z_]*err_prefix\(.*|(return )?ingest_fail\(in\);)/)
    leaves = 0
}

# ---- branches ----

function branch_reason(s) {
  if (s ~ /(&|\(|, |\*)(err|why|wrong|failed)\)|[^a-z_](ok|good|rc)[^a-z_]|err;|failed|goto |return false|SQLITE_|errno|_try_|, err,|stop/)
    return "an error passed on"
  if (s ~ /NULL|_MAX|_MIN|LIMIT|MOST|LEAST|isfinite|num_(add|mul|sub)|[<>]=? *-?[0-9]/)
    return "a limit or a guard"
  if (s ~ /switch|case |default:/) return "a case"
  if (s ~ /&&|\|\|/) return "a part of a condition"
  return "a rare case of the data"
}

function count_branch(   found) {
  if (text ~ /assert\(|BUG\(/) { asserted++; return }
  branches[folder]++; f_branches[file]++; branches["all"]++
  if ($0 ~ /taken [1-9]/) {
    taken[folder]++; f_taken[file]++; taken["all"]++
    return
  }
  found = run_line ? branch_reason(text) : "on a line that is not run"
  n_why[found, "branch"]++
  untaken[file, line]++
  untaken_why[file, line] = found
  if (run_line)
    put(file ":" line ": branch: " called ": " found ": " text)
}

function count_line(   part, i) {
  split($0, part, ":")
  line = part[2] + 0
  text = $0
  sub(/^[^:]*:[^:]*:[ \t]*/, "", text)
  # The six lines before, so that a block's condition is among them.
  if (block == "") {
    before = ""
    for (i = 1; i <= 6; i++) before = before " " last[(line - i) % 8]
  }
  last[line % 8] = text
  if (part[1] ~ /^ *-$/) return
  lines[folder]++; f_lines[file]++; lines["all"]++
  run_line = part[1] !~ /#####|=====/
  if (run_line) {
    end_block()
    run[folder]++; f_run[file]++; run["all"]++
  } else
    add_to_block()
}

# ---- the report ----

function print_folders(   order, n, i, f) {
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
}

function print_reasons(kind, names,   list, n, i) {
  print "| " kind "s not " (kind == "line" ? "run" : "taken") " | |"
  print "|---|---|"
  n = split(names, list, "|")
  for (i = 1; i <= n; i++)
    printf "| %s | %d |\n", list[i], n_why[list[i], kind]
  print ""
}

function print_below(   f, command) {
  print "below " goal " %, lines and branches:"
  command = "sort -n"
  for (f in f_lines)
    if (share(f_run[f], f_lines[f]) < goal ||
        share(f_taken[f], f_branches[f]) < goal)
      printf "%6.1f %6.1f  %s\n", share(f_run[f], f_lines[f]),
        share(f_taken[f], f_branches[f]), f | command
  close(command)
}

# What was written down must still hold.
function check_given(   key, words) {
  for (key in why) {
    split(key, words, " ")
    if (!(words[1] in f_lines) || words[2] != "*" && !(key in there)) {
      print given ": there is no '" key "'"
      wrong++
    } else if (!(key in used))
      print given ": all of '" key "' is run now"
  }
}

BEGIN { read_given() }
/^ *-: *0:Source:/ {
  end_block()
  file = $0
  sub(/.*Source:/, "", file)
  counts = file ~ /^src\/.*\.c$/
  folder = folder_of(file)
  next
}
!counts { next }
/^function / { end_block(); called = $2; there[file " " called] = 1; next }
/^(call|unconditional)/ { next }
/^branch/ { count_branch(); next }
/^ *[^:]*: *[0-9]+:/ { count_line() }
END {
  end_block()
  if (lines["all"] == 0) { print "nothing was measured"; exit 1 }
  print_rows()
  print_folders()
  print "\nNot run, by reason (" rest " has each):\n"
  print_reasons("line", "an error passed on|the system refuses|the store refuses or is damaged|a limit of size or memory|stopped by the user|an assertion|the number of kinds, no kind|told by hand|no reason")
  print_reasons("branch", "on a line that is not run|an error passed on|a limit or a guard|a case|a part of a condition|a rare case of the data")
  printf "Left out: %d branches of assertions.\n\n", asserted
  print_below()
  check_given()
  if (unexplained > 0)
    printf "\n%d lines have no reason; the blocks:\n%s", unexplained, todo
  exit wrong > 0 ||
    share(run["all"], lines["all"]) < goal ||
    share(taken["all"], branches["all"]) < goal
}
