import { equal, ok } from '../check.mjs'

const number = (text) => Number(String(text).replace(/[^0-9]/g, ''))

export const cases = {
  '匹配：做方案，确认，告知，登记答复，出发，档案里看得到': async ({ open, base, accounts, api, needs }) => {
    needs('POST', '/api/match-plans')
    const page = await open('wide', accounts.county)
    await page.goto(`${base}/plans`)
    await page.getByRole('button', { name: '做一份方案' }).click()
    await page.getByRole('button', { name: '开始计算' }).click()
    await page.waitForURL((url) => /^\/plans\/[0-9a-f-]{36}$/.test(url.pathname), { timeout: 120_000 })
    const plan = page.url().split('/').pop()
    await page.getByRole('heading', { name: '推荐办到哪一步' }).waitFor()
    // Every figure of the states opens as many offers.
    const figures = await page
      .locator('table.bars a.figure')
      .evaluateAll((all) => all.map((one) => [one.textContent.trim(), one.getAttribute('href')]))
    ok(
      figures.some(([, href]) => href.includes('state=proposed')),
      '没有待确认的推荐',
    )
    const officer = api()
    await officer.signIn(accounts.county)
    for (const [text, href] of figures) {
      const query = new URL(base + href).searchParams
      if (href.startsWith('/offers')) {
        const wanted = new URLSearchParams({ state: query.get('state') })
        if (query.get('plan')) wanted.set('plan_id', query.get('plan'))
        if (query.get('reason')) wanted.set('answer_reason', query.get('reason'))
        const { json } = await officer.get(`/offers/count?${wanted}`)
        equal(json.count, number(text), href)
      } else {
        let people = 0
        for (let at = 1, rows = [0]; rows.length > 0; at += 1) {
          rows = (await officer.get(`/match-plans/${plan}/unplaced?${query}&size=200&page=${at}`)).json.rows
          people += rows.length
        }
        equal(people, number(text), href)
      }
    }

    await page.getByRole('button', { name: '去确认推荐' }).click()
    const row = page.locator('.cards > li').first()
    const name = (await row.locator('strong').innerText()).trim()
    const person = await row.locator('strong a').getAttribute('href')
    await row.locator('.el-checkbox').click()
    await page.getByRole('button', { name: '确认 1 条' }).click()
    await page.getByText('已办 1 条，未办 0 条').waitFor()
    const mine = (state) => `${base}/offers?plan=${plan}&state=${state}`
    const card = () => page.locator('.cards > li', { hasText: name }).first()
    await page.goto(mine('confirmed'))
    await card().getByRole('button', { name: '登记已告知' }).click()
    await card().waitFor({ state: 'detached' })
    await page.goto(mine('told'))
    await card().getByRole('button', { name: '登记答复' }).click()
    await page.getByText('愿意去', { exact: true }).last().click()
    await page.getByRole('dialog').getByRole('button', { name: '登记答复' }).click()
    await card().waitFor({ state: 'detached' })
    await page.goto(mine('accepted'))
    await card().getByRole('button', { name: '登记出发' }).click()
    await card().waitFor({ state: 'detached' })
    await page.goto(base + person)
    await page.getByText('已出发').first().waitFor()
    for (const words of ['确认岗位推荐', '告知岗位推荐', '答复：愿意去', '登记出发'])
      await page.getByText(words, { exact: false }).first().waitFor()
  },

  '匹配：拒绝要有原因；不去的人不再推荐同一个岗位': async ({ base, accounts, api, needs }) => {
    needs('POST', '/api/match-plans')
    const officer = api()
    await officer.signIn(accounts.county)
    const made = async () => {
      const plan = (await officer.call('POST', '/match-plans', {})).json
      for (let waited = 0; waited < 600; waited += 1) {
        const { json } = await officer.get(`/jobs/${plan.job_id}`)
        if (json.state === 'done') return plan.id
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
      throw new Error('方案一分钟没有做完')
    }
    await made()
    const [offer] = (await officer.get('/offers?state=proposed&size=1')).json.rows
    await officer.call('POST', '/offers/confirm', { ids: [offer.id] })
    await officer.call('POST', '/offers/tell', { ids: [offer.id] })
    const { version } = (await officer.get(`/offers/${offer.id}`)).json
    const without = await officer.call('POST', `/offers/${offer.id}/answer`, { version, accept: false })
    equal(without.status, 422, '没有原因的拒绝')
    const answered = await officer.call('POST', `/offers/${offer.id}/answer`, { version, accept: false, reason: 'too_far' })
    equal(answered.status, 200, '有原因的拒绝')
    const plan = await made()
    const again = (await officer.get(`/offers?plan_id=${plan}&post_id=${offer.post_id}&size=200`)).json.rows
    ok(!again.some((one) => one.person_id === offer.person_id), '又推荐了拒绝过的岗位')
    ok(base.startsWith('http'), base)
  },

  '匹配：一个人的十个岗位、一个岗位的十个人，招聘卡和图片': async ({ open, base, accounts, api, needs }) => {
    needs('GET', '/api/people/{id}/posts')
    const page = await open('phone', accounts.county)
    const officer = api()
    await officer.signIn(accounts.county)
    const [person] = (await officer.get('/people?view=task&size=1')).json.rows
    await page.goto(`${base}/people/${person.id}`)
    await page.getByRole('tab', { name: '适合我的活' }).click()
    await page.locator('.posts ol > li').first().waitFor()
    const shown = await page.locator('.posts ol > li').count()
    const { rows } = (await officer.get(`/people/${person.id}/posts`)).json
    equal(shown, rows.length, '页上的岗位数')
    ok(
      rows.every(
        (one, at) =>
          at === 0 ||
          rows[at - 1].refused < one.refused ||
          (rows[at - 1].refused === one.refused && rows[at - 1].net >= one.net - 1),
      ),
      '没有按得分减价格排序，拒绝过的排在最后',
    )
    const post = rows[0].post_id
    await page.goto(`${base}/posts/${post}`)
    await page.getByRole('button', { name: '找适合的人' }).click()
    await page.locator('section ol > li').first().waitFor()
    for (const [kind, magic] of [
      ['pdf', '%PDF'],
      ['png', '\u0089PNG'],
    ]) {
      const answer = await fetch(`${base}/api/posts/${post}/card.${kind}`, { headers: { Cookie: officer.cookie } })
      equal(answer.status, 200, kind)
      const bytes = Buffer.from(await answer.arrayBuffer())
      equal(bytes.subarray(0, 4).toString('latin1'), magic, kind)
    }
  },
}
