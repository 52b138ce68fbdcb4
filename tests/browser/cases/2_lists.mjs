import { listCount } from '../browser.mjs'
import { equal, ok } from '../check.mjs'

export const cases = {
  '名单：条件在地址里，去掉条件人数变多，后退还原': async ({ open, base, accounts }) => {
    const page = await open('wide', accounts.county)
    await page.goto(`${base}/people`)
    const all = await listCount(page)
    await page.getByRole('button', { name: '性别', exact: true }).first().click()
    await page.locator('.editor').getByText('女', { exact: true }).click()
    await page.locator('.editor').getByRole('button', { name: '查询' }).click()
    await page.waitForURL((url) => url.searchParams.get('sex') !== null)
    const women = await listCount(page)
    ok(women > 0 && women < all, `女 ${women} 人，全部 ${all} 人`)
    await page.goBack()
    await page.waitForURL((url) => url.searchParams.get('sex') === null)
    equal(await listCount(page), all, '后退之后的人数')
  },
  '名单：排序、翻页与列设置由服务器和本人记住': async ({ open, base, accounts }) => {
    const page = await open('wide', accounts.county)
    await page.goto(`${base}/people?size=20`)
    await listCount(page)
    await page.getByRole('button', { name: '下一页' }).click()
    await page.waitForURL((url) => url.searchParams.get('page') === '2')
    await page.getByText(/^21–/).waitFor()
    await page.getByRole('button', { name: /^列/ }).click()
    await page.locator('.el-popper:visible .rest').getByText('民族', { exact: true }).click()
    await page.getByRole('columnheader', { name: '民族' }).waitFor()
    await page.reload()
    await page.getByRole('columnheader', { name: '民族' }).waitFor()
    await page.getByRole('button', { name: /^列/ }).click()
    await page.locator('.el-popper:visible').getByRole('button', { name: '恢复默认' }).click()
    await page.getByRole('columnheader', { name: '民族' }).waitFor({ state: 'detached' })
  },
  '名单：没有结果时说是哪个条件，并能取消': async ({ open, base, accounts }) => {
    const page = await open('wide', accounts.county)
    await page.goto(`${base}/people?q=${encodeURIComponent('不存在的姓名甲')}`)
    await page.getByText('没有符合全部条件的').waitFor()
    await page.getByRole('status').getByRole('button', { name: '取消全部' }).click()
    ok((await listCount(page)) > 0, '取消后仍为空')
  },
  '查找：斜杠进入，回车打开，Esc 退出': async ({ open, accounts, api }) => {
    const officer = api()
    await officer.signIn(accounts.county)
    const { name } = (await officer.get('/people?size=1')).json.rows[0]
    const page = await open('wide', accounts.county)
    await page.getByRole('heading', { name: /今日/ }).waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type(name)
    await page.getByRole('option').first().waitFor()
    await page.keyboard.press('Escape')
    equal(await page.getByRole('option').count(), 0, 'Esc 之后的结果')
    await page.keyboard.type(' ')
    await page.getByRole('option').first().waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL((url) => url.pathname.startsWith('/people/'))
    await page.getByRole('heading', { level: 1 }).filter({ hasText: name }).waitFor()
  },
  '地区树：选一个乡镇，名单只剩那里的人': async ({ open, base, accounts }) => {
    const page = await open('wide', accounts.county)
    await page.goto(`${base}/people`)
    const all = await listCount(page)
    const town = page.locator('[role=treeitem][aria-level="2"]').first()
    await town.waitFor()
    const shown = Number((await town.locator('.count').innerText()).replace(/,/g, ''))
    await town.locator('.name').click()
    await page.waitForURL((url) => url.searchParams.get('region') !== null)
    const there = await listCount(page)
    ok(there < all, `乡镇 ${there} 人，全县 ${all} 人`)
    equal(there, shown, '名单人数与树上的数')
  },
}
