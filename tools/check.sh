#!/usr/bin/env bash
# ./x check: what is known within a minute. Fences and schema; every source parses with clang; tidy and format of what changed.
#
# A source that was parsed once is not parsed again until its text, a header that it reaches or its flags change: build/check holds one
# empty file per good sum. Changed means: against the merge base with main, or against the last commit when that is main itself.
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C.UTF-8
jobs=${GQ_CHECK_JOBS:-2}
database=build/release/compile_commands.json
cache=build/check
mkdir -p "$cache"
failed=0
say() { printf '\033[1m检查\033[0m %s\n' "$*" >&2; }
step() { # step WHAT COMMAND...: a failing step does not stop the next one
  local what=$1 from=$SECONDS; shift
  if "$@"; then say "$what：通过（$((SECONDS - from)) 秒）"; else say "$what：没有通过"; failed=1; fi
}

[ -f build/release/build.ninja ] || cmake --preset release >/dev/null

fences_and_schema() {
  nice ninja -C build/release --quiet -j"$jobs" fences_test schema_test &&
    ctest --test-dir build/release -R '^(fences|schema)_test$' --output-on-failure --no-tests=error >"$cache/ctest.log" 2>&1 ||
    { grep -E 'Failure|error|: |FAILED' "$cache/ctest.log" | head -n 60 >&2; return 1; }
}

changed_files() { # C++ files that differ from main (or from the commit before), and what is not committed yet
  local base
  base=$(git merge-base HEAD main 2>/dev/null || true)
  if [ -z "$base" ] || [ "$base" = "$(git rev-parse HEAD)" ]; then base=$(git rev-parse -q --verify HEAD~1 || git rev-parse HEAD); fi
  { git diff --name-only --diff-filter=d "$base" -- '*.cc' '*.h'; git ls-files --others --exclude-standard -- '*.cc' '*.h'; } | sort -u
}

# The flags of every source of the project: "FILE<tab>FLAGS"; generated sources and the compiler cache are left out.
flags() {
  awk -v root="$PWD/" '
    /^ *"command": / { command = $0; sub(/^ *"command": "/, "", command); sub(/",?$/, "", command); gsub(/\\\\/, "\001", command); gsub(/\\"/, "\"", command); gsub(/\001/, "\\", command) }
    /^ *"file": / {
      file = $0; sub(/^ *"file": "/, "", file); sub(/",?$/, "", file)
      if (index(file, root) != 1) next
      file = substr(file, length(root) + 1)
      if (file !~ /\.cc$/ || file ~ /^build\// || seen[file]++) next
      n = split(command, words, " "); keep = ""
      for (i = 1; i <= n; ++i) {
        if (words[i] == "-isystem" || words[i] == "-I" || words[i] == "-include") { keep = keep " " words[i] " " words[i + 1]; ++i }
        else if (words[i] ~ /^-(I|D|std=|m|isystem)/) keep = keep " " words[i]
      }
      print file "\t" keep
    }' "$database"
}

# "FILE<tab>SUM" of every source: over its own text and the headers of the project that it reaches.
sums() {
  git ls-files -z --cached --others --exclude-standard -- '*.cc' '*.h' | xargs -0 sh -c 'for f; do [ -f "$f" ] && printf "%s\0" "$f"; done' sh >"$cache/sources"
  xargs -0 sha256sum <"$cache/sources" >"$cache/sums"
  { xargs -0 grep -HoE '^ *# *include +"[^"]+"' <"$cache/sources" || true; } >"$cache/includes"
  awk '
    FILENAME ~ /sums$/ { sum[$2] = $1; next }
    { at = index($0, ":"); from = substr($0, 1, at - 1); split(substr($0, at + 1), part, "\""); reach[from] = reach[from] " " part[2] }
    function collect(file,   list, n, i) {
      if (done[file] == mark || !(file in sum)) return
      done[file] = mark; text = text sum[file]
      n = split(reach[file], list, " ")
      for (i = 1; i <= n; ++i) collect(list[i])
    }
    END { for (file in sum) if (file ~ /\.cc$/) { mark = file; text = ""; collect(file); print file "\t" text } }
  ' "$cache/sums" "$cache/includes" | while IFS=$'\t' read -r file text; do printf '%s\t%s\n' "$file" "$(printf %s "$text" | cksum | tr -d ' ')$(printf %s "$text" | md5sum | cut -c1-32)"; done >"$cache/keys"
}
key_of() { awk -F'\t' -v file="$1" '$1 == file { print $2 }' "$cache/keys"; }

parse_one() { # parse_one FILE FLAGS KEY
  local stamp; stamp=$cache/parsed-$(printf '%s %s' "$2" "$3" | md5sum | cut -c1-32)
  [ -f "$stamp" ] && return 0
  # GNU statement expressions are the house style (TRY).
  eval "nice clang++-14 -fsyntax-only -Wall -Wextra -Werror -Wno-missing-field-initializers -Wno-unknown-warning-option -Wno-gnu-statement-expression -Wno-unused-command-line-argument $2 \"\$1\"" &&
    touch "$stamp"
}
export -f parse_one
export cache

parse_all() {
  command -v clang++-14 >/dev/null || { say "没有 clang++-14：见 tools/packages-test.txt"; return 1; }
  flags >"$cache/flags"
  awk -F'\t' 'FNR == NR { key[$1] = $2; next } ($1 in key) { printf "%s%c%s%c%s%c", $1, 0, $2, 0, key[$1], 0 }' "$cache/keys" "$cache/flags" |
    xargs -0 -r -n 3 -P "$jobs" bash -c 'parse_one "$@"' parse
}

tidy_changed() {
  local files=()
  mapfile -t files < <(changed_files | grep '\.cc$' | grep -vE '^(fuzz|bench)/' || true)
  [ ${#files[@]} = 0 ] && return 0
  command -v clang-tidy-14 >/dev/null || { say "没有 clang-tidy-14：跳过"; return 0; }
  local file
  for file in "${files[@]}"; do
    grep -q "^$file	" "$cache/flags" && printf '%s\0%s\0' "$file" "$(key_of "$file")"
  done | xargs -0 -r -n 2 -P "$jobs" bash -c '
    stamp=$cache/tidy-$( { echo "$1"; cat .clang-tidy; } | md5sum | cut -c1-32)
    [ -f "$stamp" ] && exit 0
    nice clang-tidy-14 --quiet -p build/release --extra-arg=-Wno-unknown-warning-option "$0" 2>/dev/null && touch "$stamp"'
}

format_changed() { # a report, not a gate: tables of fields and of cases are aligned by hand
  command -v clang-format-14 >/dev/null || return 0
  local file n=0
  while read -r file; do
    clang-format-14 --dry-run -Werror "$file" >/dev/null 2>&1 || { n=$((n + 1)); printf '  clang-format 会改动：%s\n' "$file" >&2; }
  done < <(changed_files)
  [ "$n" = 0 ] || say "格式：$n 个改动过的文件与 .clang-format 不一致（只提示，不算错）"
}

sums
step "围栏与库结构" fences_and_schema
step "clang++-14 解析" parse_all
step "clang-tidy-14（改动的文件）" tidy_changed
format_changed
exit $failed
