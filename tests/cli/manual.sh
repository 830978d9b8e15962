# The man page and the completions know every command and every option, and
# the shells that are here complete with them.
. tests/cli/lib

ok --readme-table commands
# The second column of names: "`bundle new NAME ...`" without its arguments.
sed -n 's/^| `\([a-z ]*[a-z]\)[^a-z`]*.*/\1/p' "$work/out" >"$work/commands"
[ "$(wc -l <"$work/commands")" -gt 25 ] || fail "too few commands"

ok manual
cp "$work/out" "$work/endcap.1"
says '.TH ENDCAP 1' '.SH NAME' '.SH EXIT STATUS'
while read -r command; do
	grep -q "^\.SS $command\( \|\$\)" "$work/out" ||
		fail "the man page has no '$command'"
	"$ENDCAP" help $command | sed -n 's/^  [^ ]*[ ]*--\([a-z-]*\).*/\1/p' |
		sed 's/-/\\\\-/g' | while read -r option; do
		grep -q -- "\\\\-\\\\-$option" "$work/endcap.1" ||
			fail "the man page has no --$option"
	done || exit 1
done <"$work/commands"
# No line of text begins like a request of troff.
! grep -v -E '^\.(TH|SH|SS|TP|PP|B|br)( |$)' "$work/out" | grep -q "^[.']" ||
	fail "a line looks like a request"
if command -v mandoc >/dev/null; then
	mandoc -T lint -W error "$work/endcap.1" >"$work/lint" ||
		fail "mandoc: $(cat "$work/lint")"
fi

expect_error 2 "there is no completion for 'tcsh'; there are bash, zsh and fish" \
	completion tcsh
for shell in bash zsh fish; do
	ok completion $shell
	cp "$work/out" "$work/endcap.$shell"
	while read -r command; do
		grep -q -w -e "$command" -e "-a ${command#* }" "$work/out" ||
			fail "$shell does not complete '$command'"
	done <"$work/commands"
done

# complete_bash WORDS...: what is offered for the last of them
complete_bash() {
	bash -c '. "$0"
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
		_endcap
		echo "${COMPREPLY[*]}"' "$work/endcap.bash" "$@"
}
complete_fish() {
	fish -c "source $work/endcap.fish; complete -C '$*'" |
		cut -f 1 | sort | paste -sd ' ' -
}
if command -v bash >/dev/null; then
	equal "bundle bundles" "$(complete_bash endcap bun)" "first words"
	equal "new" "$(complete_bash endcap bundle n)" "second words"
	equal "--percent --price --priority" \
		"$(complete_bash endcap bundle new --p)" "options"
	equal "table csv json" "$(complete_bash endcap bundles --format '')" \
		"formats of a listing"
	equal "accept" "$(complete_bash endcap --store x.db pair a)" \
		"after an option with a value"
	equal "strong" "$(complete_bash endcap pairs --evidence s)" "levels"
	equal "README.md" "$(complete_bash endcap import READ)" "files"
fi
if command -v zsh >/dev/null; then
	zsh -n "$work/endcap.zsh" || fail "zsh does not read it"
fi
if command -v fish >/dev/null; then
	equal "bundle bundles" "$(complete_fish "endcap bun")" "fish: first words"
	equal "new" "$(complete_fish "endcap bundle n")" "fish: second words"
	equal "--percent --price --priority" \
		"$(complete_fish "endcap bundle new --p")" "fish: options"
	equal "csv" "$(complete_fish "endcap bundles --format c")" \
		"fish: formats"
fi
