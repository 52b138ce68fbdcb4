#!/bin/sh
# A small register from the generator: the truth is judged and the counters of SQLite must be ours. check.sh BUILD_DIR [SEED] [SQLITE3]
set -eu
build=$1 seed=${2:-1}
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$build/bench/reconcile/reconcile_generate" "$folder" --people 20000 --insurance 200000 --labour 100000 --card 300000 --slips 20 --seed "$seed"
cd "$folder"
"$build/gangqiao" compare --roster roster.csv --registry social_insurance=social_insurance.csv --registry labour_resource=labour_resource.csv \
  --registry social_card=social_card.csv --out out --key key --json >summary.json 2>/dev/null
"$build/bench/reconcile/reconcile_judge" . out
if ! command -v sqlite3 >/dev/null; then
  echo "SKIPPED: sqlite3 is not installed, counters are not compared"
  exit 0
fi
{
  echo ".mode csv"
  for table in roster social_insurance labour_resource social_card; do echo ".import $table.csv $table"; done
  cat "$here/counters.sql"
} | sqlite3 :memory: >sqlite.txt
for registry in social_insurance labour_resource social_card; do
  ours=$(awk -F, -v name="${registry}_match" 'NR == 1 { for (i = 1; i <= NF; ++i) if ($i == name) c = i; next } $c == "exact" { ++n } END { print n + 0 }' out/people.csv)
  theirs=$(grep "^$registry," sqlite.txt | cut -d, -f2 | tr -d '\r')
  echo "$registry: gangqiao $ours, SQLite $theirs"
  [ "$ours" = "$theirs" ]
done
