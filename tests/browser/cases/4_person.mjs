import { equal, ok } from '../check.mjs'
import { idNumber } from '../roster.mjs'

async function somebody(api, account, query = '') {
  const officer = api()
  await officer.signIn(account)
  const answer = await officer.get(`/people?size=50${query}`)
  const row = answer.json.rows.find((one) => one.phone)
  return { officer, id: row.id, row }
}

export const cases = {
  '一人一档：遮住的号码凭用途查看，并留下记录': async ({ open, base, accounts, api }) => {
    const { officer, id, row } = await somebody(api, accounts.county)
    const page = await open('wide', accounts.county)
    const bodies = []
    page.on('response', async (response) => {
      if (response.url().includes('/api/people') && !response.url().includes('/reveal'))
        bodies.push(await response.text().catch(() => ''))
    })
    await page.goto(`${base}/people/${id}`)
    await page.getByText(row.phone, { exact: true }).first().waitFor()
    ok(row.phone.includes('*'), '列表中的电话没有遮住')
    await page
      .locator('.facts')
      .getByRole('button', { name: /查看\s*电话/ })
      .click()
    await page.getByRole('dialog').getByRole('button', { name: '查看并记录' }).click()
    const clear = page.locator('.masked .clear')
    await clear.waitFor()
    const digits = (await clear.innerText()).replace(/ /g, '')
    ok(/^1\d{10}$/.test(digits), `查看到的不是电话：${digits}`)
    ok(
      bodies.every((body) => !body.includes(digits)),
      '未查看时，服务器已把明文发给了浏览器',
    )
    await page.getByRole('tab', { name: '查看记录' }).click()
    await page
      .getByText(/查看(联系)?电话/)
      .first()
      .waitFor()
    const log = await officer.get(`/audit/access?person=${id}`)
    ok(log.json.rows.length > 0, '没有查看记录')
  },
  '新增人员：填了证件号码就能登记，同一号码第二次被拒绝': async ({ open, base, accounts }) => {
    const page = await open('wide', accounts.county)
    const enter = async () => {
      await page.goto(`${base}/people/new`)
      const form = page.locator('form.record-form')
      await form.getByLabel('姓名').first().fill('石小花')
      await form.getByLabel(/^身份证号( \*|\*)?$/).fill(idNumber('433124', '19900307', 976))
      await form.getByLabel('户籍地').fill('龙潭')
      await page.locator('.el-select-dropdown__item:visible').first().click()
      await form.getByRole('button', { name: '保存' }).click()
    }
    await enter()
    await page.waitForURL(/\/people\/[0-9a-f-]{36}$/)
    await page.getByRole('heading', { name: /石小花/ }).waitFor()
    page.on('dialog', (dialog) => dialog.accept())
    await enter()
    await page.getByText('这个号码已经登记在您的范围内').waitFor()
  },
  '一人一档：登记变化后状态与清单理由跟着变': async ({ open, base, accounts, api }) => {
    const { id } = await somebody(api, accounts.county, '&view=task')
    const page = await open('wide', accounts.county)
    await page.goto(`${base}/people/${id}`)
    await page
      .locator('.reasons')
      .getByText(/任务清单/)
      .waitFor()
    await page.getByRole('button', { name: '登记变化' }).click()
    const dialog = page.getByRole('dialog', { name: /登记变化/ })
    await dialog
      .getByText('不愿外出', { exact: true })
      .or(dialog.getByText('不愿意', { exact: true }))
      .or(dialog.locator('label', { hasText: /^不愿/ }))
      .first()
      .click()
    await dialog.getByLabel('依据').fill('电话核实')
    await dialog.getByRole('button', { name: '登记', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.waitForFunction(
      () => !document.querySelector('.reasons li:not(.muted)')?.textContent.includes('在任务清单上'),
    )
  },
  '一人一档：两人同时改，后改的看到是谁改过': async ({ open, base, accounts, api }) => {
    const { officer, id } = await somebody(api, accounts.county)
    const page = await open('wide', accounts.county)
    await page.goto(`${base}/people/${id}/edit`)
    await page.locator('#person-name').waitFor()
    const { version, note } = (await officer.get(`/people/${id}`)).json.person
    const first = await officer.call('PATCH', `/people/${id}`, { version, note: `${note ?? ''}先改` })
    equal(first.status, 200, '先改的人')
    await page.locator('#person-name').fill('后改的人')
    await page.getByRole('button', { name: '保存' }).click()
    await page.getByText(/改过/).first().waitFor()
    equal(await page.locator('#person-name').inputValue(), '后改的人', '填的内容')
  },
  '一人一档：打印一人一卡得到 PDF': async ({ accounts, api, base, needs }) => {
    needs('GET', '/api/people/{id}/card.pdf')
    const { officer, id } = await somebody(api, accounts.county)
    const response = await fetch(`${base}/api/people/${id}/card.pdf`, { headers: { Cookie: officer.cookie } })
    equal(response.status, 200, '一人一卡')
    ok(
      Buffer.from(await response.arrayBuffer())
        .subarray(0, 5)
        .toString() === '%PDF-',
      '不是 PDF',
    )
  },
}
