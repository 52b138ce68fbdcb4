#!/bin/bash
# The full comparison beside its peers on the same files (D19). run.sh BUILD_DIR FOLDER [--full]: FOLDER keeps what is generated; 8 GB with --full.
# Both clocks of ours: `seconds` counters, `seconds_output` the writing; then cat, SQLite, PostgreSQL (PGDATABASE, or a whole connection string there)
# and DuckDB (npm install in this folder, Node 20) where they are there; others are skipped aloud. DuckDB also on raw text (counters_raw.sql).
set -eu
build=${1:-build/release} folder=${2:-$BENCH_DATA/reconcile} size=${3:-}
mkdir -p "$folder"; build=$(cd "$build" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
. "$here/peers.sh"
if [ ! -f "$folder/roster.csv" ]; then
  if [ "$size" = --full ]; then set -- --people 1518600 --insurance 20000000 --labour 10000000 --card 60000000; else set --; fi
  "$build/bench/reconcile/reconcile_generate" "$folder" "$@"
fi
cd "$folder"
timed() { echo "== $1"; shift; { time "$@"; } 2>&1 | grep -v '^$'; }
timed "cat" sh -c 'cat roster.csv social_insurance.csv labour_resource.csv social_card.csv >/dev/null'
for near in off on; do
  timed "gangqiao, near $near" "$build/gangqiao" compare --roster roster.csv --registry social_insurance=social_insurance.csv \
    --registry labour_resource=labour_resource.csv --registry social_card=social_card.csv --out "out_$near" --key key --near $near --json
done
if [ -d "$here/node_modules/@duckdb/node-api" ]; then
  timed "DuckDB, normalised" in_duckdb
  timed "DuckDB, raw text" in_duckdb counters_raw.sql
else echo "SKIPPED: DuckDB, run npm install in bench/reconcile"; fi
if [ -n "${PGDATABASE:-}" ]; then timed "PostgreSQL" in_postgres "$PGDATABASE"; else echo "SKIPPED: PostgreSQL, PGDATABASE is not set"; fi
if command -v sqlite3 >/dev/null; then timed "SQLite" in_sqlite; else echo "SKIPPED: SQLite, no sqlite3"; fi
