#!/bin/sh
# Runs the tests of one build flavour and says what failed.
# usage: run.sh FLAVOUR PROGRAM TEST_BINARY...
#
# Unit and screen tests are the binaries given; command-line tests are the
# scripts tests/cli/*.sh, which get the program's path in $ENDCAP and a private
# home directory. Everything that could vary is pinned here.
set -u

flavour=$1
program=$(realpath "$2")
shift 2

export LC_ALL=C.UTF-8 TZ=UTC TERM=xterm-256color COLUMNS= LINES=
unset ENDCAP_STORE NO_COLOR XDG_DATA_HOME XDG_STATE_HOME XDG_CONFIG_HOME
export ENDCAP=$program
export ENDCAP_TODAY=2026-11-01
export UBSAN_OPTIONS=print_stacktrace=1 ASAN_OPTIONS=abort_on_error=0

top=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0 skipped=0 names=

run() { # run NAME COMMAND...: a private home, output kept only on failure
  name=$1
  shift
  rm -rf "$work/home" && mkdir -p "$work/home"
  HOME=$work/home TMPDIR=$work/home timeout 600 "$@" >"$work/out" 2>&1
  code=$?
  if [ $code = 0 ]; then
    passed=$((passed + 1))
  elif [ $code = 77 ]; then
    skipped=$((skipped + 1))
    echo "skipped $name: $(tail -n 1 "$work/out")"
  else
    failed=$((failed + 1))
    names="$names $name"
    echo "FAILED $name (exit $code)"
    tail -n 60 "$work/out"
  fi
}

cd "$top" || exit 1
for test in "$@"; do
  run "${test#build/*/tests/}" "$top/$test"
done
for test in tests/cli/*.sh; do
  [ -e "$test" ] || continue
  run "${test#tests/}" sh "$test"
done

[ -z "$names" ] || echo "failed:$names"
echo "$flavour: $passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ] && [ $passed -gt 0 ]
