#!/usr/bin/env bash
# ./x run [WORKERS] [--new]: demo data, the month, the console. Everything lies in build/demo (GANGQIAO_DEMO names another folder).
# A store that is there stays, with all that was entered in it, until --new: its size and its month are those it was made with.
# GANGQIAO_SERVE=no ends before the console is served.
set -euo pipefail
program=build/release/gangqiao
demo=${GANGQIAO_DEMO:-build/demo}
workers='' new=no
for word in "$@"; do
  case $word in
    --new) new=yes ;;
    *[!0-9]*|'') printf '岗桥 错误：不认识 %s。用法：./x run [人数] [--new]\n' "$word" >&2; exit 2 ;;
    *) workers=$word ;;
  esac
done
store=(--data "$demo/data/demo.db" --key "$demo/key/demo.key")
say() { printf '\033[1m岗桥\033[0m %s\n' "$*" >&2; }
there=$(cat "$demo/files/.workers" 2>/dev/null || true)
# The last month that has ended: the home page of today then has figures of last month, and people who wait since then.
month_end=$(TZ=Asia/Shanghai date -d "$(TZ=Asia/Shanghai date +%Y-%m-01) -1 day" +%F)
as_of=$(cat "$demo/files/.as_of" 2>/dev/null || echo 2026-08-31)
if [ -n "$there" ] && [ "$new" = no ]; then
  stale=''
  [ -n "$workers" ] && [ "$workers" != "$there" ] && stale="现有的演示库是 $there 人，这次要的是 $workers 人"
  [ "$as_of" != "$month_end" ] && stale="${stale:+$stale；}现有的演示库办的是 ${as_of%-*}，上个月是 ${month_end%-*}"
  if [ -n "$stale" ]; then
    say "$stale。"
    answer=''
    if [ -t 0 ]; then read -r -p "删去重造（库里改过的都会丢失）？[y/N] " answer || true; fi
    case $answer in
      y|Y|yes|是) new=yes ;;
      *) say "沿用现有的库。要重造：./x run ${workers:-$there} --new（库里改过的都会丢失）" ;;
    esac
  fi
fi
if [ -z "$there" ] || [ "$new" = yes ]; then
  workers=${workers:-${there:-60000}} as_of=$month_end
  say "造演示数据：湘西州 8 个县 $workers 名劳动者，业务日期 $as_of"
  rm -rf "$demo/files" "$demo/data" "$demo/key" "$demo/month"
  mkdir -p "$demo/data" "$demo/key"
  "$program" demo "$demo/files" --workers "$workers" --as-of "$as_of"
  printf '%s' "$as_of" > "$demo/files/.as_of"
  printf '%s' "$workers" > "$demo/files/.workers"
fi
mkdir -p "$demo/data" "$demo/key"
"$program" init "${store[@]}"  # adds what is missing
"$program" account demo "${store[@]}"
period=${as_of%-*}
roster=$demo/files/roster.xlsx
[ -f "$roster" ] || roster=$demo/files/roster.csv
say "办 $period：导入、比对、清单、匹配、补贴、报表（已办完的步骤不重做）"
code=0
"$program" month "${store[@]}" --as xiangxi --period "$period" --as-of "$as_of" \
  --roster "$roster" --registry "social_insurance=$demo/files/social_insurance.csv" \
  --registry "labour_resource=$demo/files/labour_resource.csv" --registry "social_card=$demo/files/social_card.csv" \
  --posts "$demo/files/posts.xlsx" --employers "$demo/files/employers.csv" --claims "$demo/files/claims.csv" --out "$demo/month" || code=$?
[ "$code" = 0 ] || [ "$code" = 3 ] || exit "$code"  # 3: done, with rows rejected
[ "${GANGQIAO_SERVE:-yes}" = no ] && exit 0
port=${GANGQIAO_PORT:-8080}
say "打开 http://127.0.0.1:$port/ ，账号 huayuan，密码 gangqiao-demo（Ctrl+C 停止）"
exec "$program" serve "${store[@]}" --port "$port"
