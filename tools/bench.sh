#!/usr/bin/env bash
# ./x bench [NAME ...]: builds the benchmark programs and runs them one after the other. A folder bench/NAME has a run.sh, which finds the
# programs below $BENCH_BIN and keeps its data below $BENCH_DATA, or one program that needs neither.
set -euo pipefail
cmake --preset release -DGQ_BENCH=ON >/dev/null
ninja -C build/release --quiet
export BENCH_BIN=$PWD/build/release/bench BENCH_DATA=${BENCH_DATA:-$PWD/build/bench}
mkdir -p "$BENCH_DATA"
all=$(cd bench && find . -mindepth 2 -maxdepth 2 \( -name CMakeLists.txt -o -name run.sh \) -printf '%h\n' | sed 's|^./||' | sort -u)
for name in ${*:-$all}; do
  printf '== %s\n' "$name"
  if [ -f "bench/$name/run.sh" ]; then
    bash "bench/$name/run.sh"
  else
    for program in "$BENCH_BIN/$name"/*; do
      [ -f "$program" ] && [ -x "$program" ] || continue
      "$program"
    done
  fi
done
