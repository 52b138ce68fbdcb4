// Screenshots of every screen at both sizes into build/screens/, to be looked at.
//   node screens.mjs [part of a name] [wide|phone]
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
const [only = '', size = ''] = process.argv.slice(2)
const server = await startServer()
const { browser, close } = await startBrowser()
const officer = new Api(server.base)
await officer.signIn(server.accounts.county)
await makeSomething(officer, server)
const destination = new Api(server.base)
await destination.signIn(server.accounts.destination)
const fuzhou = new Api(server.base)
await fuzhou.signIn(server.accounts.fuzhou)

/** One account's screens at one size. */
async function look(account, shown, at) {
  const { page, context, wrong } = await newPage(browser, server.base, at)
  await signIn(page, server.base, server.accounts[account])
  for (const one of shown) {
    await page.evaluate((locale) => localStorage.setItem('gangqiao.locale', locale), one.english ? 'en' : 'zh-CN')
    await page.goto(server.base + one.path)
    await settle(page)
    if (one.act)
      await one
        .act(page)
        .then(() => settle(page))
        .catch((error) => console.log(`${one.name} ${at}: ${error.message.split('\n')[0]}`))
    await page.screenshot({ path: join(out, `${one.name}-${at}.png`) })
  }
  for (const text of wrong) console.log(`${at}: ${text}`)
  await context.close()
}

try {
  const pages = (await pagesOf(officer, { demo: server.demo, destination, fuzhou })).filter(({ name }) => name.includes(only))
  for (const at of Object.keys(sizes).filter((name) => name.includes(size))) {
    if ('sign-in'.includes(only)) {
      const { page, context } = await newPage(browser, server.base, at)
      await page.goto(`${server.base}/sign-in`)
      await settle(page)
      await page.screenshot({ path: join(out, `sign-in-${at}.png`) })
      await context.close()
    }
    for (const account of new Set(pages.map((one) => one.as ?? 'county')))
      await look(
        account,
        pages.filter((one) => (one.as ?? 'county') === account),
        at,
      )
  }
} finally {
  await close()
  await server.stop()
}
console.log(`截图在 ${out}`)
