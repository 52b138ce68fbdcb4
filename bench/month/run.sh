#!/usr/bin/env bash
# The month on 60,000 workers (WORKERS), from the files to the report, as an office runs it: demo files, a new store, one command. With
# BENCH_POSTGRES="host=… dbname=…" (an empty database of your own) also on PostgreSQL. The steps print their own seconds.
set -euo pipefail
workers=${WORKERS:-60000}
rounds=${ROUNDS:-3}
folder=$BENCH_DATA/month
gangqiao=build/release/gangqiao
as_of=2026-10-31
mkdir -p "$folder"
[ -d "$folder/files-$workers" ] || "$gangqiao" demo "$folder/files-$workers" --workers "$workers" --as-of $as_of >/dev/null
files=$folder/files-$workers
month() {  # STORE NAME
  rm -rf "$folder/out"
  "$gangqiao" init --data "$1" --key "$folder/key/month.key" --provinces '43;35' >/dev/null 2>&1
  local from=$EPOCHREALTIME code=0
  "$gangqiao" month --data "$1" --key "$folder/key/month.key" --period 2026-10 --as-of $as_of --roster "$files/roster.xlsx" \
    --posts "$files/posts.xlsx" --employers "$files/employers.csv" --claims "$files/claims.csv" \
    --registry social_insurance="$files/social_insurance.csv" --registry labour_resource="$files/labour_resource.csv" \
    --registry social_card="$files/social_card.csv" --out "$folder/out" 2>"$folder/steps" || code=$?
  [ "$code" = 0 ] || [ "$code" = 3 ] || { cat "$folder/steps"; exit 1; }  # 3: done, with rows rejected
  awk -v name="$2" -v a="$from" -v b="$EPOCHREALTIME" 'BEGIN { printf "%-10s %6.1f s\n", name, b - a }'
}
for _ in $(seq "$rounds"); do
  rm -rf "$folder/store" && mkdir -p "$folder/store"
  month "$folder/store/month.db" SQLite
done
tr '\r' '\n' <"$folder/steps" | grep -E '[0-9] 秒$'
if [ -n "${BENCH_POSTGRES:-}" ]; then month "$BENCH_POSTGRES" PostgreSQL; fi
