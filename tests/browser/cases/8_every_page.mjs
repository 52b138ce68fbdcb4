import { ok } from '../check.mjs'
import { pagesOf, settle } from '../pages.mjs'
import { makePlan } from '../seed.mjs'

/** Runs in the page: what a person with weak eyes, without a mouse or with a screen reader would stumble over. */
function troubles() {
  const found = []
  const visible = (element) => {
    const box = element.getBoundingClientRect()
    const style = getComputedStyle(element)
    return (
      box.width > 1 &&
      box.height > 1 &&
      style.visibility !== 'hidden' &&
      style.display !== 'none' &&
      style.opacity !== '0'
    )
  }
  if (document.documentElement.scrollWidth > innerWidth + 1)
    found.push(`页面比窗口宽 ${document.documentElement.scrollWidth - innerWidth} 像素`)
  for (const element of document.querySelectorAll('button, a[href], input, select, textarea, [role=button]')) {
    if (!visible(element) || element.closest('[aria-hidden=true]')) continue
    const labels = element.labels ? [...element.labels].map((one) => one.textContent).join('') : ''
    const name =
      element.getAttribute('aria-label') ||
      element.textContent.trim() ||
      labels.trim() ||
      element.getAttribute('title') ||
      element.getAttribute('placeholder') ||
      (element.getAttribute('aria-labelledby') ? 'x' : '')
    if (!name) found.push(`没有名称的控件：${element.outerHTML.slice(0, 120)}`)
  }
  const channel = (value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
  const light = ([r, g, b]) => 0.2126 * channel(r / 255) + 0.7152 * channel(g / 255) + 0.0722 * channel(b / 255)
  const rgba = (text) => (text.match(/[\d.]+/g) ?? [0, 0, 0, 0]).map(Number)
  const behind = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const [r, g, b, a = 1] = rgba(getComputedStyle(one).backgroundColor)
      if (a > 0.99) return [r, g, b]
    }
    return [255, 255, 255]
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const seen = new Set()
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement
    const text = walker.currentNode.textContent.trim()
    if (
      !text ||
      seen.has(element) ||
      !visible(element) ||
      element.closest('[disabled], .is-disabled, [aria-hidden=true], .visually-hidden, .loading, svg')
    )
      continue
    seen.add(element)
    const style = getComputedStyle(element)
    const [front, back] = [light(rgba(style.color).slice(0, 3)), light(behind(element))]
    const ratio = (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05)
    const large =
      parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.6 && Number(style.fontWeight) >= 600)
    if (ratio < (large ? 3 : 4.5))
      found.push(`对比度 ${ratio.toFixed(2)}：“${text.slice(0, 20)}” ${style.color} ${style.fontSize}`)
  }
  return [...new Set(found)].slice(0, 12)
}

const everyPage =
  (size) =>
  async ({ open, base, accounts, api }) => {
    const officer = api()
    await officer.signIn(accounts.county)
    const page = await open(size, accounts.county)
    const names = new RegExp(
      Object.values(accounts)
        .map((one) => one.account)
        .join('|'),
      'g',
    )
    const all = []
    if ((await officer.get('/match-plans')).json.rows.length === 0) await makePlan(officer)
    for (const { name, path } of (await pagesOf(officer)).filter((one) => !one.act)) {
      await page.goto(base + path)
      await settle(page)
      for (const trouble of await page.evaluate(troubles)) all.push(`${name}：${trouble}`)
      // Formulas of a rule that is being edited are shown as they are.
      const formulas = await page.locator('main code').allInnerTexts()
      const text = formulas.reduce((rest, one) => rest.replace(one, ''), await page.locator('main').innerText())
      if (/\bundefined\b|\bNaN\b|\[object|\{\w+\}/.test(text))
        all.push(`${name}：页面上有程序的痕迹：${/.{0,20}(undefined|NaN|\[object|\{\w+\}).{0,20}/.exec(text)?.[0]}`)
      // Old terms stand only in quoted articles and rules (D17).
      const quoted = await page.locator('main [data-quoted]').allInnerTexts()
      const own = quoted.reduce((rest, quote) => rest.replace(quote, ''), text)
      if (/贫困|建档立卡/.test(own)) all.push(`${name}：不应出现的称呼`)
      const latin = text
        .replace(names, '')
        .replace(/[A-Z0-9]{18}|\.xlsx|\.csv|\.pdf|代码：\S+|[A-Z]+-[A-Z]+\d+/g, '')
        .match(/[a-z]{4,}(_[a-z]+)*/)
      if (latin) all.push(`${name}：页面上有外文：${latin[0]}`)
    }
    ok(all.length === 0, all.join('\n'))
  }

export const cases = {
  '每一页（1366×768）：不溢出、有名称、看得清、没有外文与程序痕迹': everyPage('wide'),
  '每一页（390×844）：不溢出、有名称、看得清、没有外文与程序痕迹': everyPage('phone'),
}
