import { equal, ok } from '../check.mjs'
import { cutNumber } from '../seed.mjs'

/** People of the task list with their whole numbers. */
async function taskPeople(officer, count) {
  const rows = (await officer.get('/people?view=task&size=50')).json.rows.filter((row) => /^[\u4e00-\u9fff]{2,4}$/.test(row.name))
  const people = []
  for (const row of rows.slice(0, count)) {
    const { json } = await officer.call('POST', `/people/${row.id}/reveal`, { field: 'id_number', purpose: 'verify' })
    people.push({ id: row.id, name: row.name, number: json.value })
  }
  equal(people.length, count, '任务清单里的人')
  return people
}
const listOf = async (officer, id) => (await officer.get(`/people/${id}`)).json.person.list
const header = '身份证号,姓名,单位代码,单位名称,险种,参保状态,起始年月'
const line = (number, name) => `${number},${name},91430000123456789A,湘西某制衣有限公司,职工,1,202607`
/** One digit of the serial number wrong: the check digit tells. */
function slip(number) {
  const wrong = number[15] === '9' ? '0' : String(Number(number[15]) + 1)
  return number.slice(0, 15) + wrong + number.slice(16)
}
const slipName = (name) => name.slice(0, -1) + (name.endsWith('敏') ? '明' : '敏')

export const cases = {
  '三库比对：数字打开名单，预演后执行，键盘核对两人复核，整次撤回': async ({ open, base, accounts, api, needs }) => {
    needs('POST', '/api/comparisons')
    const officer = api()
    await officer.signIn(accounts.county)
    const [certain, doubtful] = await taskPeople(officer, 2)
    const text = [header, line(certain.number, certain.name), line(slip(doubtful.number), slipName(doubtful.name))]
    const page = await open('wide', accounts.county)
    await page.goto(`${base}/comparisons/new`)
    await page.locator('#comparison-files').setInputFiles({
      name: '八月社会保险.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(`\ufeff${text.join('\n')}\n`, 'utf8'),
    })
    await page.locator('.slot .name').first().waitFor()
    await page.getByRole('button', { name: '开始比对', exact: true }).click()
    await page.waitForURL((url) => /^\/comparisons\/[0-9a-f-]{36}$/.test(url.pathname))
    const address = page.url()
    await page.getByRole('heading', { name: '比对结论' }).waitFor({ timeout: 60_000 })

    // A figure opens its names.
    const figure = page.locator('.findings li', { hasText: '新就业' }).locator('a.figure')
    equal(await figure.innerText(), '1', '新就业')
    await figure.click()
    await page.getByRole('link', { name: certain.name }).waitFor()
    equal(await page.locator('tbody tr').count(), 1, '新就业的名单')
    equal(await listOf(officer, certain.id), 'task', '比对本身不改档案')

    // Dry run, then apply.
    await page.goto(address)
    await page.getByRole('button', { name: '预演并执行' }).click()
    const plan = page.getByRole('dialog')
    await plan.getByText('任务清单 → 稳岗清单').waitFor()
    equal(await listOf(officer, certain.id), 'task', '预演不写入')
    await plan.getByRole('button', { name: '执行', exact: true }).click()
    await page.locator('.page-head').getByText('已执行', { exact: true }).waitFor({ timeout: 60_000 })
    equal(await listOf(officer, certain.id), 'retention', '执行之后')

    // The person's page says which registry, which file, which line.
    await page.goto(`${base}/people/${certain.id}`)
    await page.getByRole('tab', { name: '来源', exact: true }).click()
    const source = page.locator('li', { hasText: '八月社会保险.csv 第 1 行' })
    await source.waitFor()
    ok((await source.innerText()).includes('参保缴费'), '来源里没有库中的状态')

    // The queue by keyboard; a decision that moves somebody needs another person.
    await page.goto(`${address}/reviews`)
    const both = page.locator('.both')
    await both.locator('mark').first().waitFor()
    ok(!(await both.innerText()).includes(doubtful.number), '并排里露出了完整号码')
    await page.keyboard.press('1')
    await both.getByText('您已认定，等本单位另一人复核').waitFor()
    equal(await listOf(officer, doubtful.id), 'task', '一人认定还不改档案')
    const other = await open('wide', accounts.county2)
    await other.goto(`${address}/reviews`)
    await other.locator('.both mark').first().waitFor()
    await other.keyboard.press('1')
    await other.locator('.rows').getByText('是同一人').waitFor()
    equal(await listOf(officer, doubtful.id), 'retention', '两人认定之后')

    // The whole run is taken back.
    await page.goto(address)
    await page.getByRole('button', { name: '撤回整次比对' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '撤回整次比对', exact: true }).click()
    await page.locator('.page-head').getByText('已撤回', { exact: true }).waitFor({ timeout: 60_000 })
    equal(await listOf(officer, certain.id), 'task', '撤回之后')
    equal(await listOf(officer, doubtful.id), 'task', '核对的结论也撤回')
  },

  '名册的号码不对：登记库里的正确号码逐条两人核对，原号码留在档案里': async ({ open, base, accounts, api, needs }) => {
    needs('POST', '/api/comparisons')
    const officer = api()
    await officer.signIn(accounts.county)
    const person = await cutNumber(officer, '向秋实', 1985)
    const page = await open('wide', accounts.county)
    await page.goto(`${base}/comparisons/new`)
    await page.locator('#comparison-files').setInputFiles({
      name: '九月社会保险.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(`\ufeff${header}\n${line(person.right, person.name)}\n`, 'utf8'),
    })
    await page.locator('.slot .name').first().waitFor()
    await page.getByRole('button', { name: '开始比对', exact: true }).click()
    await page.waitForURL((url) => /^\/comparisons\/[0-9a-f-]{36}$/.test(url.pathname))
    const address = page.url()
    const card = page.locator('.next p', { hasText: '号码更正' })
    await card.waitFor({ timeout: 60_000 })
    await card.getByRole('button', { name: '去核对' }).click()
    const both = page.locator('.both')
    await both.getByText('九月社会保险.csv 第 1 行').waitFor()
    const shown = await both.innerText()
    for (const number of [person.cut, person.right]) {
      ok(!shown.includes(number) && !shown.includes(number.slice(14)), '并排里露出了号码或末四位')
    }
    ok((await both.locator('mark').count()) >= 2, '改动的字符没有标出')
    await page.keyboard.press('1')
    await both.getByText('您已认定，等本单位另一人复核').waitFor()
    const other = await open('wide', accounts.county2)
    await other.goto(`${address}/reviews?about=correction`)
    await other.locator('.both mark').first().waitFor()
    await other.keyboard.press('1')
    await other.locator('.rows').getByText('已更正').waitFor()
    const { json } = await officer.call('POST', `/people/${person.id}/reveal`, { field: 'id_number', purpose: 'verify' })
    equal(json.value, person.right, '更正以后的号码')
    equal((await officer.get(`/people/${person.id}`)).json.identifiers.length, 2, '原号码留在档案里')
    await page.goto(address)
    await page.getByRole('button', { name: '撤回整次比对' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '撤回整次比对', exact: true }).click()
    await page.locator('.page-head').getByText('已撤回', { exact: true }).waitFor({ timeout: 60_000 })
    const back = await officer.call('POST', `/people/${person.id}/reveal`, { field: 'id_number', purpose: 'verify' })
    equal(back.json.value, person.cut, '撤回之后的号码')
  },
}
