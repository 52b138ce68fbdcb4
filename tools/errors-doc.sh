#!/usr/bin/env bash
# Lists every ErrorKind of the sources as docs/reference/errors.md; prints to standard output. tests/fences compares it with the committed file:
#   tools/errors-doc.sh > docs/reference/errors.md
set -euo pipefail
export LC_ALL=C.UTF-8
cd "$(dirname "$0")/.."
cat <<'TEXT'
# Errors

Every error of the API and the command line has a code that does not change. `status` is the HTTP status. Made by `tools/errors-doc.sh`
from the `ErrorKind` constants of the sources; do not edit.

| code | status | 中文 | English | declared in |
| --- | --- | --- | --- | --- |
TEXT
# Declarations may break over lines: join the files' lines first, then take each constant with its four parts.
find base engines kits modules apps -type f \( -name '*.h' -o -name '*.cc' \) -not -name '*_test.cc' -print0 | sort -z |
while IFS= read -r -d '' file; do
  tr '\n' ' ' < "$file" | { grep -oP 'ErrorKind k\w+\s*=?\s*\{\s*"[^"]+",\s*\d+,\s*"[^"]+",\s*"[^"]+"' || true; } |
    sed -E "s|^ErrorKind k[A-Za-z0-9_]+ *=? *\{ *\"([^\"]+)\", *([0-9]+), *\"([^\"]+)\", *\"([^\"]+)\"|\| \`\1\` \| \2 \| \3 \| \4 \| ${file//|/} \||" | sed '/family\.name/d'
done | LC_ALL=C sort
