// People, posts and employers for the cases; the same ones every time.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Api } from './api.mjs'
import { creditCode, csv as rosterCsv, idNumber, person } from './roster.mjs'

let seed = 20260821
const next = (limit) => (seed = (seed * 48271) % 2147483647) % limit
const pick = (list) => list[next(list.length)]
const families = ['麻', '石', '龙', '吴', '施', '欧阳', '田', '向', '杨', '彭']
const given = ['金莲', '远志', '秀英', '心亮', '六金', '秋菊', '大兴', '玉娥', '再春', '文斌', '建国', '小梅', '志强']
const employers = [
  [creditCode('91350100MA2XN08K1'), '福州福耀纺织有限公司', '350100000000'],
  [creditCode('91430100MA4L1B2C3'), '长沙某服饰有限公司', '430100000000'],
  [creditCode('91441900MA5D6E7F8'), '东莞市横沥镇华美电子科技有限公司', '441900000000'],
]
const header = [
  '姓名',
  '身份证号',
  '性别',
  '民族',
  '文化程度',
  '联系电话',
  '户籍地',
  '户编号',
  '与户主关系',
  '人员类别',
  '就业状态',
  '就业单位',
  '岗位',
  '就业地区',
  '月工资',
  '开始务工时间',
  '有无劳动能力',
  '外出意愿',
  '意向地区',
  '期望月薪',
]
const csv = (lines) => Buffer.from(`\ufeff${lines.map((line) => line.join(',')).join('\n')}\n`, 'utf8')

function rosterOf(places, count, prefix) {
  const lines = [header]
  for (let at = 0; at < count; at += 1) {
    const place = pick(places)
    const birth = `${1968 + next(37)}-${String(1 + next(12)).padStart(2, '0')}-${String(1 + next(28)).padStart(2, '0')}`
    const id = idNumber(prefix, birth, 100 + at)
    const working = next(5) < 2
    const employer = pick(employers)
    const name = at === 3 ? '阿依古丽·买买提吐尔逊江·阿卜杜' : pick(families) + pick(given)
    lines.push([
      name,
      id,
      Number(id[16]) % 2 === 1 ? '男' : '女',
      pick(['苗族', '土家族', '汉族']),
      pick(['小学', '初中', '初中', '高中', '大专']),
      at % 9 === 4 ? '' : `139${String(10000000 + next(89999999))}`,
      place,
      `H${1000 + Math.floor(at / 3)}`,
      at % 3 === 0 ? '户主' : '配偶',
      pick(['脱贫人口', '脱贫人口', '监测对象', '一般农户']),
      working ? '已就业' : '未就业',
      working ? employer[1] : '',
      working ? pick(['缝纫工', '普工', '焊工']) : '',
      working ? employer[2] : '',
      working ? String(3000 + next(30) * 100) : '',
      working ? '2026-03-01' : '',
      '有',
      working ? '' : pick(['愿意', '愿意', '不愿意', '']),
      working ? '' : pick(['福州', '长沙', '']),
      working ? '' : String(3000 + next(20) * 100),
    ])
  }
  return csv(lines)
}

async function importFile(officer, kind, name, buffer) {
  const response = await fetch(`${officer.base}/api/imports?kind=${kind}&name=${encodeURIComponent(name)}`, {
    method: 'POST',
    body: buffer,
    headers: { 'X-Gangqiao': '1', Cookie: officer.cookie, 'Content-Type': 'application/octet-stream' },
  })
  const run = await response.json()
  if (response.status !== 201) throw new Error(`上传 ${name} 得到 ${response.status} ${JSON.stringify(run)}`)
  const work = async (verb, body) => {
    const started = await officer.call('POST', `/imports/${run.id}/${verb}`, body)
    if (started.status >= 300) throw new Error(`${verb} ${name} 得到 ${started.status} ${started.text}`)
    for (let waited = 0; waited < 600; waited += 1) {
      const { json } = await officer.get(`/jobs/${started.json.job_id}`)
      if (json.state === 'done') return (await officer.get(`/imports/${run.id}`)).json
      if (json.state === 'failed' || json.state === 'cancelled') throw new Error(`${verb} ${name}：${json.message}`)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    throw new Error(`${verb} ${name} 一分钟没有做完`)
  }
  const checked = await work('check', {})
  const problems = (await officer.get(`/imports/${run.id}/problems`)).json.rows
  if (problems.length > 0) throw new Error(`造的${name}有问题：${JSON.stringify(problems.slice(0, 3))}`)
  if (checked.totals.new === 0) throw new Error(`造的${name}没有新增：${JSON.stringify(checked.totals)}`)
  await work('run', { good_rows_only: false })
}

async function villagesOf(officer) {
  const [county] = (await officer.get('/regions')).json.rows
  const towns = (await officer.get(`/regions?parent=${county.id}`)).json.rows.slice(0, 4)
  const villages = []
  for (const town of towns) villages.push(...(await officer.get(`/regions?parent=${town.id}`)).json.rows.slice(0, 3))
  return villages.map((one) => String(one.code))
}

export async function seedStore(accounts, api) {
  const county = api()
  await county.signIn(accounts.county)
  await importFile(county, 'roster', '花垣县名册.csv', rosterOf(await villagesOf(county), 150, '433124'))
  const other = api()
  await other.signIn(accounts.other)
  await importFile(other, 'roster', '吉首市名册.csv', rosterOf(await villagesOf(other), 60, '433101'))
  const firms = [['统一社会信用代码', '企业名称', '所在地区'], ...employers]
  await importFile(county, 'employers', '企业.csv', csv(firms))
  const posts = [
    ['岗位编号', '岗位名称', '单位代码', '企业名称', '工作地点', '人数', '最低月薪', '最高月薪', '截止日期', '性别限定'],
  ]
  for (let at = 0; at < 24; at += 1) {
    const [code, name, place] = pick(employers)
    posts.push([
      `P${100 + at}`,
      pick(['缝纫工', '普工', '焊工', '面点师', '仓库分拣员']),
      code,
      name,
      place,
      String(3 + next(40)),
      String(3000 + next(10) * 100),
      String(4500 + next(20) * 100),
      '2027-06-30',
      '',
    ])
  }
  posts.push(['P200', '夜班保安员', employers[0][0], employers[0][1], employers[0][2], '4', '3600', '4800', '2027-06-30', '男'])
  await importFile(county, 'posts', '岗位.csv', csv(posts))
}

/** Somebody of the village who works outside of the province, with a contract and an account. */
export async function worker(officer, name, number) {
  const [county] = (await officer.get('/regions')).json.rows
  const towns = (await officer.get(`/regions?parent=${county.id}`)).json.rows
  const town = towns.find((one) => String(one.code) === '433124109000')
  const [village] = (await officer.get(`/regions?parent=${town.id}`)).json.rows
  const person = await officer.call('POST', '/people', {
    name,
    id_number: idNumber('433124', '1990-05-06', number),
    home_unit: village.id,
    ability: 'able',
    willingness: 'yes',
    target_group: 'lifted',
    target_group_from: '2020-01-01',
    bank_account: `62170000000000${number}`,
  })
  if (person.status !== 201) throw new Error(person.text)
  const spell = await officer.call('POST', `/people/${person.json.id}/spells`, {
    state: 'on_post',
    employer_name: '榕城电子',
    start_on: '2026-03-01',
    contract_start: '2026-03-01',
    work_code: 350104001000,
  })
  if (spell.status !== 201) throw new Error(spell.text)
  return person.json.id
}
/** Claims in the states that the pages show: reviewed, in notice, refused, in a batch. */
async function makeSubsidies(accounts) {
  const at = {}
  for (const who of ['county', 'county2', 'county3', 'county4', 'township']) {
    at[who] = new Api(accounts.base)
    await at[who].signIn(accounts[who])
  }
  const must = async (who, method, path, body) => {
    const answer = await at[who].call(method, path, body)
    if (answer.status >= 300) throw new Error(`${path} 得到 ${answer.status} ${answer.text}`)
    return answer.json
  }
  const step = async (who, claim, action) => {
    const { version } = await must(who, 'GET', `/claims/${claim}`)
    await must(who, 'POST', `/claims/${claim}/steps`, { action, version })
  }
  const before = (days) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)
  const enter = async (name, number, receipts = 1) => {
    const person = await worker(at.county, name, number)
    const body = { person, rule: 'R-XX20', event_on: '2026-03-01', received_on: before(20), amount_fen: 38650 + number, receipts }
    return (await must('township', 'POST', '/claims', body)).id
  }
  const reviewed = async (name, number) => {
    const claim = await enter(name, number)
    for (const document of ['劳动合同或就业协议', '交通费票据'])
      await must('township', 'POST', `/claims/${claim}/papers`, { document, note: '档案 12 号' })
    const hands = { submit: 'township', review_village: 'county', review_township: 'county2', review_county: 'county3' }
    for (const [action, who] of Object.entries(hands)) await step(who, claim, action)
    return claim
  }
  const refused = await enter('石金莲', 711, 0)
  await must('township', 'POST', `/claims/${refused}/decision`)
  const paid = [await reviewed('麻远志', 712), await reviewed('田秋菊', 713)]
  await must('county', 'POST', '/notices', {
    claims: paid,
    profiles: ['village_board'],
    posted_on: before(10),
    reviewed_on: before(12),
  })
  for (const claim of paid) await step('county4', claim, 'approve')
  const [batch] = (await must('county', 'POST', '/payment-batches', {})).rows
  await must('county4', 'POST', `/payment-batches/${batch.id}/release`)
  const shown = await reviewed('向玉娥', 714)
  await must('county', 'POST', '/notices', { claims: [shown], profiles: ['village_board', 'internet'] })
  await must('township', 'POST', '/objections', { claim: shown, said_by: '同村村民', text: '今年没有见他外出' })
  await reviewed('杨再春', 715)
}

/** Something to look at for the screenshots: a checked import with problems, and a month that has been run. */
/** An office, a station and some colleagues, so that the pages of administration have rows. */
async function makeUnitsAndAccounts(officer) {
  const hits = (await officer.get(`/units/find?q=`)).json.rows
  const county = hits.find((one) => one.kind === 'county')
  const town = hits.find((one) => one.kind === 'township')
  const wanted = [
    { kind: 'broker', parent_id: county.id, name: '花垣县边城劳务合作社', valid_from: '2026-01-01' },
    { kind: 'station', parent_id: county.id, name: '驻浙江义乌劳务工作站', valid_from: '2026-03-01', valid_to: '2027-12-31' },
    { kind: 'office', parent_id: town.id, name: '镇社会保障服务中心' },
  ]
  for (const unit of wanted) await officer.call('POST', '/units', unit)
  const colleagues = [
    ['zhen.yi', '龙建平', town.id, 'township_clerk', 'home'],
    ['xinxi.yuan', '麻春梅', town.id, 'village_collector', 'home'],
    ['jigou', '石六金', county.id, 'broker', 'own'],
  ]
  for (const [account, name, unit_id, role, side] of colleagues)
    await officer.call('POST', '/accounts', { account, name, unit_id, grants: [{ role, unit_id, side }] })
}

/** A plan, some of its offers confirmed, told, answered. */
export async function makePlan(officer) {
  const made = (await officer.call('POST', '/match-plans', {})).json
  for (let waited = 0; waited < 600; waited += 1) {
    const { json } = await officer.get(`/jobs/${made.job_id}`)
    if (json.state === 'done') break
    if (json.state === 'failed') throw new Error(`方案没有做成：${json.message}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return made.id
}

async function makeOffers(officer) {
  const plan = await makePlan(officer)
  const ids = (await officer.get(`/offers?plan_id=${plan}&size=12`)).json.rows.map((one) => one.id)
  await officer.call('POST', '/offers/confirm', { ids })
  await officer.call('POST', '/offers/tell', { ids: ids.slice(0, 9) })
  for (const [at, id] of ids.slice(0, 5).entries()) {
    const { version } = (await officer.get(`/offers/${id}`)).json
    const answer = at < 3 ? { accept: true } : { accept: false, reason: 'too_far' }
    await officer.call('POST', `/offers/${id}/answer`, { version, ...answer })
  }
}

/** A checked file without problems: one new person, one whose cells change. */
async function makePreview(officer, place) {
  const [row] = (await officer.get('/people?view=task&size=1')).json.rows
  const { json } = await officer.call('POST', `/people/${row.id}/reveal`, { field: 'id_number', purpose: 'verify' })
  const rows = [
    person('石小凤', idNumber('433124', '1992-04-06', 821), { place }),
    person(row.name, json.value, { place, phone: '13907431234' }),
  ]
  const answer = await fetch(`${officer.base}/api/imports?kind=roster&name=${encodeURIComponent('双龙镇九月更正.csv')}`, {
    method: 'POST',
    body: rosterCsv(rows),
    headers: { 'X-Gangqiao': '1', Cookie: officer.cookie },
  })
  const run = await answer.json()
  await officer.call('POST', `/imports/${run.id}/check`, {})
}

/** What Fuzhou pays: an employer's award, decided, and a station's. */
async function makeDestinationClaims(base, accounts) {
  const fuzhou = new Api(base)
  await fuzhou.signIn(accounts.fuzhou)
  const claims = [
    { credit_code: employers[0][0], rule: 'R-FZ1', event_on: '2026-08-01' },
    { station: '定西市驻福州劳务工作站', rule: 'R-FZ4', event_on: '2026-08-01', period_from: '2026-07-01', certificate: '劳务工作站' },
  ]
  for (const body of claims) {
    const made = await fuzhou.call('POST', '/claims', body)
    if (made.status !== 201) throw new Error(made.text)
    await fuzhou.call('POST', `/claims/${made.json.id}/decision`)
  }
}

export async function makeSomething(officer, { demo, accounts }) {
  await makeSubsidies({ ...accounts, base: officer.base })
  await makeUnitsAndAccounts(officer)
  await makeDestinationClaims(officer.base, accounts)
  await makeOffers(officer)
  const [place] = await villagesOf(officer)
  const rows = [
    person('阿依古丽·买买提吐尔逊江', idNumber('433124', '1991-03-05', 801), { place }),
    person('石大山', idNumber('433124', '1985-11-20', 803), { place }),
    person('校验不过', '433124199103058024', { place }),
    person('表格改号', '4.33124E+17', { place }),
    person('', idNumber('433124', '1990-01-01', 811), { place }),
  ]
  const response = await fetch(
    `${officer.base}/api/imports?kind=roster&name=${encodeURIComponent('花垣县八月新增名册.csv')}`,
    {
      method: 'POST',
      body: rosterCsv(rows),
      headers: { 'X-Gangqiao': '1', Cookie: officer.cookie },
    },
  )
  const run = await response.json()
  await officer.call('POST', `/imports/${run.id}/check`, {})
  await makePreview(officer, place)
  if (!demo || !existsSync(demo)) return
  const uploads = {}
  for (const file of [
    'roster.xlsx',
    'social_insurance.csv',
    'labour_resource.csv',
    'social_card.csv',
    'posts.xlsx',
    'employers.csv',
    'claims.csv',
  ]) {
    const answer = await fetch(`${officer.base}/api/uploads?name=${file}`, {
      method: 'POST',
      body: readFileSync(join(demo, file)),
      headers: { 'X-Gangqiao': '1', Cookie: officer.cookie },
    })
    uploads[file.split('.')[0]] = (await answer.json()).upload_id
  }
  await officer.call('POST', '/months', { period: '2026-08', as_of: '2026-08-31', uploads })
  for (let waited = 0; waited < 120; waited += 1) {
    const { json } = await officer.get('/months/2026-08')
    if (json?.job && !['queued', 'running'].includes(json.job.state)) break
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  await makeComparison(officer, demo)
}

/** Somebody whose number a spreadsheet has cut to 000 so that it still passes its check, and the right one. */
export async function cutNumber(officer, name, year = 1987) {
  let cut = ''
  for (let day = 1; !cut && day <= 28; day += 1) {
    const born = `${year}-07-${String(day).padStart(2, '0')}`
    if (idNumber('433124', born, 100).endsWith('000')) cut = idNumber('433124', born, 100)
  }
  const right = idNumber('433124', `${cut.slice(6, 10)}-${cut.slice(10, 12)}-${cut.slice(12, 14)}`, 123)
  const [county] = (await officer.get('/regions')).json.rows
  const [town] = (await officer.get(`/regions?parent=${county.id}`)).json.rows
  const [village] = (await officer.get(`/regions?parent=${town.id}`)).json.rows
  const person = await officer.call('POST', '/people', {
    name,
    id_number: cut,
    home_unit: village.id,
    ability: 'able',
    willingness: 'yes',
  })
  if (person.status !== 201) throw new Error(person.text)
  return { id: person.json.id, name, cut, right }
}

/** A comparison with the demo's registries, and somebody whose number and name are a slip away: something to decide. */
async function makeComparison(officer, demo) {
  const [row] = (await officer.get('/people?view=task&size=1')).json.rows
  const { json } = await officer.call('POST', `/people/${row.id}/reveal`, { field: 'id_number', purpose: 'verify' })
  const wrong = json.value.slice(0, 15) + ((Number(json.value[15]) + 1) % 10) + json.value.slice(16)
  const insured = readFileSync(join(demo, 'social_insurance.csv'), 'utf8')
  const header = insured.slice(0, insured.indexOf('\n')).split(',')
  const cut = await cutNumber(officer, '龙秋月')
  const values = {
    公民身份号码: wrong,
    姓名: `${row.name.slice(0, -1)}敏`,
    单位代码: '91430000123456789A',
    单位名称: '湘西某制衣有限公司',
    险种: '职工',
    参保状态: '1',
    起始年月: '202607',
  }
  const line = (of) => header.map((name) => of[name.trim()] ?? '').join(',')
  const uploads = {}
  const names = {}
  const files = {
    social_insurance: Buffer.from(`${insured.trimEnd()}\n${line(values)}\n${line({ ...values, 公民身份号码: cut.right, 姓名: cut.name })}\n`),
    labour_resource: readFileSync(join(demo, 'labour_resource.csv')),
    social_card: readFileSync(join(demo, 'social_card.csv')),
  }
  for (const [kind, body] of Object.entries(files)) {
    const answer = await fetch(`${officer.base}/api/uploads?name=${kind}.csv`, {
      method: 'POST',
      body,
      headers: { 'X-Gangqiao': '1', Cookie: officer.cookie },
    })
    uploads[kind] = (await answer.json()).upload_id
    names[kind] = `2026-09 ${kind}.csv`
  }
  const run = (await officer.call('POST', '/comparisons', { as_of: '2026-09-30', uploads, names })).json
  for (let waited = 0; waited < 120; waited += 1) {
    const now = (await officer.get(`/comparisons/${run.id}`)).json
    if (now.state !== 'comparing') return
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}
