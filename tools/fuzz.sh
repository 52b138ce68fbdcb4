#!/usr/bin/env bash
# Fuzzes every parser that has a fuzzer in fuzz/: tools/fuzz.sh [SECONDS [NAME...]], 60 seconds each unless told otherwise.
# Built with clang 14, address and undefined-behaviour sanitizers, into build/fuzz. A finding stops the script; its input
# is left in build/fuzz/findings/NAME and belongs into fuzz/seeds/NAME once it is cured.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
seconds=${1:-60}
[ $# -gt 0 ] && shift
sanitizers='-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize=function -fno-sanitize-recover=undefined'
if [ ! -f build/fuzz/build.ninja ]; then
  cmake -S . -B build/fuzz -G Ninja -DGQ_FUZZ=ON -DGQ_TESTS=OFF -DCMAKE_BUILD_TYPE=Debug \
    -DCMAKE_C_COMPILER=clang-14 -DCMAKE_CXX_COMPILER=clang++-14 \
    -DCMAKE_CXX_FLAGS_DEBUG="-O1 -g1 $sanitizers" -DCMAKE_C_FLAGS_DEBUG="-O1 -g1 $sanitizers" >/dev/null
fi
names=("$@")
if [ ${#names[@]} = 0 ]; then
  ninja -C build/fuzz ${GQ_JOBS:+-j$GQ_JOBS} --quiet fuzzers
  for program in build/fuzz/fuzz/fuzz_*; do
    [ -x "$program" ] && [ -f "$program" ] && names+=("${program##*/fuzz_}")
  done
else
  for name in "${names[@]}"; do ninja -C build/fuzz ${GQ_JOBS:+-j$GQ_JOBS} --quiet "fuzz_$name"; done
fi
for name in "${names[@]}"; do
  corpus=build/fuzz/corpus/$name findings=build/fuzz/findings/$name
  mkdir -p "$corpus" "$findings"
  [ -d "fuzz/seeds/$name" ] && cp -r "fuzz/seeds/$name/." "$corpus/"
  if [ -f "fuzz/seeds/$name.from" ]; then
    while read -r file; do cp "$file" "$corpus/"; done < "fuzz/seeds/$name.from"
  fi
  echo "模糊测试 $name：$seconds 秒 …" >&2
  log=build/fuzz/$name.log
  if ! "build/fuzz/fuzz/fuzz_$name" -max_total_time="$seconds" -rss_limit_mb=2048 -timeout=25 -max_len=65536 \
      -artifact_prefix="$findings/" "$corpus" >"$log" 2>&1; then
    tail -n 40 "$log" >&2
    echo "模糊测试 $name 有发现：输入在 $findings" >&2
    exit 1
  fi
  grep -E 'DONE|stat::number_of_executed' "$log" | tail -n 1 >&2 || tail -n 1 "$log" >&2
done
