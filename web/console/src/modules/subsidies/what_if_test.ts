import { describe, expect, it } from 'vitest'
import { changesOf, keyOf, numbersOf, refusedRow } from './what_if'

const value = (name: string, from: string, text: string, county = '', to: string | null = null) => ({
  name,
  value: text,
  from,
  to,
  unit: '元',
  county,
  county_name: county && '花垣县',
  article: '第二十条',
  document: '某办法',
  floor: '',
  cap: '400',
})
const rule = {
  id: 'R-XX20',
  title: '交通路费补助',
  parameters: [
    value('cap_outside', '2016-05-18', '400', '', '2019-12-31'),
    value('cap_outside', '2020-01-01', '380'),
    value('cap_outside', '2018-01-01', '390', '433124'),
    value('cap_later', '2030-01-01', '1'),
  ],
}

describe('numbers of rules', () => {
  it('shows the own value of the day, and how many counties differ', () => {
    const rows = numbersOf(rule, '2026-09-01')
    expect(rows.map((row) => [row.parameter, row.now?.value ?? null, row.counties])).toEqual([
      ['cap_outside', '380', 1],
      ['cap_later', null, 0],
    ])
    expect(numbersOf(rule, '2018-06-01')[0]?.now?.value).toBe('400')
  })
  it('sends what was filled in and finds the refused row again', () => {
    const rows = numbersOf(rule, '2026-09-01')
    const changes = changesOf(rows, {
      [keyOf(rows[0]!)]: { value: ' ', from: '' },
      [keyOf(rows[1]!)]: { value: ' 7 ', from: '2031-01-01' },
    })
    expect(changes).toEqual([{ rule: 'R-XX20', parameter: 'cap_later', value: '7', from: '2031-01-01' }])
    expect(refusedRow('changes.0.value', changes)).toBe('R-XX20.cap_later')
    expect(refusedRow('changes.5.value', changes)).toBeNull()
    expect(refusedRow('title', changes)).toBeNull()
  })
})
