#!/usr/bin/env bash
# ./x run [WORKERS]: demo data, the month, the console. Everything lies in build/demo; delete it to begin anew.
set -euo pipefail
workers=${1:-60000}
program=build/release/gangqiao
demo=build/demo
store=(--data "$demo/data/demo.db" --key "$demo/key/demo.key")
say() { printf '\033[1m岗桥\033[0m %s\n' "$*" >&2; }
mkdir -p "$demo/data" "$demo/key"
if [ "$(cat "$demo/files/.workers" 2>/dev/null || true)" != "$workers" ]; then
  say "造演示数据：湘西州 8 个县 $workers 名劳动者"
  rm -rf "$demo/files" "$demo/data" "$demo/key" "$demo/month"
  mkdir -p "$demo/data" "$demo/key"
  "$program" demo "$demo/files" --workers "$workers"
  printf '%s' "$workers" > "$demo/files/.workers"
fi
"$program" init "${store[@]}"  # adds what is missing
"$program" account demo "${store[@]}"
say "办 2026 年 8 月：导入、比对、清单、匹配、补贴、报表（已办完的步骤不重做）"
"$program" month "${store[@]}" --as xiangxi --period 2026-08 --as-of 2026-08-31 \
  --roster "$demo/files/roster.xlsx" --registry "social_insurance=$demo/files/social_insurance.csv" \
  --registry "labour_resource=$demo/files/labour_resource.csv" --registry "social_card=$demo/files/social_card.csv" \
  --posts "$demo/files/posts.xlsx" --employers "$demo/files/employers.csv" --claims "$demo/files/claims.csv" --out "$demo/month"
port=${GANGQIAO_PORT:-8080}
say "打开 http://127.0.0.1:$port/ ，账号 huayuan，密码 gangqiao-demo（Ctrl+C 停止）"
exec "$program" serve "${store[@]}" --port "$port"
