import { describe, expect, it } from 'vitest'
import { blockOf, emptyRow, findingsAt, otherFindings, paste, plainMessage, resultToFeel, toFeel } from './draft'

const head = (name: string, type: string, allowed = '') => ({ name, label: name, type, allowed })
const tiers = [{ code: 'outside', label: '省外' }, { code: 'county', label: '县内' }]
const heads = {
  inputs: [head('has_spell', 'boolean'), head('origin', 'string', '"yes", "no", "unknown"'), head('tier', 'string'), head('receipts', 'number')],
  outputs: [head('outcome', 'string'), head('amount', 'number'), head('reason', 'string'), head('missing', 'string')],
  annotations: [head('', '', ''), head('source', '')],
}
const [spell, origin, tier, receipts] = heads.inputs as [never, never, never, never]

describe('cells', () => {
  it('reads Chinese words by the column, and leaves FEEL alone', () => {
    expect(toFeel('是', spell, tiers)).toBe('true')
    expect(toFeel('是', origin, tiers)).toBe('"yes"')
    expect(toFeel('不清', origin, tiers)).toBe('"unknown"')
    expect(toFeel('省外 或 县内', tier, tiers)).toBe('"outside", "county"')
    expect(toFeel('不是 省外', tier, tiers)).toBe('not("outside")')
    expect(toFeel('≥ 3', receipts, tiers)).toBe('>= 3')
    expect(toFeel('> 0', receipts, tiers)).toBe('> 0')
    expect(toFeel('>= 3', receipts, tiers)).toBe('>= 3')
    expect(toFeel('—', receipts, tiers)).toBe('-')
    expect(toFeel('[1..3]', receipts, tiers)).toBe('[1..3]')
  })
  it('writes results with their quotes', () => {
    const [outcome, amount, reason] = heads.outputs as [never, never, never]
    expect(resultToFeel('可发', outcome)).toBe('"pay"')
    expect(resultToFeel('min(fare, 300)', amount)).toBe('min(fare, 300)')
    expect(resultToFeel('缺票据', reason)).toBe('"缺票据"')
    expect(resultToFeel('"不超过 " + string(cap)', reason)).toBe('"不超过 " + string(cap)')
  })
})

describe('a block from a spreadsheet', () => {
  it('is cut at tabs and line ends; quotes only where the spreadsheet put them', () => {
    expect(blockOf('是\t≥ 3\r\n否\t\r\n')).toEqual([
      ['是', '≥ 3'],
      ['否', ''],
    ])
    expect(blockOf('"pay"\t"一\n二"\t"说""好"""')).toEqual([['"pay"', '一\n二', '说"好"']])
  })
  it('is laid over the cells, with new rows below', () => {
    const rows = [emptyRow([], heads)]
    const after = paste(rows, heads, 0, 3, blockOf('0\t不予\t0\t没有票据\n≥ 1\t可发\t100'), tiers)
    expect(after.length).toBe(2)
    expect(after[0]?.when).toEqual(['-', '-', '-', '0'])
    expect(after[0]?.then).toEqual(['"refuse"', '0', '"没有票据"', '""'])
    expect(after[1]?.when[3]).toBe('>= 1')
    expect(after[1]?.then.slice(0, 2)).toEqual(['"pay"', '100'])
    expect(new Set(after.map((row) => row.id)).size).toBe(2)
    expect(rows[0]?.when[3]).toBe('-')
  })
})

describe('annotations', () => {
  it('are plain words behind the results', () => {
    const after = paste([{ id: 'a', when: ['-', '-', '-', '-'], then: ['"pay"', '1', '""', '""'], notes: [] }], heads, 0, 7, blockOf('缺票据\t\t第二十条\n\t说明\t'), tiers)
    expect(after[0]?.then[3]).toBe('"缺票据"')
    expect(after[0]?.notes).toEqual(['', '第二十条'])
    expect(after[1]?.notes).toEqual(['说明', ''])
  })
})

describe('findings', () => {
  const finding = (file: string, row: number, column: number) => ({ file, row, column, kind: 'type', message: 'x', error: true })
  it('stand at their cells', () => {
    const all = [finding('rule.dmn', 2, 3), finding('rule.dmn', 2, 0), finding('rule.toml', 0, 0), finding('rule.dmn', 0, 0)]
    expect(findingsAt(all, 2, 3).length).toBe(1)
    expect(findingsAt(all, 2, 0).length).toBe(1)
    expect(plainMessage('decision，第 9 行第 6 列：列“票据张数”是数字')).toBe('列“票据张数”是数字')
    expect(plainMessage('有空档：没有一行')).toBe('有空档：没有一行')
    expect(otherFindings(all).map((one) => one.file)).toEqual(['rule.toml', 'rule.dmn'])
  })
})
