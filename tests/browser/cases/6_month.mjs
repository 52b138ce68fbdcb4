import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { listCount } from '../browser.mjs'
import { equal, ok } from '../check.mjs'

export const cases = {
  '每月比对：放入文件，看得到进度，结果里的数等于名单人数': async ({ open, base, accounts, demo, needs }) => {
    needs('POST', '/api/months')
    const names = [
      'roster.xlsx',
      'social_insurance.csv',
      'labour_resource.csv',
      'social_card.csv',
      'posts.xlsx',
      'employers.csv',
      'claims.csv',
    ]
    ok(demo && existsSync(demo), '演示文件夹不存在')
    const files = readdirSync(demo)
      .filter((name) => names.includes(name))
      .map((name) => join(demo, name))
    const page = await open('wide', accounts.city)
    await page.goto(`${base}/months/new`)
    await page.locator('#month-files').setInputFiles(files)
    await page
      .locator('.slot .name')
      .nth(files.length - 1)
      .waitFor({ timeout: 60_000 })
    await page.getByRole('button', { name: '开始', exact: true }).click()
    await page.waitForURL((url) => /^\/months\/\d{4}-\d{2}$/.test(url.pathname))
    const path = new URL(page.url()).pathname
    await page
      .getByRole('progressbar')
      .first()
      .or(page.getByRole('heading', { name: '结果' }))
      .first()
      .waitFor()
    await page.getByRole('heading', { name: '结果' }).waitFor({ timeout: 240_000 })
    const shares = await page.locator('.findings .figure').allInnerTexts()
    const sum = shares.map((text) => Number(text.replace(/,/g, ''))).reduce((a, b) => a + b, 0)
    const figures = await page
      .locator('.figures a.figure, .findings a.figure, .indicators a.figure')
      .evaluateAll((all) =>
        all.map((one) => [one.textContent.trim(), one.getAttribute('href'), (one.closest('td') ?? one).textContent.trim()]),
      )
    ok(figures.length >= 8, '结果里没有可打开的数')
    ok((await page.locator('.indicators a.figure').count()) >= 4, '指标里没有可打开的数')
    ok(sum > 0, '比对结论为空')
    for (const [text, href, whole] of figures) {
      await page.goto(base + href)
      // Money, person-times and means open the people behind them, which is another number.
      const people = Number(text.replace(/,/g, ''))
      if (/^[\d,]+( 人)?$/.test(whole)) equal(await listCount(page), people, `结果 ${href}`)
      else ok((await listCount(page)) > 0, `结果 ${href} 没有人`)
      if (href.startsWith('/comparisons/')) {
        await page.locator('main tbody tr').first().waitFor()
        equal(await page.locator('main tbody tr').count(), Math.min(people, 50), `${href} 的行数`)
      }
    }
    await page.goto(base + path)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: '任务清单' }).click(),
    ])
    ok((await download.path()) !== null, '任务清单没有下载成功')
  },
}
