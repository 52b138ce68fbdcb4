# The statement of counters.sql in other engines, over the CSV files of the working folder: each function prints `registry,people` by registry.
# Sourced by check.sh and run.sh, which set `here` to this folder.
tables="roster social_insurance labour_resource social_card"

in_sqlite() { # [STATEMENT]
  { echo ".mode csv"; for t in $tables; do echo ".import $t.csv $t"; done; cat "$here/${1:-counters.sql}"; } | sqlite3 :memory: | tr -d '\r'
}
in_postgres() { # CONNECTION [STATEMENT]; temporary tables of the session
  {
    for t in $tables; do
      echo "CREATE TEMP TABLE $t ($(head -1 "$t.csv" | tr -d '\r' | sed 's/,/ text, /g') text);"
      printf '%s\n' "\\copy $t FROM '$t.csv' (FORMAT csv, HEADER)"  # echo of some shells ends at \c
    done
    cat "$here/${2:-counters.sql}"
  } | psql "$1" -X -q -A -t -F , -v ON_ERROR_STOP=1
}
in_duckdb() { # [STATEMENT]; @duckdb/node-api stands in this folder's node_modules
  node "$here/duckdb.mjs" "$here/${1:-counters.sql}" $tables
}
