import { listCount } from '../browser.mjs'
import { equal, ok } from '../check.mjs'

const refused = [403, 404]

/** A person and a region of another county, found by somebody who may see them. */
async function foreign(api, accounts) {
  const other = api()
  await other.signIn(accounts.other)
  const person = (await other.get('/people?size=1')).json.rows[0]
  const root = (await other.get('/regions')).json.rows[0]
  const spell = (await other.get('/spells?size=1')).json?.rows?.[0] ?? null
  return { person, root, spell }
}

export const cases = {
  '县级经办看不到别的县：接口': async ({ accounts, api }) => {
    const { person, root, spell } = await foreign(api, accounts)
    const officer = api()
    await officer.signIn(accounts.county)
    const paths = [
      `/people/${person.id}`,
      `/people/${person.id}/timeline`,
      `/people/${person.id}/card.pdf`,
      `/regions?parent=${root.id}`,
      `/audit/access?person=${person.id}`,
    ]
    for (const path of paths) {
      const answer = await officer.get(path)
      const hidden =
        refused.includes(answer.status) || (answer.status === 200 && (answer.json?.rows?.length ?? 1) === 0)
      ok(hidden, `${path} 得到 ${answer.status}`)
      ok(!answer.text.includes(person.name), `${path} 泄露了姓名`)
    }
    for (const list of ['/people', '/households', '/spells']) {
      const answer = await officer.get(`${list}?region=${root.code}`)
      ok(
        refused.includes(answer.status) || answer.json.rows.length === 0,
        `${list}?region= 得到 ${answer.status} ${answer.text.slice(0, 80)}`,
      )
      const count = await officer.get(`${list}/count?region=${root.code}`)
      ok(
        refused.includes(count.status) || count.json.count === 0,
        `${list}/count?region= 得到 ${count.status} ${count.text}`,
      )
    }
    const writes = [
      ['PATCH', `/people/${person.id}`, { version: person.version ?? 1, note: '越权' }],
      ['POST', `/people/${person.id}/state`, { willingness: 'no', on: '2026-08-21' }],
      ['POST', `/people/${person.id}/reveal`, { field: 'phone', purpose: 'contact' }],
      ['POST', `/people/${person.id}/spells`, { employer_name: '越权', start_on: '2026-08-01' }],
      ['PUT', `/people/${person.id}/intention`, { want_wage_fen: 1 }],
      ...(spell
        ? [['PATCH', `/people/${person.id}/spells/${spell.id}`, { version: spell.version ?? 1, post_name: '越权' }]]
        : []),
    ]
    for (const [method, path, body] of writes) {
      const answer = await officer.call(method, path, body)
      ok(refused.includes(answer.status), `${method} ${path} 得到 ${answer.status}：${answer.text.slice(0, 200)}`)
    }
    const found = await officer.get(`/search?q=${encodeURIComponent(person.name)}`)
    ok(
      found.json.rows.every((hit) => hit.id !== person.id),
      '查找泄露了别县的人',
    )
    const exported = await officer.get(`/people/export?region=${root.code}&columns=name`)
    ok(refused.includes(exported.status) || !exported.text.includes(person.name), '导出泄露了别县的人')
  },
  '县级经办看不到别的县：地址': async ({ open, base, accounts, api }) => {
    const { person, root } = await foreign(api, accounts)
    const page = await open('wide', accounts.county)
    await page.goto(`${base}/people/${person.id}`)
    await page.getByRole('alert').waitFor()
    ok(!(await page.locator('main').innerText()).includes(person.name), '页面上出现了别县的人')
    await page.goto(`${base}/people?region=${root.code}`)
    await page
      .getByRole('alert')
      .or(page.getByText(/^0 人|没有/))
      .first()
      .waitFor()
    equal(await page.locator('tbody tr:not(.blank)').count(), 0, '别县名单的行数')
  },
  没有登录什么也拿不到: async ({ api }) => {
    const nobody = api()
    const { paths } = (await nobody.get('/openapi.json')).json ?? { paths: {} }
    // Notices on the internet are for everybody (D16): masked names, while they are up.
    const open = new Set(['/api/session', '/api/demo-accounts', '/api/openapi.json', '/api/public/notices'])
    const id = '00000000-0000-7000-8000-000000000000'
    let asked = 0
    for (const [path, methods] of Object.entries(paths)) {
      if (open.has(path)) continue
      for (const method of Object.keys(methods)) {
        const answer = await nobody.call(
          method.toUpperCase(),
          path.slice(4).replace(/\{\w+\}/g, id),
          method === 'get' ? undefined : {},
        )
        equal(answer.status, 401, `${method} ${path}`)
        asked += 1
      }
    }
    ok(asked > 20, `接口清单里只有 ${asked} 项`)
  },
  州级看到的是本州全部: async ({ open, base, accounts, api }) => {
    const count = async (account) => {
      const one = api()
      await one.signIn(account)
      return (await one.get('/people/count')).json.count
    }
    const [county, city] = [await count(accounts.county), await count(accounts.city)]
    ok(county > 0 && city > county, `县 ${county} 人，州 ${city} 人`)
    const page = await open('wide', accounts.city)
    await page.goto(`${base}/people`)
    equal(await listCount(page), city, '州级名单人数')
  },
  '没有这项权限的人：打不开表单，看不到按钮': async ({ open, base, accounts }) => {
    const page = await open('wide', accounts.auditor)
    for (const path of ['/people/new', '/imports/new', '/posts/new', '/months/new', '/months', '/accounts']) {
      await page.goto(base + path)
      await page.getByText('您的角色不能做这件事').waitFor()
      equal(await page.locator('main form, main input, main button').count(), 0, `${path} 还有可以按的`)
    }
    await page.goto(`${base}/people`)
    await listCount(page)
    equal(await page.getByRole('link', { name: '导出', exact: true }).count(), 0, '审计看到导出')
    await page.goto(base)
    await page.locator('a.figure').first().waitFor()
    equal(await page.getByText('走访后登记意愿').count(), 0, '审计的首页有要登记的待办')

    const officer = await open('wide', accounts.county)
    await officer.goto(`${base}/people`)
    await listCount(officer)
    equal(await officer.getByRole('link', { name: '导出', exact: true }).count(), 1, '县经办没有导出')
  },
  '范围以外的地区：看得见这个条件，可以取消': async ({ open, base, accounts, api }) => {
    const { root } = await foreign(api, accounts)
    const page = await open('wide', accounts.county)
    for (const path of ['/people?view=all', '/households?', '/spells?']) {
      await page.goto(`${base}${path}&region=${root.code}`)
      await page.getByText('没有符合全部条件的').waitFor()
      const chip = page.locator('.chip.region')
      ok((await chip.innerText()).trim() !== '', `${path} 没有地区的条件`)
      await chip.getByRole('button').click()
      await page.waitForURL((url) => !url.searchParams.has('region'))
      ok((await listCount(page)) > 0, `${path} 取消后仍是空的`)
    }
  },
}
