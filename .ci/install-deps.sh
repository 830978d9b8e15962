#!/bin/sh
# Installs what a target needs and this machine lacks; prints what and why.
# usage: install-deps.sh build|test|torture|lint
#
# Nothing is asked and nothing is run when all is there. Each need is one row:
# a probe that succeeds when it is met, the package names per system, the
# reason.
set -eu

purpose=${1:-build}

have_header() { # have_header <name.h> [flags]
  printf '#include <stddef.h>\n#include <stdio.h>\n#include <stdarg.h>\n#include <stdint.h>\n#include <setjmp.h>\n#include <stdbool.h>\n#include <%s>\nint main(void){return 0;}\n' "$1" |
    ${CC:-cc} -x c -fsyntax-only - 2>/dev/null
}

have_session() {
  printf '#include <sqlite3.h>\nint main(void){return sqlite3session_create(0,0,0)+sqlite3changeset_apply(0,0,0,0,0,0);}\n' >"$tmp/s.c"
  ${CC:-cc} -DSQLITE_ENABLE_SESSION -DSQLITE_ENABLE_PREUPDATE_HOOK "$tmp/s.c" -lsqlite3 -o "$tmp/s" 2>/dev/null
}

on_linux() { # a tool that only Linux has
  [ "$(uname -s)" != Linux ] || command -v "$1"
}

have_sanitizer() {
  printf 'int main(void){return 0;}\n' >"$tmp/a.c"
  ${CC:-cc} -fsanitize=address,undefined "$tmp/a.c" -o "$tmp/a" 2>/dev/null
}

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# probe | apt | dnf | pacman | apk | brew | why
rows_build='
command -v ${CC:-cc}|gcc libc6-dev|gcc glibc-devel|gcc|gcc musl-dev|-|the C compiler
command -v pkg-config|pkg-config|pkgconf-pkg-config|pkgconf|pkgconf|pkg-config|finds the libraries
have_header ncurses.h|libncurses-dev|ncurses-devel|ncurses|ncurses-dev|ncurses|draws the dashboard
have_header sqlite3.h|libsqlite3-dev|sqlite-devel|sqlite|sqlite-dev|sqlite|the store, its undo and backup
have_header csv.h|libcsv-dev|libcsv-devel|libcsv|libcsv-dev|libcsv|reads CSV files
'
rows_test='
have_header cmocka.h|libcmocka-dev|libcmocka-devel|cmocka|cmocka-dev|cmocka|unit tests
have_header vterm.h|libvterm-dev|libvterm-devel|libvterm|libvterm-dev|libvterm|reads the screen as a terminal would
command -v sqlite3|sqlite3|sqlite|sqlite|sqlite|sqlite|tests compare with plain SQL
on_linux strace|strace|strace|strace|strace|-|shows that nothing opens a connection
have_sanitizer|-|libasan libubsan|-|-|-|address and undefined-behaviour sanitizers
'
rows_torture='
on_linux valgrind|valgrind|valgrind|valgrind|valgrind|-|a second look at memory
'
rows_lint='
command -v clang|clang|clang|clang|clang|-|the second compiler
command -v clang-format|clang-format|clang-tools-extra|clang|clang-extra-tools|clang-format|checks the format
command -v clang-tidy|clang-tidy|clang-tools-extra|clang|clang-extra-tools|-|static analysis
command -v cppcheck|cppcheck|cppcheck|cppcheck|cppcheck|cppcheck|static analysis
command -v nm|binutils|binutils|binutils|binutils|-|checks the layers
'

case $purpose in
build) rows=$rows_build ;;
test) rows=$rows_build$rows_test ;;
torture) rows=$rows_build$rows_test$rows_torture ;;
lint) rows=$rows_build$rows_test$rows_lint ;;
*) echo "usage: install-deps.sh build|test|torture|lint" >&2; exit 2 ;;
esac

if command -v apt-get >/dev/null; then column=2
elif command -v dnf >/dev/null; then column=3
elif command -v pacman >/dev/null; then column=4
elif command -v apk >/dev/null; then column=5
elif command -v brew >/dev/null; then column=6
else column=0; fi

missing() { # prints "packages|why" of every unmet row
  printf '%s' "$rows" | while IFS= read -r row; do
    [ -n "$row" ] || continue
    probe=${row%%|*}
    # The probe is this file's own text, never input.
    if ! eval "$probe" >/dev/null 2>&1; then
      packages=$(printf '%s' "$row" | cut -d'|' -f"$column")
      printf '%s|%s\n' "$packages" "${row##*|}"
    fi
  done
}

lacking=$(missing)
if [ -n "$lacking" ]; then
  if [ "$column" = 0 ]; then
    echo "missing, and no known package manager here; please install what gives you:" >&2
    printf '%s\n' "$lacking" | sed 's/^.*|/  /' >&2
    exit 1
  fi
  echo "installing what is missing:"
  printf '%s\n' "$lacking" | sed 's/^\(.*\)|\(.*\)$/  \1: \2/'
  packages=$(printf '%s\n' "$lacking" | cut -d'|' -f1 | tr '\n' ' ' | sed 's/ - / /g; s/^- //; s/ -$//')
  as_root=
  if [ "$column" != 6 ] && [ "$(id -u)" != 0 ]; then
    if ! command -v sudo >/dev/null; then
      echo "neither root nor sudo here; please install: $packages" >&2
      exit 1
    fi
    as_root=sudo
  fi
  # Word splitting of $packages is wanted: it is a list of names.
  case $column in
  2)
    $as_root apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $packages >/dev/null
    ;;
  3) $as_root dnf install -y -q $packages ;;
  4) $as_root pacman -S --needed --noconfirm $packages ;;
  5) $as_root apk add -q $packages ;;
  6) brew install -q $packages ;;
  esac
  still=$(missing)
  if [ -n "$still" ]; then
    echo "still missing after the installation:" >&2
    printf '%s\n' "$still" | sed 's/^\(.*\)|\(.*\)$/  \1: \2/' >&2
    exit 1
  fi
fi

if ! have_session; then
  cat >&2 <<TEXT
this SQLite library was built without its session extension, on which undo
stands. Install one that has it (Debian, Ubuntu, Fedora, Arch and Homebrew
packages do), or build SQLite with
  -DSQLITE_ENABLE_SESSION -DSQLITE_ENABLE_PREUPDATE_HOOK
and point make at it: make LIBS="-L/path/to/it -lsqlite3 ..."
TEXT
  exit 1
fi
