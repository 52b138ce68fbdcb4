#!/usr/bin/env bash
# The demo of `./x run` on small data: it lives in the last month, a store with edits is never deleted unasked, --new makes it anew.
# Usage: check_run_demo.sh PROGRAM (build/release/gangqiao of this folder).
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
[ "$(readlink -f "$1")" = "$(readlink -f build/release/gangqiao)" ] || { echo "another build: nothing to check"; exit 0; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export GANGQIAO_DEMO=$folder/demo GANGQIAO_SERVE=no
failed=0
fault() { printf '%s\n' "$*"; failed=1; }
run() { timeout 250 bash tools/run-demo.sh "$@" </dev/null >"$folder/out" 2>&1 || { fault "run $*: $(tail -n 5 "$folder/out")"; }; }
month=$(TZ=Asia/Shanghai date -d "$(TZ=Asia/Shanghai date +%Y-%m-01) -1 day" +%F)

run 300
[ "$(cat "$GANGQIAO_DEMO/files/.as_of")" = "$month" ] || fault "not of the month that ended last"
grep -q "\"as_of\":\"$month\"" "$GANGQIAO_DEMO/month/summary.json" || fault "the month is not of $month"
echo edit > "$GANGQIAO_DEMO/data/edited"
run 400
[ -f "$GANGQIAO_DEMO/data/edited" ] || fault "a store with edits was deleted unasked"
[ "$(cat "$GANGQIAO_DEMO/files/.workers")" = 300 ] || fault "files and store are of different sizes"
grep -q -- "--new" "$folder/out" || fault "nothing says how to make it anew"
run
[ -f "$GANGQIAO_DEMO/data/edited" ] || fault "a store with edits was deleted unasked"
run 400 --new
[ -f "$GANGQIAO_DEMO/data/edited" ] && fault "--new kept the store"
[ "$(cat "$GANGQIAO_DEMO/files/.workers")" = 400 ] || fault "--new did not take the size"
bash tools/run-demo.sh 4x </dev/null >/dev/null 2>&1 && fault "took 4x for a number"
exit $failed
