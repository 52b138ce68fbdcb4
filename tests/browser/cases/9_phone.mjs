import { equal, ok } from '../check.mjs'
import { listCount } from '../browser.mjs'
import { settle } from '../pages.mjs'
import { csv, idNumber, person } from '../roster.mjs'

/** What a finger would miss on the page: wider than the window, or too low to be hit. */
function missed() {
  const found = []
  if (document.documentElement.scrollWidth > innerWidth + 1) found.push(`页面宽 ${document.documentElement.scrollWidth}`)
  for (const button of document.querySelectorAll('.el-button:not(.is-link), .chip button, .el-dialog button')) {
    const box = button.getBoundingClientRect()
    if (box.width === 0 || button.closest('.el-dialog__header')) continue
    const name = button.textContent.trim() || button.getAttribute('aria-label')
    if (box.height < 38 || box.width < 24) found.push(`${name}：${Math.round(box.width)} × ${Math.round(box.height)}`)
    if (box.left < -1 || box.right > innerWidth + 1) found.push(`${name}：在窗口外`)
  }
  return found
}
async function fits(page, what) {
  await settle(page)
  const found = await page.evaluate(missed)
  ok(found.length === 0, `${what}：${found.join('；')}`)
}

export const cases = {
  '手机：从首页到名单、一人一档、任务清单，全用手指': async ({ open, accounts }) => {
    const page = await open('phone', accounts.county)
    const bar = (name) => page.locator('nav').getByText(name, { exact: true }).last().tap()
    await page.locator('.figures .figure').first().waitFor()
    await fits(page, '首页')
    await bar('人员')
    const all = await listCount(page)
    await fits(page, '人员')
    await page.getByRole('button', { name: '就业状态', exact: true }).tap()
    await page.locator('.el-popper').getByText('未就业', { exact: true }).tap()
    await page.getByRole('button', { name: '查询', exact: true }).tap()
    await page.waitForURL(/employment=/)
    await fits(page, '人员，有条件')
    ok((await listCount(page)) < all, '条件没有减少人数')
    await page.locator('tbody a').first().tap()
    await page.waitForURL(/\/people\/[0-9a-f-]{36}/)
    await page.getByRole('tab', { name: '就业', exact: true }).tap()
    await fits(page, '一人一档')
    await page.getByRole('button', { name: '登记变化' }).tap()
    await page.getByRole('dialog').waitFor()
    await fits(page, '登记变化')
    await page.getByRole('dialog').getByRole('button', { name: '取消' }).tap()
    await bar('清单')
    await page.getByRole('heading', { name: /任务清单/ }).waitFor()
    await fits(page, '任务清单')
  },
  '手机：导入一份名册看到变化，每月比对打得开': async ({ open, accounts, api }) => {
    const officer = api()
    await officer.signIn(accounts.county)
    const { home_code: code } = (await officer.get('/people?size=1')).json.rows[0]
    const page = await open('phone', accounts.county)
    const more = async (name) => {
      await page.locator('nav').getByText('更多', { exact: true }).tap()
      await page.locator('.more').getByText(name, { exact: true }).tap()
    }
    await more('导入')
    await page.getByRole('button', { name: '导入文件' }).tap()
    await fits(page, '选文件')
    const id = idNumber(String(code).slice(0, 6), '1991-02-03', 101 + (Date.now() % 700))
    const rows = csv([person('手机导入', id, { place: String(code) })])
    await page.locator('input[type=file]').setInputFiles({ name: '手机名册.csv', mimeType: 'text/csv', buffer: rows })
    await page.getByRole('button', { name: '检查', exact: true }).waitFor()
    await fits(page, '对应列')
    await page.getByRole('button', { name: '检查', exact: true }).tap()
    await page.getByRole('button', { name: '导入 1 行' }).waitFor({ timeout: 60_000 })
    await fits(page, '预览变化')
    const steps = await page.locator('.steps li').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top))
    equal(new Set(steps).size, 1, '五步在几行')
    await more('比对')
    await page.getByRole('button', { name: '开始比对' }).tap()
    await fits(page, '每月比对')
  },
}
