// One Chromium for all cases; each case gets a context of its own (no cookies, nothing stored), in Chinese.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// Asked for here and not in an import: Node's own message about a package that is missing names no cure.
const { chromium } = await import('playwright-core').catch((error) => {
  if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error
  console.error('岗桥 错误：tests/browser 的 npm 包还没有安装；请先运行 cd tests/browser && npm ci（./x test 会自己安装）')
  process.exit(1)
})

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
export const sizes = { wide: { width: 1366, height: 768 }, phone: { width: 390, height: 844 } }

export async function startBrowser() {
  const profile = mkdtempSync(join(tmpdir(), 'gangqiao-browser-'))
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: flags,
    env: { ...process.env, HOME: profile },
  })
  return {
    browser,
    async close() {
      await browser.close()
      rmSync(profile, { recursive: true, force: true })
    },
  }
}

/** A page that keeps what went wrong in it: script errors, refusals of the content policy, requests to elsewhere. */
export async function newPage(browser, base, size = 'wide') {
  const context = await browser.newContext({
    viewport: sizes[size],
    hasTouch: size === 'phone',
    locale: 'zh-CN',
    timezoneId: 'America/New_York',
    acceptDownloads: true,
  })
  const page = await context.newPage()
  const wrong = []
  page.on('pageerror', (error) => wrong.push(`页面出错：${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text()))
      wrong.push(`控制台：${message.text()}`)
  })
  page.on('request', (request) => {
    if (!request.url().startsWith(base) && !/^(data|blob|about):/.test(request.url()))
      wrong.push(`访问了外部地址：${request.url()}`)
  })
  page.on('response', async (response) => {
    // A call that the program does not have: the console and the program have grown apart.
    if (![404, 405].includes(response.status()) || !response.url().includes('/api/')) return
    const message = await response.json().then(
      (body) => body.error?.message ?? '',
      () => '',
    )
    if (response.status() === 405 || message === '没有这个网址')
      wrong.push(`程序没有这个接口：${response.request().method()} ${new URL(response.url()).pathname}`)
  })
  page.setDefaultTimeout(Number(process.env.GQ_BROWSER_TIMEOUT_MS ?? 15_000))
  return { page, context, wrong }
}

export async function signIn(page, base, account) {
  await page.goto(`${base}/sign-in`)
  await page.locator('#account').fill(account.account)
  await page.locator('#password').fill(account.password)
  await page.getByRole('button', { name: '登录', exact: true }).click()
  await page.waitForURL((url) => url.pathname !== '/sign-in')
}

/** The number in a list's heading ("任务清单 花垣县 · 1,207 人 · …"), once the count has arrived. */
export async function listCount(page) {
  const heading = page.locator('main h1 .of')
  await heading.filter({ hasText: /[\d,]+ (人|户|条|次|段|个岗位|家)/ }).waitFor()
  const match = /([\d,]+) (?:人|户|条|次|段|个岗位|家)/.exec(await heading.innerText())
  return Number(match[1].replace(/,/g, ''))
}
