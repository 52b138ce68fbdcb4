import { listCount } from '../browser.mjs'
import { equal, ok } from '../check.mjs'
import { csv, idNumber, person } from '../roster.mjs'

async function place(api, account) {
  const officer = api()
  const session = await officer.signIn(account)
  const roots = (await officer.get('/regions')).json.rows
  const towns = (await officer.get(`/regions?parent=${roots[0].id}`)).json.rows
  const villages = towns[0].has_children ? (await officer.get(`/regions?parent=${towns[0].id}`)).json.rows : towns
  const leaf = villages[0] ?? towns[0]
  return { officer, session, code: String(leaf.code).padEnd(12, '0') }
}
async function upload(page, base, name, buffer) {
  await page.goto(`${base}/imports/new?kind=roster`)
  await page.locator('#import-file').setInputFiles({ name, mimeType: 'text/csv', buffer })
  await page.waitForURL((url) => /^\/imports\/(?!new)/.test(url.pathname))
  await page.getByRole('button', { name: '检查', exact: true }).click()
  await page.getByText(/^共 [\d,]+ 行$/).waitFor({ timeout: 60_000 })
}
const total = async (page, name) => Number((await page.locator(`.total.${name} strong`).innerText()).replace(/,/g, ''))

export const cases = {
  '导入：错误逐条说明，改好再传，导入后可查可撤': async ({ open, base, accounts, api }) => {
    const { code } = await place(api, accounts.county)
    const serial = 101 + (Date.now() % 700)
    const id = (offset) => idNumber(code.slice(0, 6), '1991-03-05', serial + offset)
    const good = [
      person('测试甲测', id(0), { place: code }),
      person('测试乙测', id(1), { place: code }),
      person('阿依古丽·买买提吐尔逊江', id(2), { place: code }),
    ]
    const broken = id(3).slice(0, 17) + (id(3)[17] === '0' ? '1' : '0')
    const bad = [
      person('校验不过', broken, { place: code }),
      person('科学计数', '4.33124E+17', { place: code }),
      person('', id(4), { place: code }),
    ]
    const page = await open('wide', accounts.county)

    await upload(page, base, '名册.csv', csv([...good, ...bad]))
    equal(await total(page, 'new'), 3, '新增')
    equal(await total(page, 'error'), 3, '错误')
    const run = page.getByRole('button', { name: /^导入 / })
    ok(await run.isDisabled(), '有错误时不应能直接导入')
    const problems = page.locator('.problems tbody tr')
    equal(await problems.count(), 3, '错误行数')
    ok(/表格软件/.test(await page.locator('.problems').innerText()), '没有专门说明号码被表格软件改成了数字')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: '下载标出错误的原表' }).click(),
    ])
    const chunks = []
    for await (const chunk of await download.createReadStream()) chunks.push(chunk)
    equal(Buffer.concat(chunks).subarray(0, 2).toString(), 'PK', '还回来的表')

    const mended = [
      person('校验已改', id(3), { place: code }),
      person('计数已改', id(5), { place: code }),
      person('姓名已补', id(4), { place: code }),
    ]
    await upload(page, base, '名册改好.csv', csv([...good, ...mended]))
    equal(await total(page, 'new'), 6, '改好后的新增')
    equal(await total(page, 'error'), 0, '改好后的错误')
    await page.getByRole('tab', { name: /新增/ }).click()
    await page.getByText('校验已改').first().waitFor()
    await run.click()
    await page.getByText('已导入', { exact: true }).waitFor({ timeout: 60_000 })
    const importPath = new URL(page.url()).pathname

    await page.goto(`${base}/people?q=${encodeURIComponent('阿依古丽·买买提吐尔逊江')}`)
    ok((await listCount(page)) >= 1, '导入的人查不到')

    await page.goto(base + importPath)
    await page.getByRole('button', { name: '撤回这次导入' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '撤回这次导入' }).click()
    await page.getByText('已全部撤回', { exact: true }).waitFor({ timeout: 60_000 })
    await page.goto(`${base}/people?q=${encodeURIComponent('校验已改')}`)
    equal(await listCount(page), 0, '撤回后仍能查到')
  },
  '导入：预览变化用词不用代码，行号是表里的行': async ({ open, base, accounts, api }) => {
    const { code } = await place(api, accounts.county)
    const id = idNumber(code.slice(0, 6), '1987-04-03', 101 + (Date.now() % 700))
    const page = await open('wide', accounts.county)
    const before = person('预览看词', id, { place: code })
    await upload(page, base, '先导入.csv', csv([before]))
    await page.getByRole('button', { name: '导入 1 行' }).click()
    await page.getByText('已导入', { exact: true }).waitFor({ timeout: 60_000 })

    const after = person('预览看词', id, { place: code, willing: '不愿意' })
    after[3] = '大专'
    await upload(page, base, '再导入.csv', csv([person('', '123', { place: code }), after]))
    await page.getByRole('tab', { name: /^更新/ }).click()
    const table = page.locator('.el-tab-pane table').filter({ hasText: '预览看词' })
    await table.waitFor()
    const text = await table.innerText()
    ok(/第 3 行/.test(text), `更新里没有表里的行号：${text}`)
    ok(/初中/.test(text) && /大专|大学专科/.test(text), `文化程度不是词：${text}`)
    ok(!/\b(junior|no|yes|true|false|[0-9]{2})\b/.test(text.replace(/第 3 行/g, '')), `还有代码：${text}`)
    await page.getByRole('tab', { name: /^问题/ }).click()
    ok(/第 2 行/.test(await page.locator('.problems').innerText()), '问题里没有表里的行号')
  },
  '导入：撤回后说明哪些后来改过、保留现值': async ({ open, base, accounts, api }) => {
    const { officer, code } = await place(api, accounts.county)
    const id = idNumber(code.slice(0, 6), '1985-11-21', 101 + (Date.now() % 700))
    const page = await open('wide', accounts.county)
    await upload(page, base, '撤回留痕.csv', csv([person('撤回留痕', id, { place: code })]))
    await page.getByRole('button', { name: '导入 1 行' }).click()
    await page.getByText('已导入', { exact: true }).waitFor({ timeout: 60_000 })
    const found = (await officer.get(`/people?q=${encodeURIComponent('撤回留痕')}`)).json.rows[0]
    const { person: now } = (await officer.get(`/people/${found.id}`)).json
    const changed = await officer.call('PATCH', `/people/${found.id}`, { version: now.version, note: '后来补记' })
    equal(changed.status, 200, changed.text)
    await page.getByRole('button', { name: '撤回这次导入' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '撤回这次导入' }).click()
    await page.getByText(/^已撤回；\d+ 处后来被改过，保留现值$/).waitFor({ timeout: 60_000 })
    const kept = page.locator('.kept-edits')
    await kept.waitFor()
    ok(/撤回留痕/.test(await kept.innerText()), `没有列出保留的人：${await kept.innerText()}`)
    await page.reload()
    await kept.getByText('撤回留痕').first().waitFor()
  },
  '导入：只导入没有错误的行要明确选择': async ({ open, base, accounts, api }) => {
    const { code } = await place(api, accounts.county)
    const serial = 101 + (Date.now() % 700)
    const id = idNumber(code.slice(0, 6), '1988-07-09', serial)
    const page = await open('wide', accounts.county)
    await upload(
      page,
      base,
      '半好.csv',
      csv([person('只要好行', id, { place: code }), person('坏行', '123', { place: code })]),
    )
    await page.getByText(/只导入没有错误的行/).click()
    await page.getByRole('button', { name: '导入 1 行' }).click()
    await page.getByText('已导入', { exact: true }).waitFor({ timeout: 60_000 })
    await page.goto(`${base}/people?q=${encodeURIComponent('只要好行')}`)
    equal(await listCount(page), 1, '好行')
  },
}
