import { equal, ok } from '../check.mjs'
import { worker } from '../seed.mjs'

export const cases = {
  '测算：改一个数，先看花多少、谁少得；超出法定上限的退回': async ({ open, api, base, accounts, needs }) => {
    needs('POST', '/api/what-ifs')
    const officer = api()
    await officer.signIn(accounts.county)
    await worker(officer, '石测算', 705)
    const county = await open('wide', accounts.county)
    await county.goto(`${base}/subsidies/rules/R-XX20`)
    await county.getByRole('link', { name: '测算', exact: true }).click()
    await county.waitForURL(/what-ifs\?rule=R-XX20/)
    const value = county.getByLabel('交通路费补助 省外上限 改为')
    await value.fill('500')
    await county.getByText('可能符合的人全都申请').click()
    await county.locator('form').getByRole('button', { name: '测算', exact: true }).click()
    await county.getByRole('alert').filter({ hasText: '高于法定上限 400' }).first().waitFor()
    ok(await county.getByText(/第二十条/).first().isVisible(), '没有写条文')
    await value.fill('350')
    await county.locator('form').getByRole('button', { name: '测算', exact: true }).click()
    await county.waitForURL(/what-ifs\/[0-9a-f-]{36}/)
    await county.getByRole('heading', { name: '按资金池' }).waitFor()
    const losers = county.locator('dl').filter({ hasText: '少得' }).getByRole('link')
    const count = Number((await losers.innerText()).replace(/,/g, ''))
    ok(count > 0, '没有人少得')
    await losers.click()
    const names = county.locator('#names')
    await names.getByText('只看：').waitFor()
    await names.getByText(new RegExp(`/ ${count}$`)).waitFor()
    const row = names.locator('tbody tr').first()
    ok((await row.innerText()).includes('-50.00'), '没有写少得多少')
    equal(await names.locator('tbody tr').count(), Math.min(20, count), '名单的行数')
    ok(!/4331241990/.test(await county.locator('main').innerText()), '名单上有身份证号')
    await county.goto(`${base}/subsidies/what-ifs`)
    await county.getByRole('link', { name: '交通路费补助' }).first().waitFor()
  },
}
