// Every screen of the console: its name, its address, what to press before looking, and whose screen it is where that
// is not the county's officer (`as`, an account of server.mjs).
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Presses one thing after the other. */
const steps =
  (...all) =>
  async (page) => {
    for (const step of all) await step(page)
  }

export async function pagesOf(officer, { demo = '', destination = null, fuzhou = null } = {}) {
  const first = async (path) => (await officer.get(path)).json?.rows?.[0] ?? null
  const person = (await first('/people?view=task&size=1')) ?? (await first('/people?size=1'))
  const post = await first('/posts?size=1')
  const employer = await first('/employers?size=1')
  const run = await first('/imports')
  const month = await first('/months')
  const comparison = await first('/comparisons')
  const plan = await first('/match-plans?sort=-created_at')
  const claim = await first('/claims?size=1&sort=-state_at')
  const decided = (await first('/claims?size=1&outcome=refuse')) ?? (await first('/claims?size=1&outcome.empty=0')) ?? claim
  const notice = await first('/notices?size=1')
  const batch = await first('/payment-batches?size=1')
  const draft = (await first('/rule-drafts?size=1')) ?? (await officer.call('POST', '/rule-drafts', { rule: 'R-XX20' })).json
  const ready = (await officer.call('POST', '/rule-drafts', { rule: 'R-XX24' })).json
  if (ready?.id)
    await officer.call('PATCH', `/rule-drafts/${ready.id}`, {
      version: ready.version,
      county: ready.own_county,
      parameters: [{ parameter: 'amount_each', value: '1200', from: '2027-01-01', article: '第三条', document: '花政发〔2026〕1号' }],
    })
  const paidThere = fuzhou ? ((await fuzhou.get('/claims?size=10')).json?.rows ?? []) : []
  const award = paidThere.find((one) => one.credit_code)
  const station = paidThere.find((one) => !one.credit_code)
  const change = { rule: 'R-XX20', parameter: 'cap_outside', value: '350' }
  const asked = (await officer.call('POST', '/what-ifs', { basis: 'everybody', changes: [change] })).json
  let entitled = null
  for (const view of ['retention', 'task'])
    for (const one of (await officer.get(`/people?view=${view}&size=100`)).json?.rows ?? [])
      if (!entitled && (await officer.get(`/people/${one.id}/entitlements`)).json?.rows?.length > 1) entitled = one
  const chooseRule = (title) => async (page) => {
    await page.getByRole('dialog').locator('.el-select').first().click()
    await page.getByRole('option', { name: title }).first().click()
  }
  const region = await first('/regions')
  const accounts = (await officer.get('/accounts')).json?.rows ?? []
  const own = accounts.find((one) => one.oneself)
  const colleague = accounts.find((one) => !one.oneself)
  const settled = (await officer.get('/people?view=retention&size=1')).json?.rows?.[0] ?? person
  const guest = destination && (await destination.get('/people?size=1')).json?.rows?.[0]
  const applied = ((await officer.get('/imports')).json?.rows ?? []).find((one) => one.state === 'done')
  const checked = ((await officer.get('/imports')).json?.rows ?? []).filter((one) => one.state === 'checked')
  const problems = checked.find((one) => one.totals?.error > 0)
  const preview = checked.find((one) => one.totals?.error === 0)
  const files = demo && existsSync(demo) ? readdirSync(demo).filter((name) => /\.(csv|xlsx)$/.test(name)) : []
  const monthFiles = files.filter((name) => name !== 'couples.csv').map((name) => join(demo, name))
  const put = (input, paths) => async (page) => {
    await page.locator(input).setInputFiles(paths)
    await page.locator('.slot .name').nth(paths.length - 1).waitFor()
  }
  const fill = (input, text) => async (page) => {
    await page.locator(input).fill(text)
    await page.locator(input).press('Enter')
  }
  const tab = (name) => (page) => page.getByRole('tab', { name, exact: true }).click()
  const lookAt = (heading) => (page) =>
    page.getByRole('heading', { name: heading }).evaluate((one) => one.scrollIntoView({ block: 'start' }))
  const press = (name) => (page) => page.getByRole('button', { name, exact: true }).first().click()
  return [
    { name: 'home', path: '/' },
    { name: 'people', path: '/people' },
    { name: 'task', path: '/people?view=task' },
    { name: 'retention', path: '/people?view=retention' },
    { name: 'visit', path: '/people?view=visit' },
    { name: 'people-filtered', path: `/people?view=task&sex=2&birth.ge=1980-01-01&region=${region?.code ?? ''}` },
    { name: 'people-none', path: `/people?q=${encodeURIComponent('没有这个人')}` },
    { name: 'people-filter', path: '/people', act: press('就业状态') },
    { name: 'people-columns', path: '/people', act: (page) => page.getByRole('button', { name: /^列/ }).click() },
    { name: 'search', path: '/', act: (page) => page.locator('#global-search').fill(person?.name.slice(0, 1) ?? '石') },
    { name: 'person', path: `/people/${person?.id}` },
    { name: 'person-spells', path: `/people/${person?.id}`, act: tab('就业') },
    { name: 'person-record', path: `/people/${person?.id}`, act: tab('登记信息') },
    { name: 'person-posts', path: `/people/${person?.id}`, act: tab('适合我的活') },
    { name: 'person-sources', path: `/people/${person?.id}`, act: tab('来源') },
    {
      name: 'person-reveal',
      path: `/people/${person?.id}`,
      act: (page) => page.locator('.masked .link-button').first().click(),
    },
    { name: 'person-state', path: `/people/${person?.id}`, act: press('登记变化') },
    { name: 'person-access', path: `/people/${person?.id}`, act: tab('查看记录') },
    { name: 'person-settled', path: `/people/${settled?.id}` },
    { name: 'person-settled-spells', path: `/people/${settled?.id}`, act: tab('就业') },
    { name: 'spell-edit', path: `/people/${settled?.id}`, act: steps(tab('就业'), (page) => page.getByRole('tabpanel').getByRole('button', { name: '修改' }).first().click()) },
    { name: 'spell-new', path: `/people/${person?.id}`, act: steps(tab('就业'), press('登记就业')) },
    { name: 'intention-edit', path: `/people/${settled?.id}`, act: press('登记意向') },
    ...(guest
      ? [
          { name: 'destination-home', path: '/', as: 'destination' },
          { name: 'destination-people', path: '/people', as: 'destination' },
          { name: 'destination-person', path: `/people/${guest.id}`, as: 'destination' },
          { name: 'destination-spells', path: `/people/${guest.id}`, as: 'destination', act: tab('就业') },
          { name: 'destination-record', path: `/people/${guest.id}`, as: 'destination', act: tab('登记信息') },
          { name: 'destination-sources', path: `/people/${guest.id}`, as: 'destination', act: tab('来源') },
        ]
      : []),
    { name: 'person-edit', path: `/people/${person?.id}/edit` },
    { name: 'person-new', path: '/people/new' },
    { name: 'subsidies', path: '/subsidies' },
    ...(claim ? [{ name: 'subsidy-claim', path: `/subsidies/claims/${claim.id}` }] : []),
    ...(decided?.outcome ? [{ name: 'subsidy-why', path: `/subsidies/claims/${decided.id}/why` }] : []),
    { name: 'subsidy-new', path: `/people/${person?.id}`, act: press('登记申请') },
    { name: 'subsidy-notice-new', path: '/subsidies', act: (page) => page.getByRole('button', { name: /^发布公示/ }).click() },
    {
      name: 'subsidy-notice-on-paper',
      path: '/subsidies',
      act: async (page) => {
        await page.getByRole('button', { name: /^发布公示/ }).click()
        const posted = page.getByRole('dialog').getByPlaceholder('今天张贴')
        await posted.fill('2026-09-01')
        await posted.press('Enter')
        await page.getByRole('dialog').getByPlaceholder('在系统里审核的').scrollIntoViewIfNeeded()
      },
    },
    { name: 'subsidy-new-rule', path: `/people/${person?.id}`, act: steps(press('登记申请'), chooseRule('交通路费补助')) },
    { name: 'subsidies-fuzhou', path: '/subsidies', as: 'fuzhou' },
    { name: 'subsidy-unit-new-fuzhou', path: '/subsidies', as: 'fuzhou', act: steps(press('登记单位申请'), chooseRule(/工作站/)) },
    ...(award
      ? [
          { name: 'subsidy-claim-fuzhou', path: `/subsidies/claims/${award.id}`, as: 'fuzhou' },
          { name: 'subsidy-why-fuzhou', path: `/subsidies/claims/${award.id}/why`, as: 'fuzhou' },
        ]
      : []),
    ...(station ? [{ name: 'subsidy-station-fuzhou', path: `/subsidies/claims/${station.id}`, as: 'fuzhou' }] : []),
    { name: 'subsidy-notices', path: '/subsidies/notices' },
    ...(notice ? [{ name: 'subsidy-notice', path: `/subsidies/notices/${notice.id}` }] : []),
    { name: 'subsidy-batches', path: '/subsidies/batches' },
    ...(batch ? [{ name: 'subsidy-batch', path: `/subsidies/batches/${batch.id}` }] : []),
    { name: 'subsidy-rules', path: '/subsidies/rules' },
    { name: 'subsidy-rule', path: '/subsidies/rules/R-XX20' },
    { name: 'subsidy-what-ifs', path: '/subsidies/what-ifs?rule=R-XX20' },
    ...(asked?.id ? [{ name: 'subsidy-what-if', path: `/subsidies/what-ifs/${asked.id}` }] : []),
    ...(entitled
      ? [
          {
            name: 'subsidy-entitlements',
            path: `/people/${entitled.id}`,
            act: (page) => page.getByRole('heading', { name: '能领什么' }).scrollIntoViewIfNeeded(),
          },
        ]
      : []),
    ...(draft?.id
      ? [
          {
            name: 'subsidy-draft-grid',
            path: `/subsidies/drafts/${draft.id}`,
            act: (page) => page.locator('table.draft tbody tr').nth(3).scrollIntoViewIfNeeded(),
          },
        ]
      : []),
    ...(draft?.id ? [{ name: 'subsidy-draft', path: `/subsidies/drafts/${draft.id}` }] : []),
    ...(ready?.id
      ? [
          {
            name: 'subsidy-publish',
            path: `/subsidies/drafts/${ready.id}`,
            act: (page) => page.getByRole('button', { name: /^(送审|Propose)$/ }).click(),
          },
        ]
      : []),
    { name: 'requests', path: '/requests' },
    { name: 'transfers', path: '/requests?kind=transfer' },
    { name: 'transfer-new', path: '/requests/transfer' },
    { name: 'person-missing', path: '/people/00000000-0000-7000-8000-000000000000' },
    { name: 'households', path: '/households' },
    { name: 'household-edit', path: '/households', act: press('修改') },
    { name: 'household-columns', path: '/households', act: (page) => page.getByRole('button', { name: /^列/ }).click() },
    { name: 'spells', path: '/spells' },
    { name: 'posts', path: '/posts' },
    ...(post
      ? [
          { name: 'post', path: `/posts/${post.id}` },
          { name: 'post-people', path: `/posts/${post.id}`, act: press('找适合的人') },
          { name: 'post-card', path: `/api/posts/${post.id}/card.png` },
          { name: 'post-edit', path: `/posts/${post.id}/edit` },
        ]
      : []),
    { name: 'offers', path: '/offers' },
    { name: 'plans', path: '/plans' },
    { name: 'plan-new', path: '/plans', act: press('做一份方案') },
    ...(plan
      ? [
          { name: 'plan', path: `/plans/${plan.id}` },
          { name: 'plan-rules', path: `/plans/${plan.id}`, act: lookAt('每条规则的价格') },
          { name: 'plan-shares', path: `/plans/${plan.id}`, act: lookAt('各类人安排和留岗的比例') },
          { name: 'plan-weights', path: `/plans/${plan.id}`, act: lookAt('预计准不准') },
          { name: 'plan-flagged', path: `/plans/${plan.id}`, act: lookAt('招聘条件没有采用的岗位') },
          { name: 'plan-unplaced', path: `/plans/${plan.id}/unplaced` },
          { name: 'offers-told', path: '/offers?state=told' },
          { name: 'offers-answer', path: '/offers?state=told', act: press('登记答复') },
        ]
      : []),
    { name: 'employers', path: '/employers' },
    ...(employer ? [{ name: 'employer', path: `/employers/${employer.id}` }] : []),
    { name: 'import-new', path: '/imports/new' },
    { name: 'imports', path: '/imports' },
    ...(run ? [{ name: 'import', path: `/imports/${run.id}` }] : []),
    ...(problems ? [{ name: 'import-checked', path: `/imports/${problems.id}` }] : []),
    ...(preview ? [{ name: 'import-preview', path: `/imports/${preview.id}` }] : []),
    ...(applied ? [{ name: 'import-done', path: `/imports/${applied.id}` }] : []),
    { name: 'comparisons', path: '/comparisons' },
    { name: 'comparison-new', path: '/comparisons/new' },
    ...(monthFiles.length > 0
      ? [
          {
            name: 'comparison-files',
            path: '/comparisons/new',
            act: put(
              '#comparison-files',
              monthFiles.filter((path) => /social_|labour_/.test(path)),
            ),
          },
          { name: 'month-files', path: '/months/new', act: put('#month-files', monthFiles) },
          {
            name: 'month-before',
            path: '/months/new',
            act: steps(
              put(
                '#month-files',
                monthFiles.filter((path) => path.endsWith('roster.xlsx')),
              ),
              fill('#month-period', '2026-08'),
              fill('#month-as-of', '2026-08-31'),
              press('开始'),
              (page) => page.getByText('已经办过').waitFor(),
            ),
          },
        ]
      : []),
    ...(comparison
      ? [
          { name: 'comparison', path: `/comparisons/${comparison.id}` },
          { name: 'comparison-people', path: `/comparisons/${comparison.id}/people?figure=people` },
          { name: 'comparison-plan', path: `/comparisons/${comparison.id}`, act: press('预演并执行') },
          { name: 'comparison-reviews', path: `/comparisons/${comparison.id}/reviews` },
          { name: 'comparison-corrections', path: `/comparisons/${comparison.id}/reviews?about=correction` },
        ]
      : []),
    { name: 'months', path: '/months' },
    { name: 'month-new', path: '/months/new' },
    ...(month ? [{ name: 'month', path: `/months/${month.period}` }] : []),
    { name: 'events', path: '/events' },
    { name: 'events-kind', path: '/events', act: (page) => page.locator('.filters .el-select').nth(1).click() },
    { name: 'events-person', path: `/events?person=${person?.id}` },
    { name: 'accounts', path: '/accounts' },
    { name: 'account', path: `/accounts/${colleague?.id}` },
    { name: 'account-own', path: `/accounts/${own?.id}` },
    { name: 'account-grant', path: `/accounts/${colleague?.id}`, act: press('新增授权') },
    { name: 'account-reset', path: `/accounts/${colleague?.id}`, act: press('重置密码') },
    { name: 'account-new', path: '/accounts', act: press('新建账号') },
    { name: 'units', path: '/units' },
    { name: 'unit-new', path: '/units', act: press('新建单位') },
    { name: 'password', path: '/password' },
    { name: 'refused', path: '/accounts', as: 'destination' },
    { name: 'import-columns', path: `/imports/${preview?.id}`, act: press('重新对应列') },
    { name: 'import-withdraw', path: `/imports/${applied?.id}`, act: press('撤回这次导入') },
    { name: 'month-findings', path: `/months/${month?.period}`, act: lookAt('指标') },
    { name: 'home-english', path: '/', english: true },
    { name: 'task-english', path: '/people?view=task', english: true },
    { name: 'person-english', path: `/people/${person?.id}`, english: true },
    { name: 'import-english', path: `/imports/${problems?.id}`, english: true },
    { name: 'import-new-english', path: '/imports/new', english: true },
    { name: 'month-english', path: `/months/${month?.period}`, english: true },
    { name: 'comparison-english', path: `/comparisons/${comparison?.id}`, english: true },
    { name: 'offers-english', path: '/offers', english: true },
    { name: 'plan-english', path: `/plans/${plan?.id}`, english: true },
    { name: 'subsidies-english', path: '/subsidies', english: true },
    { name: 'subsidy-rules-english', path: '/subsidies/rules', english: true },
    { name: 'posts-english', path: '/posts', english: true },
    { name: 'accounts-english', path: '/accounts', english: true },
    { name: 'missing', path: '/no-such-page' },
  ]
}

/** The page stands still: nothing is loading, no request is under way. */
export async function settle(page) {
  await page.waitForLoadState('networkidle').catch(() => undefined)
  await page
    .locator('[aria-busy="true"]')
    .first()
    .waitFor({ state: 'detached', timeout: 5000 })
    .catch(() => undefined)
  await page.waitForTimeout(250)
}
