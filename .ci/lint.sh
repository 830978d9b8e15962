#!/bin/sh
# What the compiler does not see: layers and doors, headers that stand alone,
# the format, static analysis, and the README against the program.
# usage: lint.sh      (after a release build; make lint sets WARNINGS)
set -u
cd "$(dirname "$0")/.." || exit 1

build=build/release
failures=0
fail() {
  echo "lint: $*"
  failures=$((failures + 1))
}

# ---- layers: which folders a file may include from ----
# folder:folders it may include (itself is always allowed)
layers='
base:
store:base
ingest:base
mining:base
decide:base
service:base store ingest mining decide
cli:base store ingest mining decide service
ui:base mining decide service
'
# Screens never include other screens (wiring lists them all); a screen may be
# several files of one prefix.
awk -v layers="$layers" '
  BEGIN {
    n = split(layers, rows, "\n")
    for (i = 1; i <= n; i++) {
      split(rows[i], row, ":")
      may[row[1]] = " " row[1] " " row[2] " "
    }
  }
  !/#include "[a-z]*\// { next }
  {
    layer = own = FILENAME
    sub(/\/[^\/]*$/, "", layer)
    sub(/^src\//, "", layer)
    sub(/.*\//, "", own)
    sub(/\.[ch]$/, "", own)
    used = $0
    sub(/.*#include "/, "", used)
    folder = used
    sub(/\/.*/, "", folder)
    if (!index(may[layer], " " folder " "))
      print FILENAME " includes from " folder "/, which lies above or beside it"
    if (!match(used, /^ui\/screen_[a-z]*/) || FILENAME !~ /^ui\/.*\.c$/)
      next
    screen = substr(used, 4, RLENGTH - 3)
    if (own != "wiring" && index(own "_", screen "_") != 1)
      print FILENAME " includes " screen
  }' src/*/*.[ch] ui/*.[ch] | sort -u >"$build/lint-layers"
while read -r line; do fail "$line"; done <"$build/lint-layers"

# ---- doors: undefined symbols of each object ----
# The linker script libncursesw.so names the library that holds the symbols.
for library in libncursesw.so.6 libtinfo.so.6; do
  nm -D --defined-only "$(${CC:-cc} -print-file-name=$library)" 2>/dev/null
done | awk '{print $3}' | sed 's/@.*//' | sort -u >"$build/lint-curses"
[ -s "$build/lint-curses" ] || fail "cannot list the symbols of curses"
nm -A -u "$build"/src/*/*.o "$build"/ui/*.o >"$build/lint-undefined" ||
  fail "cannot list what the objects use"
awk -v build="$build/" '
  function past(what, allowed) {
    if (object ~ "^(" allowed ")$") return
    if (n[object, what]++ == 0) order[++findings] = object SUBSEP what
    if (n[object, what] <= 3)
      used[object, what] = used[object, what] " " symbol
  }
  FNR == NR { curses[$1]; next }
  {
    object = $1
    sub(/\.o:.*/, "", object)
    object = substr(object, length(build) + 1)
    symbol = $NF
    sub(/@.*/, "", symbol)
  }
  symbol ~ /^sqlite3(_|session|changeset)/ { past("SQLite", "src/store/.*") }
  symbol ~ /^csv_(init|fini|parse|free|error|strerror|set_|get_|f?write)/ {
    past("libcsv", "src/ingest/csvfile")
  }
  symbol in curses && symbol !~ /^(filter|unctrl)$/ {
    past("curses", "ui/(term|draw)")
  }
  symbol ~ /^(socket|connect|bind|listen|accept4?|send(to|msg)?|recv(from|msg)?|getaddrinfo|gethostbyname)$/ {
    past("the network", "-")
  }
  # The pure layers neither read files nor clocks nor print.
  object ~ /^src\/(mining|decide)\// &&
    symbol ~ /^(fopen|open|read|write|printf|puts|fprintf|time|clock_gettime|gettimeofday|getenv|rand|random)$/ {
    past("files, clocks or the environment", "-")
  }
  END {
    for (i = 1; i <= findings; i++) {
      split(order[i], part, SUBSEP)
      print part[1] ".o uses " part[2] " past its door:" used[part[1], part[2]]
    }
  }' "$build/lint-curses" "$build/lint-undefined" >"$build/lint-doors"
while read -r line; do fail "$line"; done <"$build/lint-doors"

# ---- headers compile alone ----
features='-std=c11 -D_XOPEN_SOURCE=700 -D_DEFAULT_SOURCE -Isrc -I.'
export features
ls src/*/*.h ui/*.h | CC="${CC:-cc}" xargs -P "$(nproc)" -n 16 sh -c '
  for header in "$@"; do
    $CC $features -Wall -Wextra -Werror -fsyntax-only -x c "$header" ||
      { echo "$header does not compile alone"; exit 1; }
  done' headers >"$build/lint-headers" 2>&1 || {
  tail -n 20 "$build/lint-headers"
  fail "a header does not compile alone"
}

# ---- format ----
ls src/*.c src/*/*.[ch] ui/*.[ch] tests/*/*.[ch] |
  xargs -P "$(nproc)" -n 64 clang-format --dry-run --Werror 2>"$build/lint-format" || {
  sed -n 's/:[0-9]*:[0-9]*: error:.*//p' "$build/lint-format" | sort -u
  fail "files are not formatted; clang-format -i on them"
}

# ---- static analysis ----
# clang's warnings are looked at by clang-tidy, which reads each file anyway: it
# takes the flags behind the files (.clang-tidy has the checks of its own).
command -v clang-tidy >/dev/null ||
  fail "clang-tidy is missing; run .ci/install-deps.sh lint"
[ -n "${WARNINGS:-}" ] || fail "make lint says which warnings clang has"
ls src/*.c src/*/*.c ui/*.c |
  xargs -P "$(nproc)" -n 8 sh -c \
    'clang-tidy --quiet --checks="clang-diagnostic-*" \
      --header-filter="(src|ui)/.*" "$@" -- $features $WARNINGS 2>/dev/null' tidy \
    >"$build/lint-tidy" || {
  grep -A 3 'error:' "$build/lint-tidy" | head -n 40
  fail "clang-tidy found something"
}
# gcc's analyzer, where the compiler is gcc: leaks, use after free, files left
# open. It does not see that err_set always answers false, so what it says of
# NULL and of values not set is left out.
if ${CC:-cc} -fanalyzer -x c -fsyntax-only /dev/null 2>/dev/null; then
  ls src/*.c src/*/*.c ui/*.c |
    CC="${CC:-cc}" xargs -P "$(nproc)" -n 1 sh -c \
      '$CC -fanalyzer -O1 -Werror -Wno-analyzer-null-dereference \
        -Wno-analyzer-null-argument \
        -Wno-analyzer-use-of-uninitialized-value \
        $features -c "$1" -o /dev/null' analyze \
      >"$build/lint-analyzer" 2>&1 || {
    grep -E 'error:|warning:' "$build/lint-analyzer" | head -n 20
    fail "gcc's analyzer found something"
  }
fi
cppcheck --quiet --std=c11 --error-exitcode=1 --inline-suppr -j "$(nproc)" \
  --enable=warning,performance,portability \
  --suppress=missingIncludeSystem --suppress=normalCheckLevelMaxBranches \
  -Isrc -I. src ui || fail "cppcheck found something"

# ---- the README's picture and tables are the program's own ----
.ci/readme.sh >"$build/lint-readme" && cmp -s "$build/lint-readme" README.md ||
  fail "the README differs from the program; make readme"

if [ $failures -gt 0 ]; then
  echo "lint: $failures finding(s)"
  exit 1
fi
echo "lint: clean"
