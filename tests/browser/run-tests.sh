#!/usr/bin/env bash
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
skip() { echo "浏览器测试跳过：$1"; exit 77; }
[ -d node_modules/playwright-core ] || skip '还没有安装 npm 包（cd tests/browser && npm ci）'
[ -x "${CHROMIUM:-/usr/bin/chromium}" ] || skip '没有 Chromium（apt install chromium）'
[ -f ../../web/dist/index.html ] || skip '网页还没有构建（cd web && npm run build）'
exec node run.mjs "$@"
