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
# A line "command|option" for each that its help has.
while read -r command; do
	echo "$command|"
	"$ENDCAP" help $command |
		sed -n "s/^  [^ ]*[ ]*--\([a-z-]*\).*/$command|\1/p"
done <"$work/commands" >"$work/options"
[ "$(wc -l <"$work/options")" -gt 150 ] || fail "too few options"
awk -F '|' '
	NR == FNR {
		gsub(/\\-/, "-")
		if (/^\.SS /)
			heads = heads substr($0, 5) " \n"
		page = page $0 "\n"
		next
	}
	$2 == "" && index("\n" heads, "\n" $1 " ") == 0 { print $1 }
	$2 != "" && index(page, "--" $2) == 0 { print "--" $2 }
' "$work/endcap.1" "$work/options" >"$work/missing"
equal "" "$(cat "$work/missing")" "what the man page has not"
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
	awk '
		NR == FNR { text = text " " $0; next }
		{
			second = $0
			sub(/^[^ ]* /, "", second)
			if (!match(text, "[^a-z_]" $0 "[^a-z_]") &&
			    !match(text, "-a " second "[^a-z_]"))
				print
		}
	' "$work/endcap.$shell" "$work/commands" >"$work/missing"
	equal "" "$(cat "$work/missing")" "what $shell does not complete"
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
