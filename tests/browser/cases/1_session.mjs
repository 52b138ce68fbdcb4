import { equal, ok } from '../check.mjs'
import { signIn } from '../browser.mjs'

export const cases = {
  '登录：密码不对时说明原因，密码清空，账号还在': async ({ open, base, accounts }) => {
    const page = await open('wide')
    await page.goto(base)
    await page.waitForURL((url) => url.pathname === '/sign-in')
    await page.locator('#account').fill(accounts.county.account)
    await page.locator('#password').fill('not-the-password')
    await page.getByRole('button', { name: '登录', exact: true }).click()
    const alert = page.getByRole('alert')
    await alert.waitFor()
    ok(/代码：/.test(await alert.innerText()), '错误没有带代码')
    equal(await page.locator('#password').inputValue(), '', '密码框')
    equal(await page.locator('#account').inputValue(), accounts.county.account, '账号框')
  },
  '登录：进首页，看到本单位与姓名，刷新后仍在': async ({ open, accounts }) => {
    const page = await open('wide', accounts.county)
    await page.getByRole('heading', { name: /今日/ }).waitFor()
    await page.reload()
    await page.getByRole('heading', { name: /今日/ }).waitFor()
    ok((await page.locator('.who').innerText()).length > 2, '右上角没有姓名')
  },
  '登录：回到原来要看的地址': async ({ open, base, accounts }) => {
    const page = await open('wide')
    await page.goto(`${base}/people?view=task&sex=2`)
    await page.waitForURL((url) => url.pathname === '/sign-in')
    await page.locator('#account').fill(accounts.county.account)
    await page.locator('#password').fill(accounts.county.password)
    await page.getByRole('button', { name: '登录', exact: true }).click()
    await page.waitForURL((url) => url.pathname === '/people' && url.searchParams.get('view') === 'task')
  },
  '登录失效：在原页上重新登录，填的内容还在': async ({ open, base, accounts, api }) => {
    const page = await open('wide', accounts.county)
    const officer = api()
    await officer.signIn(accounts.county)
    const { id } = (await officer.get('/people?size=1')).json.rows[0]
    await page.goto(`${base}/people/${id}/edit`)
    const name = page.locator('#person-name')
    await name.fill('阿依古丽·买买提吐尔逊江')
    await page.context().clearCookies()
    await page.getByRole('button', { name: '保存' }).click()
    const dialog = page.getByRole('dialog', { name: '请重新登录' })
    await dialog.waitFor()
    equal(await name.inputValue(), '阿依古丽·买买提吐尔逊江', '填的姓名')
    await dialog.locator('#password').fill(accounts.county.password)
    await dialog.getByRole('button', { name: '登录', exact: true }).click()
    await page.waitForURL((url) => url.pathname === `/people/${id}`)
    await page.getByRole('heading', { name: /阿依古丽·买买提吐尔逊江/ }).waitFor()
  },
  退出后地址打不开: async ({ open, base, accounts }) => {
    const page = await open('wide', accounts.county)
    await page.locator('.who').click()
    await page.getByText('退出登录').click()
    await page.waitForURL((url) => url.pathname === '/sign-in')
    await page.goto(`${base}/people`)
    await page.waitForURL((url) => url.pathname === '/sign-in')
  },
  '手机宽度也能登录，底部有功能条': async ({ open, base, accounts }) => {
    const page = await open('phone')
    await signIn(page, base, accounts.county)
    const bar = await page.getByRole('navigation', { name: '功能' }).boundingBox()
    ok(bar.y > 700, `功能条不在底部：${bar.y}`)
  },
}
