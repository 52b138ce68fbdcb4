import { equal, ok } from '../check.mjs'
import { creditCode } from '../roster.mjs'
import { worker } from '../seed.mjs'

const day = (ago) => new Date(Date.now() + 8 * 3600_000 - ago * 86_400_000).toISOString().slice(0, 10)

export const cases = {
  '补贴：申请、三级审核、公示、审批、发放、回盘': async ({ open, api, base, accounts, needs }) => {
    needs('POST', '/api/claims')
    const officer = api()
    await officer.signIn(accounts.county)
    const person = await worker(officer, '龙建设', 701)

    const township = await open('wide', accounts.township)
    await township.goto(`${base}/people/${person}`)
    await township.getByRole('button', { name: '登记申请' }).click()
    const dialog = township.getByRole('dialog', { name: '登记申请' })
    await dialog.locator('.el-select').first().click()
    await township.getByRole('option', { name: '交通路费补助' }).click()
    await dialog.getByText('第二十条').first().waitFor()
    await dialog.locator('#claim-event_on').fill('2026-03-01')
    await dialog.locator('#claim-amount_fen').fill('512')
    await dialog.locator('#claim-receipts').fill('1')
    await dialog.locator('#claim-received_on').fill(day(20))
    await dialog.locator('#claim-received_on').press('Enter')
    await dialog.getByRole('button', { name: '保存' }).click()
    await township.waitForURL(/subsidies\/claims\//)
    const path = new URL(township.url()).pathname
    await township.getByText('还缺：劳动合同或就业协议、交通费票据').waitFor()
    for (const left of ['还缺：交通费票据', null]) {
      await township.getByRole('button', { name: '登记已核对原件' }).click()
      if (left) await township.getByText(left).waitFor()
      else await township.getByText('还缺：').waitFor({ state: 'detached' })
    }
    const step = async (page, name, state) => {
      await page.goto(base + path)
      await page.getByRole('button', { name, exact: true }).click()
      await page.getByRole('dialog').getByRole('button', { name: '确定' }).click()
      await page.locator('header').getByText(state, { exact: true }).waitFor()
    }
    await step(township, '提交', '已提交')
    equal(await township.getByRole('button', { name: '村级审核通过', exact: true }).count(), 0, '提交的人不能审核')
    const county = await open('wide', accounts.county)
    await step(county, '村级审核通过', '村级已审')
    const second = await open('wide', accounts.county2)
    await step(second, '乡镇审核通过', '乡镇已审')
    const third = await open('wide', accounts.county3)
    await step(third, '县级审核通过', '县级已审')
    await third.getByText('400.00 元').first().waitFor()

    await county.goto(`${base}${path}/why`)
    await county.getByText('逐字节相同').waitFor()
    ok(await county.getByText('凭企业招用劳动合同').first().isVisible(), '没有条文')

    await county.goto(`${base}/subsidies`)
    await county.getByRole('button', { name: /发布公示/ }).click()
    await county.getByRole('dialog').getByPlaceholder('今天张贴').fill(day(10))
    await county.getByRole('dialog').getByPlaceholder('今天张贴').press('Enter')
    await county.getByRole('dialog').getByRole('button', { name: '发布', exact: true }).click()
    await county.getByText(/早于县级审核的/).waitFor()
    await county.getByRole('dialog').getByPlaceholder('在系统里审核的').fill(day(12))
    await county.getByRole('dialog').getByPlaceholder('在系统里审核的').press('Enter')
    await county.getByRole('dialog').getByRole('button', { name: '发布', exact: true }).click()
    await county.waitForURL(/subsidies\/notices/)
    if (county.url().endsWith('/notices')) await county.getByRole('link', { name: /公示$/ }).first().click()
    await county.getByRole('link', { name: '龙建设' }).waitFor()
    ok(!/4331241990/.test(await county.locator('main').innerText()), '公示上有身份证号')

    const fourth = await open('wide', accounts.county4)
    await step(fourth, '审批通过', '已审批')
    await county.goto(`${base}/subsidies`)
    const compose = county.getByRole('button', { name: /编制发放批次/ })
    const [, figure] = /（(\d+)）/.exec(await compose.innerText())
    await compose.click()
    const composing = county.getByRole('dialog', { name: '编制发放批次' })
    await composing.getByText('龙建设').waitFor()
    equal(await composing.getByRole('listitem').count(), Number(figure), '按钮上的数与名单不同')
    await composing.getByRole('button', { name: '编制', exact: true }).click()
    await county.waitForURL(/subsidies\/batches\//)
    await county.getByText('须由编制人以外的一位经办人核放').waitFor()
    const batch = new URL(county.url()).pathname
    await fourth.goto(base + batch)
    await fourth.getByRole('button', { name: '核放', exact: true }).click()
    await fourth.getByRole('link', { name: '下载给银行的文件' }).waitFor()
    const [download] = await Promise.all([
      fourth.waitForEvent('download'),
      fourth.getByRole('link', { name: '下载给银行的文件' }).click(),
    ])
    ok(/^发放-.*\.csv$/.test(download.suggestedFilename()), `文件名 ${download.suggestedFilename()}`)
    await county.reload()
    await county.locator('input[type=file]').setInputFiles({
      name: '回盘.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('序号,金额,结果\n1,400.00,成功\n9,1.00,成功\n'),
    })
    await county.getByText('到账 1，未到账 0').waitFor()
    await county.getByText('这一批里没有这个序号').waitFor()
    await county.goto(base + path)
    await county.locator('header').getByText('已发放', { exact: true }).waitFor()
  },
  '补贴：就业地经办的，户籍地看得到、不计在自己要办的数里': async ({ open, api, base, accounts }) => {
    const fuzhou = api()
    await fuzhou.signIn(accounts.fuzhou)
    const made = await fuzhou.call('POST', '/claims', { credit_code: creditCode('91350100MA2XN08K1'), rule: 'R-FZ1', event_on: '2026-08-01' })
    equal(made.status, 201, made.text)
    const page = await open('wide', accounts.fuzhou)
    await page.goto(`${base}/subsidies`)
    await page.getByRole('link', { name: '福州福耀纺织有限公司' }).first().waitFor()
    await page.getByRole('button', { name: '登记单位申请' }).click()
    const dialog = page.getByRole('dialog', { name: '登记单位申请' })
    await dialog.locator('.el-select').first().click()
    await page.getByRole('option', { name: /工作站/ }).click()
    await dialog.getByText('劳务工作站（登记册里的名称）').waitFor()
    await page.goto(`${base}/subsidies?handled_here=true`)
    await page.getByRole('link', { name: '福州福耀纺织有限公司' }).first().waitFor()
    const county = await open('wide', accounts.county)
    await county.goto(`${base}/subsidies?handled_here=true`)
    await county.getByRole('heading', { name: '补贴经办' }).waitFor()
    equal(await county.getByRole('link', { name: '福州福耀纺织有限公司' }).count(), 0)
  },
  '补贴：规则用中文读得懂': async ({ open, base, accounts }) => {
    const page = await open('wide', accounts.county)
    await page.goto(`${base}/subsidies/rules`)
    await page.getByRole('link', { name: '交通路费补助' }).click()
    await page.getByText('省外上限').first().waitFor()
    const table = await page.locator('.grid').innerText()
    ok(/省外/.test(table) && !/"outside"|unknown/.test(table), '决策表里有没翻成中文的格子')
  },
}
