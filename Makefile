# endcap - build, test and install. 'make help' lists the targets.
#
# Objects go to build/<flavour>/, so that release, debug and sanitizer builds
# never mix. V=1 shows full commands. Everything is found by pkg-config and
# can be overridden: CC, CFLAGS, LDFLAGS, LIBS, PREFIX, DESTDIR, FLAVOUR.

FLAVOUR ?= release
PREFIX ?= /usr/local
BUILD := build/$(FLAVOUR)
PKG_CONFIG ?= pkg-config
SHELL := /bin/sh

FEATURES := -std=c11 -D_XOPEN_SOURCE=700 -D_DEFAULT_SOURCE -Isrc -I.
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion \
	-Wdouble-promotion -Wfloat-equal -Wcast-qual -Wcast-align \
	-Wpointer-arith -Wundef -Wvla -Wformat=2 -Wswitch-enum \
	-Wwrite-strings -Wstrict-prototypes -Wmissing-prototypes \
	-Wold-style-definition -Wnull-dereference -Wimplicit-fallthrough
# Known to gcc alone, so asked for only where the compiler takes them.
GCC_WARNINGS := -Wlogical-op -Wduplicated-cond -Wduplicated-branches
WARNINGS += $(shell $(CC) -Werror $(GCC_WARNINGS) -x c -fsyntax-only /dev/null \
	>/dev/null 2>&1 && echo $(GCC_WARNINGS))

CFLAGS_release := -O2 -g -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE \
	-ffile-prefix-map=$(CURDIR)=.
CFLAGS_debug := -O0 -g3 -fPIE
# The tests start it thousands of times: at a fixed address, for a quarter of a
# million pointers need not be moved then, and with lines to trace alone.
CFLAGS_asan := -O1 -g1 -fno-omit-frame-pointer -fno-pie \
	-fsanitize=address,undefined -fno-sanitize-recover=all
CFLAGS_coverage := -O0 -g -fPIE --coverage -fprofile-update=atomic
CFLAGS_fuzz := -O1 -g -fPIE -fno-sanitize-recover=all \
	-fsanitize=fuzzer-no-link,address,undefined
# The tests are compiled in a third less time this way; what they try, as it is.
TEST_CFLAGS_release := -O1 -g0
TEST_CFLAGS_asan := -O0 -fno-sanitize=undefined
LDFLAGS_release := -pie -Wl,-z,relro,-z,now
LDFLAGS_debug := -pie
LDFLAGS_asan := -no-pie -fsanitize=address,undefined
LDFLAGS_coverage := -pie --coverage
LDFLAGS_fuzz := -pie -fsanitize=address,undefined

# What this compiler links with, of what is wanted. Leaks are looked for in the
# data of every library, so that of gcc's sanitizers is better part of the
# program, as it is clang's habit; and the tests, more than a hundred programs,
# are linked by the quicker linker, the optimised ones without lines for a
# debugger (FLAVOUR=debug has them).
links_with = $(shell echo 'int main(void) { return 0; }' | \
	$(CC) -Werror $(1) $(2) -x c - -o /dev/null >/dev/null 2>&1 && echo $(2))
ifeq ($(FLAVOUR),asan)
LDFLAGS_asan += $(call links_with,$(LDFLAGS_asan),\
	-static-libasan -static-libubsan)
endif
TEST_LDFLAGS := $(call links_with,,-fuse-ld=gold)
ifeq ($(FLAVOUR),release)
TEST_LDFLAGS += $(call links_with,,-Xlinker -S)
endif
# The release build has said it already.
ifeq ($(FLAVOUR),asan)
WARNINGS :=
endif
CFLAGS ?= $(CFLAGS_$(FLAVOUR))
LDFLAGS ?= $(LDFLAGS_$(FLAVOUR))
ifdef DEVELOPER
WARNINGS += -Werror
endif

# pkg-config's own _XOPEN_SOURCE would collide with ours; libcsv has no .pc.
PKGS := ncursesw sqlite3
PKG_CFLAGS := $(filter-out -D_XOPEN_SOURCE% -D_DEFAULT_SOURCE,\
	$(shell $(PKG_CONFIG) --cflags $(PKGS) 2>/dev/null))
PKG_LIBS = $(shell $(PKG_CONFIG) --libs $(PKGS) 2>/dev/null || \
	echo -lncursesw -ltinfo -lsqlite3)
LIBCSV ?= -lcsv
LIBICONV ?= $(if $(filter Darwin,$(shell uname -s)),-liconv)
LIBS ?= $(PKG_LIBS) $(LIBCSV) $(LIBICONV) -lpthread -lm
TEST_LIBS ?= -lcmocka -lvterm -lutil

SRC := $(sort $(wildcard src/*/*.c ui/*.c))
OBJ := $(SRC:%.c=$(BUILD)/%.o)
MAIN_OBJ := $(BUILD)/src/main.o
LIB := $(BUILD)/libendcap.a
PROGRAM := $(BUILD)/endcap
TEST_SRC := $(sort $(wildcard tests/unit/test_*.c tests/ui/test_*.c))
# Faults are played through the linker's --wrap, which GNU's and LLVM's have.
ifeq ($(shell uname -s),Linux)
TEST_SRC += $(sort $(wildcard tests/fault/test_*.c))
WRAPPED := write fsync rename link statfs progress_report sqlite3_step \
	sqlite3_exec sqlite3_prepare_v2 sqlite3_prepare_v3 mem_try_array \
	mem_try_zarray mem_try_table mem_try_grow mem_try_reserve
WRAP := $(WRAPPED:%=-Wl,--wrap=%)
endif
# Fuzz targets: with libFuzzer in their own flavour, else over what is kept.
FUZZ_BIN := $(patsubst %.c,$(BUILD)/%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
FUZZ_MAIN := $(if $(filter fuzz,$(FLAVOUR)),-fsanitize=fuzzer,\
	$(BUILD)/tests/fuzz/replay.o)
TEST_BIN := $(TEST_SRC:%.c=$(BUILD)/%)
BENCH_BIN := $(patsubst %.c,build/release/%,$(wildcard tests/bench/bench_*.c))
TEST_CLI := $(sort $(wildcard tests/cli/*.sh))
FAULT_BIN := $(filter $(BUILD)/tests/fault/%,$(TEST_BIN))
TEST_SUPPORT := $(sort $(wildcard tests/support/*.c))
TEST_SUPPORT_OBJ := $(TEST_SUPPORT:%.c=$(BUILD)/%.o)
SHARE_DIR := $(PREFIX)/share
DATA_DIR := $(SHARE_DIR)/endcap/sample-data
SCHEMA := $(SHARE_DIR)/endcap/export.schema.json
MANUAL := $(SHARE_DIR)/man/man1/endcap.1
# shell:where it looks for completions
COMPLETIONS := bash:$(SHARE_DIR)/bash-completion/completions/endcap \
	zsh:$(SHARE_DIR)/zsh/site-functions/_endcap \
	fish:$(SHARE_DIR)/fish/vendor_completions.d/endcap.fish

Q := $(if $(V),,@)
# How make makes a part of the work: with as many compilers as there are
# processors, unless it was said how many.
PART = --no-print-directory $(if $(filter -j%,$(MAKEFLAGS)),,\
	-j$(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1))
COMPILE = $(Q)mkdir -p $(@D) && $(CC) $(FEATURES) $(PKG_CFLAGS) $(WARNINGS) \
	$(CFLAGS) $(CPPFLAGS) -MMD -MP -c $< -o $@

.DEFAULT_GOAL := all
.SECONDARY:
.PHONY: all deps demo pictures calibrate test test-one asan torture torture-one \
	torture-build torture-readme soak lint bench fuzz fuzz-one fuzz-build \
	coverage valgrind reproducible readme install uninstall help clean \
	sample-data

all: deps ## build ./endcap (installs what is missing first)
	$(Q)$(MAKE) $(PART) endcap

endcap: $(PROGRAM)
	$(Q)cp -f $< $@

deps:
	$(Q).ci/install-deps.sh build

$(PROGRAM): $(MAIN_OBJ) $(LIB)
	$(Q)$(CC) $(LDFLAGS) $^ $(LIBS) -o $@

$(LIB): $(OBJ)
	$(Q)rm -f $@ && $(AR) rcs $@ $^

$(BUILD)/%.o: %.c Makefile
	$(COMPILE)

$(BUILD)/tests/%.o: CFLAGS += $(TEST_CFLAGS_$(FLAVOUR))

$(FAULT_BIN): LDFLAGS += $(WRAP)
$(FAULT_BIN): $(BUILD)/tests/fault/faulty.o $(BUILD)/tests/fault/trial.o

$(BUILD)/tests/fuzz/fuzz_%: $(BUILD)/tests/fuzz/fuzz_%.o \
		$(filter %.o,$(FUZZ_MAIN)) $(LIB)
	$(Q)$(CC) $(LDFLAGS) $(TEST_LDFLAGS) $(filter-out %.o,$(FUZZ_MAIN)) $^ \
		$(LIBS) -o $@

$(BUILD)/tests/%: $(BUILD)/tests/%.o $(TEST_SUPPORT_OBJ) $(LIB)
	$(Q)$(CC) $(LDFLAGS) $(TEST_LDFLAGS) $(filter %.o,$^) $(LIB) $(LIBS) \
		$(TEST_LIBS) -o $@

demo: all ## open the dashboard on the sample shop (text when piped)
	$(Q)./endcap demo

test: ## unit, property, command-line and screen tests, twice: plain, sanitized
	$(Q).ci/install-deps.sh test
	$(Q)$(MAKE) $(PART) test-one FLAVOUR=release
	$(Q)ENDCAP_PLAIN=$(CURDIR)/build/release/endcap \
		$(MAKE) $(PART) test-one FLAVOUR=asan

test-one: $(PROGRAM) $(TEST_BIN) $(FUZZ_BIN) ## the tests of one FLAVOUR
	$(Q)tests/run.sh $(FLAVOUR) $(PROGRAM) $(TEST_BIN) $(FUZZ_BIN) \
		$(TEST_CLI)

asan: ## the tests under AddressSanitizer and UBSan, every start of endcap
	$(Q)$(MAKE) $(PART) test-one FLAVOUR=asan

torture: ## every fault in turn, a thousand kills, 10,000 edits, ten minutes of soak
	$(Q).ci/install-deps.sh torture
	$(Q).ci/install-deps.sh lint
	$(Q).ci/torture.sh

torture-readme: ## put the tables of the last torture into the README
	$(Q).ci/torture.sh readme

TORTURE_BIN := $(FAULT_BIN) $(BUILD)/tests/ui/test_watch
torture-build: $(PROGRAM) $(TORTURE_BIN) $(BUILD)/tests/ui/test_monkey

torture-one: $(PROGRAM) $(TORTURE_BIN)
	$(Q)ENDCAP_FAULTS=all ENDCAP_PLACES=$${ENDCAP_PLACES:-6} \
		ENDCAP_KILLS=$${ENDCAP_KILLS:-1000} \
		ENDCAP_IMPORT_KILLS=$${ENDCAP_IMPORT_KILLS:-100} \
		ENDCAP_EDITS=$${ENDCAP_EDITS:-10000} \
		ENDCAP_WATCH_ROUNDS=$${ENDCAP_WATCH_ROUNDS:-200} \
		ENDCAP_BLOWUP=$${ENDCAP_BLOWUP:-1000000000} \
		ENDCAP_ORDERS=$${ENDCAP_ORDERS:-1100000} \
		TEST_SECONDS=3000 TEST_SHOW=1 \
		tests/run.sh torture $(PROGRAM) $(TORTURE_BIN) \
		tests/cli/kill.sh tests/cli/blowup.sh tests/cli/no_temporary.sh

SOAK_SECONDS ?= 600
soak: $(PROGRAM) $(BUILD)/tests/ui/test_monkey
	$(Q)ENDCAP_MONKEY_SECONDS=$(SOAK_SECONDS) TEST_SECONDS=1200 \
		TEST_SHOW=1 tests/run.sh soak $(PROGRAM) \
		$(BUILD)/tests/ui/test_monkey

coverage: ## how much of src/ the tests run: lines and branches
	$(Q).ci/install-deps.sh test
	$(Q)find build/coverage -name '*.gcda' -delete 2>/dev/null || true
	$(Q)ENDCAP_PLACES=5 TEST_SECONDS=3000 $(MAKE) $(PART) \
		test-one FLAVOUR=coverage
	$(Q).ci/coverage.sh

valgrind: ## the demo, an import and a session under memcheck
	$(Q).ci/install-deps.sh torture
	$(Q)$(MAKE) $(PART) build/release/endcap FLAVOUR=release
	$(Q)tests/valgrind.sh build/release/endcap

reproducible: ## do two builds in two folders give the same bytes?
	$(Q).ci/install-deps.sh build
	$(Q).ci/reproducible.sh

lint: ## layers, headers, format, static analysis, README tables
	$(Q).ci/install-deps.sh lint
	$(Q)$(MAKE) $(PART) FLAVOUR=release DEVELOPER=1 endcap
	$(Q)WARNINGS="$(filter-out $(GCC_WARNINGS),$(WARNINGS))" .ci/lint.sh

bench: all $(BENCH_BIN) ## endcap and its rivals in turn; FILE=orders.csv for real data
	$(Q)tests/bench/run.sh $(FILE)

CALIBRATION = $(BUILD)/tests/unit/test_calibration
calibrate: $(CALIBRATION) $(CALIBRATION)_thresholds ## do ranges hold the truth?
	$(Q)$(CALIBRATION) full
	$(Q)$(CALIBRATION)_thresholds full

FUZZ_SECONDS ?= 60
CLANG ?= clang
fuzz: ## every fuzz target for FUZZ_SECONDS (60) each
	$(Q).ci/install-deps.sh lint
	$(Q)$(MAKE) --no-print-directory fuzz-one FLAVOUR=fuzz CC=$(CLANG)

fuzz-build: $(FUZZ_BIN)

fuzz-one: $(FUZZ_BIN)
	$(Q)tests/fuzz/run.sh $(FUZZ_SECONDS) $(FUZZ_BIN)

sample-data: endcap ## write sample-data/ again (the same bytes)
	$(Q)./endcap simulate sample-data --shop

pictures: endcap ## every screen into tests/pictures (NAME=x STORE=file: of a shop)
	$(Q)sh tests/pictures.sh $(or $(NAME),sample) $(STORE)

readme: endcap ## fill the README's picture and tables from the program
	$(Q).ci/readme.sh -w

install: endcap ## program, man page, completions, sample shop to DESTDIR/PREFIX
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(DATA_DIR)
	install -m 755 endcap $(DESTDIR)$(PREFIX)/bin/endcap
	install -m 644 sample-data/*.csv $(DESTDIR)$(DATA_DIR)
	install -m 644 src/service/export.schema.json $(DESTDIR)$(SCHEMA)
	install -d $(DESTDIR)$(dir $(MANUAL))
	./endcap manual -o $(DESTDIR)$(MANUAL)
	chmod 644 $(DESTDIR)$(MANUAL)
	set -e; for row in $(COMPLETIONS); do \
		file=$(DESTDIR)$${row#*:}; install -d "$$(dirname "$$file")"; \
		./endcap completion $${row%%:*} -o "$$file"; \
		chmod 644 "$$file"; done

uninstall: ## remove what install put there
	rm -f $(DESTDIR)$(PREFIX)/bin/endcap $(DESTDIR)$(MANUAL)
	rm -f $(foreach row,$(COMPLETIONS),\
		$(DESTDIR)$(lastword $(subst :, ,$(row))))
	rm -rf $(DESTDIR)$(SHARE_DIR)/endcap

help: ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## /  \1\t/p' Makefile | expand -t 16

clean: ## remove everything that was built
	rm -rf build endcap

-include $(OBJ:.o=.d) $(MAIN_OBJ:.o=.d) $(TEST_BIN:=.d) \
	$(TEST_SUPPORT_OBJ:.o=.d) $(BENCH_BIN:=.d)
