#!/bin/sh
# Runs the tests of one build flavour and says what failed.
# usage: run.sh FLAVOUR PROGRAM TEST...
#
# A test is a program, or a script (*.sh), which gets the program's path in
# $ENDCAP. Each has a private home directory and $TEST_SECONDS (600); with
# $TEST_SHOW what it says is shown even when it passes. Everything that could
# vary is pinned here.
set -u

flavour=$1
program=$(realpath "$2")
shift 2

export LC_ALL=C.UTF-8 TZ=UTC TERM=xterm-256color COLUMNS= LINES=
unset ENDCAP_STORE NO_COLOR XDG_DATA_HOME XDG_STATE_HOME XDG_CONFIG_HOME
export ENDCAP=$program
export ENDCAP_TODAY=2026-11-01
# Freed memory is used again after 8 MiB, not 256: getting new pages instead is
# half the time of some tests.
export UBSAN_OPTIONS=print_stacktrace=1
export ASAN_OPTIONS=abort_on_error=0:quarantine_size_mb=8

top=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export work
cd "$top" || exit 1

# Each test in a home of its own, one more at once than there are processors,
# since tests wait too; its output and exit code are kept under its number.
one='
	mkdir -p "$work/$1/home"
	case $2 in *.sh) shell=sh ;; *) shell= ;; esac
	begun=$(date +%s)
	HOME=$work/$1/home TMPDIR=$work/$1/home timeout ${TEST_SECONDS:-600} $shell "$2" \
		>"$work/$1/out" 2>&1
	echo $? >"$work/$1/code"
	echo "$(($(date +%s) - begun)) s $2" >"$work/$1/time"
'
# The longest begin first, so that the last to end is a short one.
longest='fault/test_fault cli/journeys.sh unit/test_desk unit/test_desk_work
ui/test_looks ui/test_screens_offers unit/test_relation cli/hostile_exports.sh
cli/measure.sh cli/hostile.sh cli/examples.sh unit/test_traps
unit/test_store_imports fault/test_writers unit/test_csvfile'
n=0
for name in $longest; do
  for test in "$@"; do
    case $test in */"$name") echo "$test" ;; esac
  done
done >"$work/first"
for test in "$@"; do
  grep -qxF "$test" "$work/first" || echo "$test"
done | cat "$work/first" - | while read -r test; do
  n=$((n + 1))
  echo "$n $test"
done >"$work/tests"
jobs=$(getconf _NPROCESSORS_ONLN 2>/dev/null) || jobs=1
xargs -n 2 -P "$((jobs + 1))" sh -c "$one" run <"$work/tests"

passed=0 failed=0 skipped=0 names=
while read -r number test; do
  name=${test#build/*/}
  name=${name#tests/}
  case $(cat "$work/$number/code") in
  0)
    passed=$((passed + 1))
    [ -z "${TEST_SHOW:-}" ] || cat "$work/$number/out"
    ;;
  77)
    skipped=$((skipped + 1))
    echo "skipped $name: $(tail -n 1 "$work/$number/out")"
    ;;
  *)
    failed=$((failed + 1))
    names="$names $name"
    echo "FAILED $name (exit $(cat "$work/$number/code"))"
    tail -n 60 "$work/$number/out"
    ;;
  esac
done <"$work/tests"

[ $((passed + failed)) -lt 20 ] ||
  cat "$work"/*/time | sort -rn | head -n 5 |
  sed -e "s|build/[a-z]*/||" -e "s|tests/||" | paste -sd, - |
    sed -e 's/^/slowest: /' -e 's/,/, /g'
[ -z "$names" ] || echo "failed:$names"
echo "$flavour: $passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ] && [ $passed -gt 0 ]
