#!/bin/sh
# What the compiler does not see: layers and doors, headers that stand alone,
# the format, static analysis, and the README against the program.
# usage: lint.sh      (after a release build)
set -u
cd "$(dirname "$0")/.." || exit 1

build=build/release
failures=0
fail() {
  echo "lint: $*"
  failures=$((failures + 1))
}

# ---- layers: which folders a file may include from ----
# folder : folders it may include (itself is always allowed)
layers='
base:
store:base
ingest:base
mining:base
decide:base
service:base store ingest mining decide
cli:base store ingest mining decide service
'
printf '%s\n' "$layers" | while IFS=: read -r layer allowed; do
  [ -n "$layer" ] || continue
  for file in src/"$layer"/*.[ch]; do
    [ -e "$file" ] || continue
    grep -o '#include "[a-z]*/' "$file" | sed 's/.*"\(.*\)\//\1/' | sort -u |
      while read -r used; do
        case " $layer $allowed " in
        *" $used "*) ;;
        *) echo "$file includes from $used/, which lies above or beside it" ;;
        esac
      done
  done
done >"$build/lint-layers"
while read -r line; do fail "$line"; done <"$build/lint-layers"
grep -l '#include "\(store\|ingest\|cli\)/' ui/*.[ch] 2>/dev/null | while read -r file; do
  echo "$file includes below the service layer"
done >"$build/lint-ui"
while read -r line; do fail "$line"; done <"$build/lint-ui"
grep -l '#include "ui/' src/*/*.[ch] 2>/dev/null | while read -r file; do
  echo "$file includes from ui/; only src/main.c may"
done >"$build/lint-up"
while read -r line; do fail "$line"; done <"$build/lint-up"

# Screens never include other screens (wiring lists them all); a screen may be
# several files of one prefix.
for file in ui/*.c; do
  own=$(basename "$file" .c)
  [ "$own" = wiring ] && continue
  grep -o '#include "ui/screen_[a-z]*' "$file" | sed 's/.*ui\///' | sort -u |
    while read -r used; do
      case "${own}_" in
      "${used}"_*) ;;
      *) echo "$file includes $used" ;;
      esac
    done
done >"$build/lint-screens"
while read -r line; do fail "$line"; done <"$build/lint-screens"

# ---- doors: undefined symbols of each object ----
# The linker script libncursesw.so names the library that holds the symbols.
for library in libncursesw.so.6 libtinfo.so.6; do
  nm -D --defined-only "$(${CC:-cc} -print-file-name=$library)" 2>/dev/null
done | awk '{print $3}' | sed 's/@.*//' | sort -u >"$build/lint-curses"
[ -s "$build/lint-curses" ] || fail "cannot list the symbols of curses"
door() { # door PATTERN ALLOWED_OBJECTS NAME
  for object in "$build"/src/*/*.o "$build"/ui/*.o; do
    name=${object#"$build"/}
    case " $2 " in *" ${name%.o} "*) continue ;; esac
    case "$name" in $4) continue ;; esac
    found=$(nm -u "$object" | awk '{print $2}' | sed 's/@.*//' | grep -E "$1" | head -n 3 | tr '\n' ' ')
    [ -z "$found" ] || echo "$name uses $3 past its door: $found"
  done
}
{
  door '^sqlite3(_|session|changeset)' '' SQLite 'src/store/*'
  door '^csv_(init|fini|parse|free|error|strerror|set_|get_|f?write)' 'src/ingest/csvfile' libcsv '-'
    for object in "$build"/src/*/*.o "$build"/ui/*.o; do
      name=${object#"$build"/}
      case "$name" in ui/term.o | ui/draw.o | ui/app.o) continue ;; esac
      found=$(nm -u "$object" | awk '{print $2}' | sed 's/@.*//' | sort -u |
        comm -12 - "$build/lint-curses" | grep -vxE 'filter|unctrl' | head -n 3 | tr '\n' ' ')
      [ -z "$found" ] || echo "$name uses curses past its door: $found"
    done
  door '^(socket|connect|bind|listen|accept4?|send(to|msg)?|recv(from|msg)?|getaddrinfo|gethostbyname)$' '' 'the network' '-'
  # The pure layers neither read files nor clocks nor print.
  for object in "$build"/src/mining/*.o "$build"/src/decide/*.o; do
    [ -e "$object" ] || continue
    found=$(nm -u "$object" | awk '{print $2}' | sed 's/@.*//' |
      grep -xE 'fopen|open|read|write|printf|puts|fprintf|time|clock_gettime|gettimeofday|getenv|rand|random' | tr '\n' ' ')
    [ -z "$found" ] || echo "${object#"$build"/} is not pure: $found"
  done
} >"$build/lint-doors"
while read -r line; do fail "$line"; done <"$build/lint-doors"

# ---- headers compile alone; both compilers are content ----
features='-std=c11 -D_XOPEN_SOURCE=700 -D_DEFAULT_SOURCE -Isrc -I.'
for header in src/*/*.h ui/*.h; do
  ${CC:-cc} $features -Wall -Wextra -Werror -fsyntax-only -x c "$header" ||
    fail "$header does not compile alone"
done
if command -v clang >/dev/null; then
  make --no-print-directory -j"$(nproc)" CC=clang FLAVOUR=clang DEVELOPER=1 build/clang/endcap >"$build/lint-clang" 2>&1 || {
    tail -n 20 "$build/lint-clang"
    fail "clang warns"
  }
else
  fail "clang is missing; run .ci/install-deps.sh lint"
fi

# ---- format ----
sources=$(ls src/*.c src/*/*.[ch] ui/*.[ch] tests/*/*.[ch] 2>/dev/null)
for file in $sources; do
  clang-format "$file" | cmp -s - "$file" || fail "$file is not formatted; clang-format -i $file"
done

# ---- static analysis ----
# clang-tidy takes the flags behind the files (.clang-tidy has the checks).
ls src/*.c src/*/*.c ui/*.c |
  FEATURES="$features" xargs -P "$(nproc)" -n 8 sh -c \
    'clang-tidy --quiet "$@" -- $FEATURES 2>/dev/null' tidy \
    >"$build/lint-tidy" || {
  grep -A 3 'error:' "$build/lint-tidy" | head -n 40
  fail "clang-tidy found something"
}
# gcc's analyzer, where the compiler is gcc: leaks, use after free, files left
# open. It does not see that err_set always answers false, so what it says of
# NULL and of values not set is left out.
if ${CC:-cc} -fanalyzer -x c -fsyntax-only /dev/null 2>/dev/null; then
  ls src/*.c src/*/*.c ui/*.c |
    FEATURES="$features" CC="${CC:-cc}" xargs -P "$(nproc)" -n 1 sh -c \
      '$CC -fanalyzer -O1 -Werror -Wno-analyzer-null-dereference \
        -Wno-analyzer-null-argument \
        -Wno-analyzer-use-of-uninitialized-value \
        $FEATURES -c "$1" -o /dev/null' analyze \
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
