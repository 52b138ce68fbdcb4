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
  for (const cell of document.querySelectorAll('td')) {
    const inside = document.createRange()
    inside.selectNodeContents(cell)
    const tall = inside.getBoundingClientRect().height > 130
    if (visible(cell) && tall && cell.getBoundingClientRect().width < 72) found.push(`挤成一条的格子：${cell.textContent.trim().slice(0, 20)}`)
    for (const node of cell.childNodes) {
      const at = node.nodeType === Node.TEXT_NODE ? node.textContent.search(/^\s*\d{4}-\d\d-\d\d/) : -1 // within a sentence it may break
      if (at < 0 || !visible(cell)) continue
      const range = document.createRange()
      range.setStart(node, at)
      range.setEnd(node, at + 10)
      if (range.getClientRects().length > 1) found.push(`断成两行的日期：${node.textContent.trim().slice(0, 20)}`)
    }
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
    for (const { name, path } of (await pagesOf(officer)).filter((one) => !one.act && !one.as && !one.english && !one.path.startsWith('/api/'))) {
      await page.goto(base + path)
      await settle(page)
      for (const trouble of await page.evaluate(troubles)) all.push(`${name}：${trouble}`)
      // All of one moment: figures may still come in.
      const [whole, quoted, formulas] = await page.evaluate(() => {
        const texts = (places) => [...document.querySelectorAll(places)].map((one) => one.innerText)
        return [texts('main')[0], texts('main [data-quoted]'), texts('main code')]
      })
      const without = (parts) => parts.reduce((rest, one) => rest.replace(one, ''), whole)
      const text = without(formulas) // of a rule that is being edited they are shown as they are
      if (/\bundefined\b|\bNaN\b|\[object|\{\w+\}/.test(text))
        all.push(`${name}：页面上有程序的痕迹：${/.{0,20}(undefined|NaN|\[object|\{\w+\}).{0,20}/.exec(text)?.[0]}`)
      // Old terms stand only in quoted articles and rules (D17).
      if (/贫困|建档立卡/.test(without(quoted))) all.push(`${name}：不应出现的称呼`)
      if (/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-/.test(text)) all.push(`${name}：页面上有内部编号`)
      const latin = text
        .replace(/^(account|subsidy)/.test(name) ? names : '', '')
        .replace(/[A-Z0-9]{18}|\.xlsx|\.csv|\.pdf|代码：\S+|[A-Z]+-[A-Z]+\d+/g, '')
        .match(/.{0,20}?[a-z]{4,}(_[a-z]+)*.{0,20}/)
      if (latin) all.push(`${name}：页面上有外文：${latin[0]}`)
    }
    ok(all.length === 0, all.join('\n'))
  }

export const cases = {
  '每一页（1366×768）：不溢出、有名称、看得清、没有外文与程序痕迹': everyPage('wide'),
  '每一页（390×844）：不溢出、有名称、看得清、没有外文与程序痕迹': everyPage('phone'),
}

/** Chinese that is no name: of what stands in these places nothing is a name of a person, place or employer. */
const chinese = async (page, places) =>
  (await page.locator(places).allInnerTexts()).join('\n').match(/[\u4e00-\u9fff].*/g) ?? []

Object.assign(cases, {
  '英文界面：首页的数、待办、漏斗和清单原因没有中文句子；错误说明种类和办法': async ({ open, base, accounts, api }) => {
    const officer = api()
    await officer.signIn(accounts.county)
    const [person] = (await officer.get('/people?view=task&size=1')).json.rows
    const page = await open('wide', accounts.county)
    await page.evaluate(() => localStorage.setItem('gangqiao.locale', 'en'))
    await page.goto(base)
    await page.locator('.figures .figure').first().waitFor()
    const home = await chinese(page, 'main h1 >> nth=0, .figures, .todo, table th')
    ok(home.filter((text) => !/^(花垣县|十)/.test(text)).length === 0, `首页：${home.join('；')}`)
    await page.goto(`${base}/people/${person.id}`)
    await page.getByRole('button', { name: 'Why not on the other lists' }).click()
    const reasons = await chinese(page, '.reasons')
    ok(reasons.length === 0, `清单原因：${reasons.join('；')}`)
    await page.getByRole('tab', { name: 'Record', exact: true }).click()
    await page.locator('.clear').first().waitFor()
    const clear = await chinese(page, '.clear li')
    ok(clear.length === 0, `五清四清：${clear.join('；')}`)
    await page.goto(`${base}/people/00000000-0000-7000-8000-000000000000`)
    const title = page.locator('.error .title')
    await title.waitFor()
    ok(/^[A-Z][\x20-\x7e]+$/.test(await title.innerText()), `错误：${await title.innerText()}`)
    ok((await page.locator('.error').innerText()).includes('Check the address'), '错误没有说明办法')
  },
  '代码都写成名称：经办单位、在岗同乡、家庭卡片': async ({ open, base, accounts, api }) => {
    const officer = api()
    await officer.signIn(accounts.county)
    const spells = (await officer.get('/spells?size=5')).json.rows
    ok(spells.length > 0 && spells.every((one) => typeof one.steward_unit_name === 'string' || !one.steward_unit), '经办单位没有名称')
    const page = await open('wide', accounts.county)
    await page.evaluate(
      (account) =>
        localStorage.setItem(
          `gangqiao.columns.${account}.spell.all`,
          JSON.stringify(['person_name', 'steward_unit', 'work_code', 'broker_unit']),
        ),
      accounts.county.account,
    )
    await page.goto(`${base}/spells`)
    await page.locator('tbody td[data-label=经办单位]').first().waitFor()
    const cells = await page.locator('tbody tr:not(.blank) td').allInnerTexts()
    ok(cells.length > 4, '名单是空的')
    ok(!cells.some((text) => /^\d{4,}$/.test(text.trim())), `名单里有代码：${cells.filter((text) => /^\d{4,}$/.test(text.trim()))[0]}`)
    const [person] = (await officer.get('/people?household_number.empty=0&size=1')).json.rows
    await page.goto(`${base}/people/${person.id}`)
    const card = page.locator('section.card', { has: page.getByRole('heading', { name: '家庭', exact: true }) })
    await card.getByText('户主').first().waitFor()
    const text = await card.innerText()
    ok(!/内部编号|户籍县|[0-9a-f]{8}-/.test(text), `家庭卡片：${text}`)
  },
})
