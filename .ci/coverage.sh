#!/bin/sh
# How much of src/ the tests run, from a build of FLAVOUR=coverage that ran
# them: lines and branches of each folder, the files below the goal, and why
# the rest is not run.
# usage: coverage.sh [GOAL]; exit code 1 when lines or branches of src/ are
# below GOAL percent (90), or tests/coverage-reasons.txt says what is not so
#
# One thing is left out of the count: the branch of an assertion (assert, BUG
# and the condition before it) that ends the program, since no input may reach
# it. Everything else counts, and what was not reached stands in
# build/coverage/not-run; the tables sum it.
#
# Lines that are not run stand together in a block: what one branch leads to.
# A block has one reason, the first of these that holds:
#   what tests/coverage-reasons.txt says of its function
#   an assertion              it is BUG
#   the number of kinds       the case of a switch over a family of rows that
#                             is none of them, but how many there are
#   the system refuses        it sets an error of that code (err.h), which says
#   the store refuses ...     what it found: ERR_IO, ERR_STORE and ERR_BUSY,
#   a limit                   ERR_LIMIT, ERR_STOPPED; store_damaged, store_fail
#                             and torn set the second of them
#   an error passed on        it only leaves (return, goto, releases) after a
#                             call that failed: its condition names the error
# A sentence of other codes is one that a user can bring about: it wants a
# test, or a line in coverage-reasons.txt, as everything else does; until then
# its block is told at the end, among those without a reason. What that file
# says of a function that is not there is an error; where all of a function is
# run by now, that is told.
#
# Of a branch that is not taken, where its line is run, only the kind is said,
# by how the line reads.
set -eu

goal=${1:-90}
cd "$(dirname "$0")/.."
gcov=${GCOV:-gcov}

# The source with its counts, file after file.
annotated() {
  find build/coverage/src -name '*.gcno' | sort | while read -r notes; do
    "$gcov" -b -c -t "$notes" 2>/dev/null || {
      echo "$notes: not counted, or of another build; count again after" \
        "rm -r build/coverage" >&2
      exit 1
    }
  done
}

annotated | awk -v goal="$goal" -v rest=build/coverage/not-run \
  -v given=tests/coverage-reasons.txt -f .ci/coverage.awk
