// Runs every case of cases/*.mjs against the real program with a small demo store of its own.
//
//   node run.mjs [part of a case's name]
//
// GANGQIAO_URL uses a program that already runs. Prints "N passed, N failed"; the exit code says the same. After a
// failure the screen as it was stands in build/screens/failed/.
import { mkdirSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Api } from './api.mjs'
import { newPage, signIn, startBrowser } from './browser.mjs'
import { startServer } from './server.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const failedDir = join(here, '..', '..', 'build', 'screens', 'failed')
const only = process.argv[2] ?? ''

const server = await startServer()
const { browser, close } = await startBrowser()
let passed = 0
let failed = 0
let skipped = 0
const offered = await fetch(`${server.base}/api/openapi.json`)
  .then(async (answer) => (answer.ok ? (await answer.json()).paths : null))
  .catch(() => null)

class Skip extends Error {}

async function runCase(name, run) {
  const pages = []
  const tools = {
    base: server.base,
    demo: server.demo,
    accounts: server.accounts,
    api: () => new Api(server.base),
    /** Skips the case, aloud, on a program that does not offer this path yet. */
    needs(method, path) {
      if (offered && !offered[path]?.[method.toLowerCase()]) throw new Skip(`程序还没有 ${method} ${path}`)
    },
    async open(size, account) {
      const opened = await newPage(browser, server.base, size)
      pages.push(opened)
      if (account) await signIn(opened.page, server.base, account)
      return opened.page
    },
  }
  const from = Date.now()
  try {
    await run(tools)
    const wrong = pages.flatMap((one) => one.wrong)
    if (wrong.length > 0) throw new Error(wrong.join('\n'))
    passed += 1
    console.log(`通过 ${name}（${((Date.now() - from) / 1000).toFixed(1)} 秒）`)
  } catch (error) {
    if (error instanceof Skip) {
      skipped += 1
      console.log(`跳过 ${name}：${error.message}`)
      return
    }
    failed += 1
    console.log(
      `失败 ${name}\n  ${String(error.stack ?? error)
        .split('\n')
        .slice(0, 14)
        .join('\n  ')}`,
    )
    mkdirSync(failedDir, { recursive: true })
    for (const [index, { page }] of pages.entries()) {
      await page
        .screenshot({ path: join(failedDir, `${name.replace(/[^\w\u4e00-\u9fff]+/g, '-')}-${index}.png`) })
        .catch(() => undefined)
    }
  } finally {
    for (const { context } of pages) await context.close().catch(() => undefined)
  }
}

try {
  const files = readdirSync(join(here, 'cases'))
    .filter((file) => file.endsWith('.mjs'))
    .sort()
  for (const file of files) {
    const { cases } = await import(`./cases/${file}`)
    for (const [name, run] of Object.entries(cases))
      if (name.includes(only) || file.includes(only)) await runCase(name, run)
  }
} finally {
  await close()
  await server.stop()
}
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exit(failed === 0 && passed > 0 ? 0 : 1)
