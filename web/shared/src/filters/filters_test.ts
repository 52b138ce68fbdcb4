import { describe, expect, it } from 'vitest'
import type { Field } from '../api/row'
import { filterWords } from '../i18n'
import { addressQuery, conditionWords, filterQuery, parseListQuery, withCondition, type Condition } from './filters'

const field = (name: string, type: Field['type'], label: string, code_table?: string): Field => ({
  name,
  type,
  label,
  code_table,
})
const codes: Record<string, Record<string, string>> = {
  employment: { not_working: '未就业', on_post: '在岗', departed: '已出发', flexible: '灵活就业' },
  yes_no: { y: '是', n: '否' },
}
const label = (table: string, code: string) => codes[table]?.[code] ?? code
const words = (one: Field, condition: Omit<Condition, 'field'>) =>
  conditionWords(one, { field: one.name, ...condition }, label, filterWords())

describe('the address of a list', () => {
  it('comes back from its own query', () => {
    let seed = 17
    const next = (limit: number) => (seed = (seed * 48271) % 2147483647) % limit
    for (let round = 0; round < 500; round += 1) {
      const query: Record<string, string> = {}
      if (next(2)) query.view = ['task', 'retention', 'visit'][next(3)] as string
      if (next(2)) query.region = String(1 + next(900))
      if (next(2)) query.q = ['麻', '石 远', 'a&b=c', '1=1'][next(4)] as string
      if (next(2)) query['age.ge'] = String(next(60))
      if (next(2)) query['age.le'] = String(next(60))
      if (next(2)) query['employment.in'] = 'not_working,departed'
      if (next(2)) query['phone.empty'] = '1'
      if (next(2)) query.education = '70'
      if (next(2)) query.sort = '-age'
      if (next(2)) query.page = String(2 + next(50))
      if (next(2)) query.size = '50'
      expect(addressQuery(parseListQuery(query))).toEqual(query)
    }
  })
  it('asks for the same names whatever the page and order', () => {
    const base = { view: 'task', 'age.ge': '30' }
    expect(filterQuery(parseListQuery({ ...base, page: '4', sort: '-age', size: '100' }))).toEqual(base)
  })
  it('does not believe bad numbers', () => {
    const state = parseListQuery({ size: '100000', page: '-3' })
    expect([state.size, state.page]).toEqual([20, 1])
  })
  it('goes back to the first page when a condition changes, and drops an emptied one', () => {
    const state = parseListQuery({ page: '7', education: '70' })
    const narrowed = withCondition(state, { field: 'age', ge: '30' })
    expect(narrowed.page).toBe(1)
    expect(addressQuery(narrowed)).toEqual({ education: '70', 'age.ge': '30' })
    expect(addressQuery(withCondition(narrowed, { field: 'education' }))).toEqual({ 'age.ge': '30' })
  })
})

describe('the words of a chip', () => {
  it('lets codes speak for themselves where they can', () => {
    const employment = field('employment', 'code', '就业状态', 'employment')
    expect(words(employment, { eq: 'not_working' })).toBe('未就业')
    expect(words(employment, { in: ['not_working', 'departed'] })).toBe('未就业或已出发')
    expect(words(employment, { in: ['not_working', 'on_post', 'departed', 'flexible'] })).toBe(
      '未就业、在岗、已出发 等 4 项',
    )
    expect(words(field('has_card', 'code', '已发劳务卡', 'yes_no'), { eq: 'y' })).toBe('已发劳务卡：是')
    expect(words(employment, { empty: true })).toBe('就业状态未填写')
  })
  it('writes ranges in the unit of the officer', () => {
    expect(words(field('want_wage_fen', 'money', '期望月薪'), { le: '400000' })).toBe('期望月薪 ≤ 4,000')
    expect(words(field('age', 'integer', '年龄'), { ge: '30', le: '45' })).toBe('年龄 30～45')
    expect(words(field('birth', 'date', '出生日期'), { ge: '1990-01-01' })).toBe('出生日期 1990-01-01 起')
  })
})
