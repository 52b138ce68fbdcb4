import { equal, ok } from '../check.mjs'

export const cases = {
  '发布：县里起草本县的金额，送审，另一人复核发布，规则页列出': async ({ open, api, base, accounts, needs }) => {
    needs('POST', '/api/rule-drafts/{id}/publish')
    const officer = api()
    await officer.signIn(accounts.county)
    const made = (await officer.call('POST', '/rule-drafts', { rule: 'R-XX24' })).json
    const added = [{ parameter: 'amount_each', value: '1200', from: '2027-01-01', article: '第三条', document: '花政发〔2026〕1号' }]
    const saved = await officer.call('PATCH', `/rule-drafts/${made.id}`, { version: made.version, parameters: added, note: '本县提高' })
    equal(saved.status, 200, '保存草案')
    const county = await open('wide', accounts.county)
    await county.goto(`${base}/subsidies/drafts/${made.id}`)
    // For everybody it is not the county's to publish; for the county alone it is.
    await county.getByText('这条规则不是本级定的').first().waitFor()
    await county.getByText('只用于湘西土家族苗族自治州花垣县').or(county.getByText('只用于花垣县')).first().click()
    await county.getByRole('button', { name: '保存草案' }).click()
    await county.getByText('草案已保存').waitFor()
    await county.getByRole('button', { name: '送审' }).click()
    const dialog = county.getByRole('dialog')
    await dialog.getByText('算例').waitFor()
    equal(await dialog.locator('li.good').count(), 7, '七项检查都没有问题')
    ok((await dialog.innerText()).includes('1,200'), '没有写改成多少')
    await dialog.getByRole('button', { name: '送审' }).click()
    await county.getByText('等另一人复核发布').waitFor()
    equal(await county.getByRole('button', { name: '复核发布' }).count(), 0, '起草的人不能自己发布')
    const colleague = await open('wide', accounts.county2)
    await colleague.goto(`${base}/subsidies/drafts/${made.id}`)
    await colleague.getByRole('button', { name: '复核发布' }).click()
    await colleague.getByRole('dialog').getByRole('button', { name: '发布', exact: true }).click()
    await colleague.getByText('这份草案已发布').waitFor()
    await colleague.goto(`${base}/subsidies/rules/R-XX24`)
    const row = colleague.locator('tr').filter({ hasText: '花政发〔2026〕1号' })
    await row.getByText('吴秀英').waitFor()
    await colleague.locator('li').filter({ hasText: '1,200' }).first().waitFor()
  },
}
