# No connection to anywhere: the system is watched for calls of the network
# while a shop is imported, looked at, exported and drawn.
. tests/cli/lib

command -v strace >"$work/out" &&
	strace -o "$work/trace" true 2>"$work/err" || {
	echo "no strace that may watch"
	exit 77
}
case $ENDCAP in
*/asan/*)
	echo "the sanitizer does not run under strace"
	exit 77
	;;
esac

watched() { # watched ARGUMENTS...
	strace -f -e trace=network -o "$work/trace" "$ENDCAP" "$@" \
		>"$work/out" 2>"$work/err" </dev/null
	code=$?
	[ $code = 0 ] || fail "endcap $*: expected it to be done"
	! grep -v -e ' exited with ' -e ' +++' -e ' --- ' "$work/trace" |
		grep '(' || fail "endcap $* asks for the network"
}

# The watch itself: something that does open a socket is seen.
if command -v python3 >"$work/out"; then
	strace -f -e trace=network -o "$work/trace" \
		python3 -c 'import socket; socket.socket()' >"$work/out" 2>&1
	grep -q socket "$work/trace" || fail "the watch sees nothing"
fi
# And it gives up what it never does, where the kernel's headers are there.
strace -e trace=seccomp -o "$work/trace" "$ENDCAP" --version >"$work/out" 2>&1
[ ! -e /usr/include/linux/seccomp.h ] || ! uname -m | grep -q x86_64 ||
	grep -q 'seccomp(SECCOMP_SET_MODE_FILTER.*= 0' "$work/trace" ||
	fail "connections are not given up"

watched import "$data/products.csv" "$data/orders.csv" "$data/customers.csv"
watched overview
watched bundle new tea MUG TEA --percent 5
watched bundle project tea
watched threshold curve
watched export bundles --format json -o "$work/bundles.json"
watched report -o "$work/report.html"
watched check
printf '2345\n' >"$work/keys"
watched --script "$work/keys"
