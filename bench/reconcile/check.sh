#!/bin/sh
# A small register from the generator: the truth is judged, and the counters of SQLite, PostgreSQL and DuckDB must be ours.
# check.sh BUILD_DIR POSTGRES_CONNECTION [SEED]; needs sqlite3, psql, and DuckDB as package.json names it (npm install in this folder, Node 20).
set -eu
build=$1 postgres=$2 seed=${3:-1}
here=$(cd "$(dirname "$0")" && pwd)
. "$here/peers.sh"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$build/bench/reconcile/reconcile_generate" "$folder" --people 20000 --insurance 200000 --labour 100000 --card 300000 --slips 20 --seed "$seed"
cd "$folder"
"$build/gangqiao" compare --roster roster.csv --registry social_insurance=social_insurance.csv --registry labour_resource=labour_resource.csv \
  --registry social_card=social_card.csv --out out --key key --json >summary.json 2>/dev/null
"$build/bench/reconcile/reconcile_judge" . out
for registry in labour_resource social_card social_insurance; do
  awk -F, -v name="${registry}_match" -v registry="$registry" \
    'NR == 1 { for (i = 1; i <= NF; ++i) if ($i == name) c = i; next } $c == "exact" { ++n } END { print registry "," n + 0 }' out/people.csv
done >ours.txt
echo "gangqiao: $(tr '\n' ' ' <ours.txt)"
in_sqlite >sqlite.txt
in_postgres "$postgres" >postgres.txt
in_duckdb >duckdb.txt
for engine in sqlite postgres duckdb; do
  echo "$engine: $(tr '\n' ' ' <$engine.txt)"
  cmp ours.txt $engine.txt
done
