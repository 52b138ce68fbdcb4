#!/usr/bin/env bash
# Types and unit tests of the console; 77 (skipped) where its npm packages are not installed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
if [ ! -d node_modules/vitest ]; then
  echo "网页测试跳过：还没有安装 npm 包（cd web && npm ci）"
  exit 77
fi
npm run --silent check
npm run --silent test
