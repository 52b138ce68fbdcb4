#!/usr/bin/env bash
# Latency of lists and searches at the size of a province (the store is made once and kept: some minutes, 1.7 GB).
set -euo pipefail
"$BENCH_BIN/people/people_bench" "$BENCH_DATA/people" "${PEOPLE:-1518600}" "${ROUNDS:-200}"
