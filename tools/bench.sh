#!/usr/bin/env bash
# ./x bench [NAME]: builds the benchmark programs and runs them one after the other (NAME: tables, matching, reconcile).
set -euo pipefail
only=${1:-}
cmake --preset release -DGQ_BENCH=ON >/dev/null
ninja -C build/release --quiet
for program in build/release/bench/*/*; do
  [ -f "$program" ] && [ -x "$program" ] || continue
  name=$(basename "$(dirname "$program")")
  [ -z "$only" ] || [ "$only" = "$name" ] || continue
  case $program in *generate*) continue ;; esac  # makes data; see bench/reconcile/README.md
  printf '== %s\n' "$name" >&2
  "$program"
done
