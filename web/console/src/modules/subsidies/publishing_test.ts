import { describe, expect, it } from 'vitest'
import { checkLines, firstDay } from './publishing'

const finding = (kind: string, error: boolean) => ({ file: 'rule.dmn', kind, message: kind, error, row: 0, column: 0 })

describe('checkLines', () => {
  it('has a line for every kind, and an error outweighs a warning', () => {
    const lines = checkLines({
      errors: 1,
      cases: 9,
      findings: [finding('gap', false), finding('case', true), finding('case', false), finding('published', true)],
    })
    expect(Object.fromEntries(lines.map((one) => [one.name, one.state]))).toEqual({
      types: 'good',
      gaps: 'warning',
      overlaps: 'good',
      unreachable: 'good',
      bounds: 'good',
      versions: 'error',
      cases: 'error',
    })
    expect(lines.find((one) => one.name === 'cases')?.findings.length).toBe(2)
  })
})
describe('firstDay', () => {
  const value = (from: string | null) => ({ parameter: 'a', value: '1', from })
  it('is the version’s, else the earliest value’s', () => {
    expect(firstDay({ new_version: 'v', starts_on: '2027-01-01', added: [value('2026-01-01')] })).toBe('2027-01-01')
    expect(firstDay({ new_version: '', starts_on: null, added: [value('2028-01-01'), value('2027-02-01')] })).toBe(
      '2027-02-01',
    )
    expect(firstDay({ new_version: '', starts_on: null, added: [] })).toBeNull()
  })
})
