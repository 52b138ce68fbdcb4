#!/usr/bin/env bash
# The committed client is the one that the program's own document gives. Usage: check-client.sh PROGRAM
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
document=$(mktemp) made=$(mktemp)
trap 'rm -f "$document" "$made"' EXIT
"$1" openapi > "$document"
node tools/generate_client.mjs < "$document" > "$made"
[ "$(grep -c '^export const ' "$made")" -gt 40 ] || { echo "generate_client.mjs gave hardly any functions"; exit 1; }
diff -u shared/src/api/generated.ts "$made" || { echo "shared/src/api/generated.ts is old: run ./x types"; exit 1; }
# What the generator does not know must stop it, not vanish.
if sed 's/"maxLength"/"multipleOf"/' "$document" | node tools/generate_client.mjs > "$made" 2>/dev/null; then
  echo "generate_client.mjs lets an unknown keyword pass"; exit 1
fi
