#!/usr/bin/env bash
# A roster of 200,000 rows: from CSV on both databases and from XLSX, while somebody else saves.
set -euo pipefail
folder=$BENCH_DATA/import
bench=$BENCH_BIN/import/import_bench
mkdir -p "$folder"
[ -f "$folder/demo/roster.xlsx" ] || build/release/gangqiao demo "$folder/demo" --workers "${ROWS:-200000}" >/dev/null 2>&1
[ -f "$folder/roster.csv" ] || "$bench" "$folder/demo/roster.xlsx" csv "$folder/roster.csv" >/dev/null
export GQ_POSTGRES_CONF=$PWD/bench/import/postgresql.conf
"$bench" --header
for _ in $(seq "${ROUNDS:-2}"); do
  "$bench" "$folder/roster.csv" sqlite
  "$bench" "$folder/demo/roster.xlsx" sqlite
  "$bench" "$folder/roster.csv" postgres
done
