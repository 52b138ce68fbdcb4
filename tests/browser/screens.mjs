// Screenshots of every screen at both sizes into build/screens/, to be looked at.
//   node screens.mjs [part of a name]
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Api } from './api.mjs'
import { newPage, signIn, sizes, startBrowser } from './browser.mjs'
import { pagesOf, settle } from './pages.mjs'
import { makeSomething } from './seed.mjs'
import { startServer } from './server.mjs'

const out = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'build', 'screens')
mkdirSync(out, { recursive: true })
const only = process.argv[2] ?? ''
const server = await startServer()
const { browser, close } = await startBrowser()
const officer = new Api(server.base)
await officer.signIn(server.accounts.county)
await makeSomething(officer, server)
try {
  const pages = await pagesOf(officer)
  for (const size of Object.keys(sizes)) {
    const { page, wrong } = await newPage(browser, server.base, size)
    await page.goto(`${server.base}/sign-in`)
    await settle(page)
    await page.screenshot({ path: join(out, `sign-in-${size}.png`) })
    await signIn(page, server.base, server.accounts.county)
    for (const one of pages.filter(({ name }) => name.includes(only))) {
      await page.goto(server.base + one.path)
      await settle(page)
      if (one.act)
        await one
          .act(page)
          .then(() => settle(page))
          .catch((error) => console.log(`${one.name} ${size}: ${error.message.split('\n')[0]}`))
      await page.screenshot({ path: join(out, `${one.name}-${size}.png`) })
    }
    for (const text of wrong) console.log(`${size}: ${text}`)
  }
} finally {
  await close()
  await server.stop()
}
console.log(`截图在 ${out}`)
