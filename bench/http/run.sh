#!/usr/bin/env bash
# One person by id: requests a second of `gangqiao serve` with one worker and of fastify + better-sqlite3, each held to the one same core, in turn, on the same
# 20,000 people, with the same load (32 connections of one thread). Needs Node 20 or newer; older ones are told and skipped.
set -euo pipefail
rounds=${ROUNDS:-5}
seconds=${SECONDS_EACH:-5}
folder=$BENCH_DATA/http
bin=$BENCH_BIN
if ! command -v node >/dev/null || [ "$(node -p 'process.versions.node.split(".")[0]')" -lt 20 ]; then
  echo "skipped: the peer needs Node 20 or newer, here is $(node --version 2>/dev/null || echo none)"
  exit 0
fi
[ -d bench/peers/node_modules ] || (cd bench/peers && npm ci --silent --no-audit --no-fund)
mkdir -p "$folder"
"$bin/people/people_bench" "$folder" 150000 --plain "$folder/plain.db" 20000 | grep -E '^(gq_session=|/api/)' >"$folder/paths"
port=$((20000 + RANDOM % 20000))
stop() { kill "${ours:-}" "${peer:-}" 2>/dev/null || true; }
trap stop EXIT
taskset -c 0 build/release/gangqiao serve --data "$folder/data/people.db" --key "$folder/key/people.key" --port $port --threads 1 >/dev/null 2>"$folder/serve.log" &
ours=$!
taskset -c 0 node bench/peers/person.mjs "$folder/plain.db" $((port + 1)) &
peer=$!
for p in $port $((port + 1)); do
  for _ in $(seq 200); do (exec 3<>/dev/tcp/127.0.0.1/$p) 2>/dev/null && break; sleep 0.1; done
done
# Seconds of processor time of a process so far; on a machine with other work they tell more than the clock.
processor() { awk -v hz="$(getconf CLK_TCK)" '{ print ($14 + $15) / hz }' "/proc/$1/stat"; }
measure() {  # NAME PID PORT
  local before line
  before=$(processor "$2")
  line=$(taskset -c 1 "$bin/http/load_bench" "$3" "$folder/paths" "$seconds" 32)
  awk -v name="$1" -v used="$(awk -v a="$(processor "$2")" -v b="$before" 'BEGIN { print a - b }')" -v s="$seconds" \
    '{ printf "%-10s %10d %14d %8s %8s %8s %5s\n", name, $1, $1 * s / used, $2, $3, $4, $5 }' <<<"$line"
}
printf '%-10s %10s %14s %8s %8s %8s %5s\n' server 'requests/s' 'of processor' 'p50 ms' 'p99 ms' bytes bad
for _ in $(seq "$rounds"); do
  measure gangqiao "$ours" "$port"
  measure fastify "$peer" $((port + 1))
done | tee "$folder/figures"
for column in 2 3; do
  sort -k1,1 -k$column,${column}n "$folder/figures" | awk -v c=$column '{ v[$1, ++n[$1]] = $c } END {
    for (k in n) { m[k] = v[k, int((n[k] + 1) / 2)]; low[k] = v[k, 1]; high[k] = v[k, n[k]] }
    printf "%s: gangqiao %d (%d to %d), fastify %d (%d to %d): %.2f times\n", c == 2 ? "requests a second" : "requests a second of processor time", m["gangqiao"],
      low["gangqiao"], high["gangqiao"], m["fastify"], low["fastify"], high["fastify"], m["gangqiao"] / m["fastify"] }'
done
