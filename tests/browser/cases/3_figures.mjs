import { listCount } from '../browser.mjs'
import { equal, ok } from '../check.mjs'

async function openEach(page, base, links, what) {
  for (const { text, href } of links) {
    await page.goto(base + href)
    equal(await listCount(page), Number(text.replace(/,/g, '')), `${what} ${href}`)
  }
}
/** Figures that are counts and open a list of people, households, posts or spells. */
const countLinks = (locator) =>
  locator.evaluateAll((all) =>
    all
      .map((one) => ({ text: (one.querySelector('.count') ?? one).textContent.trim(), href: one.getAttribute('href') }))
      .filter(
        (one) =>
          /^[\d,]+$/.test(one.text) &&
          /^\/(people|households|spells|posts|employers|imports)(\?|$)/.test(one.href ?? ''),
      ),
  )

export const cases = {
  '点数字见名单：首页每个数等于打开的人数': async ({ open, base, accounts }) => {
    const page = await open('wide', accounts.county)
    await page.locator('a.figure').first().waitFor()
    const links = await countLinks(page.locator('.figures a.figure'))
    ok(links.length >= 3, `首页只有 ${links.length} 个可打开的数`)
    const todo = await countLinks(page.locator('.todo a.line'))
    await openEach(page, base, links, '本月')
    await openEach(page, base, todo, '待办')
  },
}
