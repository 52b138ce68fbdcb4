import { equal, ok } from '../check.mjs'
import { signIn } from '../browser.mjs'

let made = 0
const nameOf = (word) => `${word}.${Date.now().toString(36)}${(made += 1)}`

/** An account of a township, made by the county's officer through the API, with a password of its own. */
async function colleague(api, accounts, role = 'township_clerk') {
  const officer = api()
  await officer.signIn(accounts.county)
  const town = (await officer.get('/units/find?q=')).json.rows.find((one) => one.kind === 'township')
  const account = nameOf('clerk')
  const grants = [{ role, unit_id: town.id, side: 'home' }]
  const answer = await officer.call('POST', '/accounts', { account, name: '龙建平', unit_id: town.id, grants })
  equal(answer.status, 201, '新建账号')
  const own = api()
  await own.signIn({ account, password: answer.json.password })
  const password = 'a-password-of-its-own'
  const change = { old_password: answer.json.password, new_password: password }
  equal((await own.call('POST', '/session/password', change)).status, 204, '改密码')
  return { officer, own, account, password, id: answer.json.id, town }
}
const choose = async (page, id, text, option) => {
  await page.locator('.el-select').filter({ has: page.locator(`#${id}`) }).click()
  if (text) await page.locator(`#${id}`).fill(text)
  await page.locator('.el-select-dropdown:visible .el-select-dropdown__item').filter({ hasText: option }).first().click()
}

export const cases = {
  '系统：建账号、给一次性密码，本人首次登录只能改密码': async ({ open, base, accounts }) => {
    const page = await open('wide', accounts.county)
    await page.goto(`${base}/accounts`)
    await page.getByRole('button', { name: '新建账号' }).click()
    const account = nameOf('new')
    await page.locator('#account-name').fill(account)
    await page.locator('#account-person').fill('麻春梅')
    await choose(page, 'account-unit', '镇', /镇/)
    await choose(page, 'grant-role', '', '乡镇经办')
    await page.getByRole('dialog').getByRole('button', { name: '新建账号' }).click()
    const once = (await page.locator('[data-one-time]').innerText()).trim()
    ok(/^[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}$/.test(once), `一次性密码：${once}`)
    await page.getByRole('button', { name: '已记下' }).click()
    await page.getByRole('link', { name: account }).waitFor()
    ok(!(await page.content()).includes(once), '关闭后密码还在页面里')

    const own = await open('wide')
    await own.goto(`${base}/sign-in`)
    await own.locator('#account').fill(account)
    await own.locator('#password').fill(once)
    await own.getByRole('button', { name: '登录', exact: true }).click()
    await own.waitForURL((url) => url.pathname === '/password')
    await own.goto(`${base}/people`)
    await own.waitForURL((url) => url.pathname === '/password')
    await own.locator('#password-old').fill(once)
    await own.locator('#password-new').fill('bridge-over-water')
    await own.locator('#password-again').fill('bridge-over-wate')
    await own.getByText('两遍不一样').waitFor()
    await own.locator('#password-again').fill('bridge-over-water')
    await own.getByRole('button', { name: '保存新密码' }).click()
    await own.getByRole('heading', { name: /今日/ }).waitFor()
  },
  '系统：只列得出能授予的角色': async ({ open, base, accounts, api }) => {
    const { id } = await colleague(api, accounts)
    const page = await open('wide', accounts.county)
    await page.goto(`${base}/accounts/${id}`)
    await page.getByRole('button', { name: '新增授权' }).click()
    await page.locator('.el-select').filter({ has: page.locator('#grant-role') }).click()
    const options = page.locator('.el-select-dropdown:visible .el-select-dropdown__item')
    await options.filter({ hasText: '村级就业信息员' }).waitFor()
    const offered = await options.allInnerTexts()
    for (const beyond of ['用人单位', '输入地人社', '驻外劳务工作站']) ok(!offered.includes(beyond), `不该列出 ${beyond}`)
    await options.filter({ hasText: '村级就业信息员' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '新增授权' }).click()
    const row = page.locator('.grants li').filter({ hasText: '村级就业信息员' })
    await row.getByRole('button', { name: '结束' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '结束' }).click()
    await row.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: /显示已结束的 1 项/ }).click()
    await row.getByText('已结束').waitFor()
  },
  '系统：锁定立即退出，恢复后再能登录': async ({ open, base, accounts, api }) => {
    const { id, own, account, password } = await colleague(api, accounts)
    equal((await own.get('/session')).status, 200, '锁定前')
    const page = await open('wide', accounts.county)
    await page.goto(`${base}/accounts/${id}`)
    await page.getByRole('button', { name: '锁定' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '锁定' }).click()
    await page.getByText('已锁定').waitFor()
    equal((await own.get('/session')).status, 401, '锁定后')
    await page.getByRole('button', { name: '恢复' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '恢复' }).click()
    await page.getByRole('button', { name: '锁定' }).waitFor()
    await own.signIn({ account, password })
  },
  '系统：别人先改过时说明是谁': async ({ open, base, accounts, api }) => {
    const { id } = await colleague(api, accounts)
    const page = await open('wide', accounts.county)
    await page.goto(`${base}/accounts/${id}`)
    await page.getByRole('button', { name: '修改' }).click()
    const admin = api()
    await admin.signIn(accounts.admin)
    const { version } = (await admin.get(`/accounts/${id}`)).json
    equal((await admin.call('PATCH', `/accounts/${id}`, { version, name: '先改的' })).status, 200, '先改')
    await page.locator('#account-person').fill('后改的')
    await page.getByRole('button', { name: '保存' }).click()
    await page.getByText(/admin 在 .* 改过/).waitFor()
    await page.getByRole('button', { name: '重新打开' }).click()
    await page.getByRole('heading', { name: '先改的' }).waitFor()
  },
  '系统：自己的账号不能自己停用': async ({ open, base, accounts, api }) => {
    const officer = api()
    await officer.signIn(accounts.county)
    const own = (await officer.get('/accounts')).json.rows.find((one) => one.oneself)
    const page = await open('wide', accounts.county)
    await page.goto(`${base}/accounts/${own.id}`)
    await page.getByText('这是您自己的账号').waitFor()
    for (const name of ['修改', '重置密码', '锁定', '停用'])
      ok(await page.getByRole('button', { name, exact: true }).isDisabled(), name)
    const answer = await officer.call('POST', `/accounts/${own.id}/state`, { version: own.version, state: 'locked' })
    equal(answer.status, 403, '接口')
  },
  '系统：州管理员建开发区，改名，停用': async ({ open, base, accounts }) => {
    const page = await open('wide', accounts.admin)
    await page.goto(`${base}/units`)
    await page.getByRole('button', { name: '新建单位' }).first().click()
    const name = `湘西经济开发区${(made += 1)}`
    await page.locator('#unit-name').fill(name)
    await choose(page, 'unit-parent', '湘西', '湘西')
    await page.getByRole('dialog').getByRole('button', { name: '新建单位' }).click()
    const row = page.getByRole('row', { name: new RegExp(name) })
    await row.waitFor()
    ok(/4331\d\d000000/.test(await row.innerText()), '本地代码不在州的代码段里')
    await row.getByRole('button', { name: /修改/ }).click()
    await page.locator('#unit-name').fill(`${name}甲`)
    await page.getByRole('button', { name: '保存' }).click()
    const renamed = page.getByRole('row', { name: new RegExp(`${name}甲`) })
    await renamed.getByRole('button', { name: /停用/ }).click()
    await page.getByRole('dialog').getByRole('button', { name: '停用' }).click()
    await renamed.waitFor({ state: 'detached' })
    await page.getByText('连同已停用的').click()
    await renamed.getByText('已停用').waitFor()
  },
  '系统：没有权限的人看不到，接口也拒绝': async ({ open, accounts, api, base }) => {
    const { own, account, password } = await colleague(api, accounts)
    for (const path of ['/accounts', '/units', '/units/find?q=']) equal((await own.get(path)).status, 403, path)
    const page = await open('wide', { account, password })
    equal(await page.getByRole('navigation', { name: '功能' }).getByText('系统').count(), 0, '功能条里有“系统”')
    await page.goto(`${base}/accounts`)
    await page.getByText('您的角色不能做这件事').first().waitFor()
  },
  '修改密码：从菜单进入，别处的登录退出': async ({ open, base, accounts, api }) => {
    const { own, account, password } = await colleague(api, accounts)
    const page = await open('phone')
    await signIn(page, base, { account, password })
    await page.locator('.who').click()
    await page.getByText('修改密码').click()
    await page.waitForURL((url) => url.pathname === '/password')
    await page.locator('#password-old').fill('not-the-password')
    await page.locator('#password-new').fill('another-password')
    await page.locator('#password-again').fill('another-password')
    await page.getByRole('button', { name: '保存新密码' }).click()
    await page.getByText('旧密码不对').waitFor()
    await page.locator('#password-old').fill(password)
    await page.getByRole('button', { name: '保存新密码' }).click()
    await page.waitForURL((url) => url.pathname === '/')
    equal((await own.get('/session')).status, 401, '别处的登录')
  },
}
