#!/bin/sh
# The latency of the dashboard on a store: a yardstick presses keys in a
# pseudo-terminal and compares with budgets.
# usage: PTYBENCH=ptybench.py BUDGETS=budgets.json tui.sh STORE
#
# The yardstick is a program of its own that is not part of this tree; it takes
# a list of programs with the keys to press ("suite FILE --json RESULT") and
# compares ("gate RESULT BUDGETS").
set -eu
store=$(realpath "$1")
endcap=$(realpath "${ENDCAP:-./endcap}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME="$work"
name=$(sed -n 's/.*"name" *: *"\([^"]*\)".*/\1/p' "$BUDGETS" | head -n 1)

# The first start reads everything and keeps what the next ones show at once.
printf '@wait\n' >"$work/keys"
"$endcap" --store "$store" --script "$work/keys" >/dev/null
cat >"$work/suite.json" <<END
[{"name": "$name", "cmd": ["$endcap", "--store", "$store"], "wait": 5,
  "setup": ["3"], "keys": ["step=j*40/k", "@j*40", "scroll=j*60",
  "page=PgDn*20", "sort=s*4"]}]
END
python3 "$PTYBENCH" suite "$work/suite.json" --json "$work/result.json"
python3 "$PTYBENCH" gate "$work/result.json" "$BUDGETS"
