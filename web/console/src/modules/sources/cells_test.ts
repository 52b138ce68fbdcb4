import { describe, expect, it } from 'vitest'
import { cellsToCsv, parseCells } from './cells'

describe('cells pasted from a spreadsheet', () => {
  it('become lines and cells', () => {
    expect(parseCells('姓名\t身份证号\r\n麻金莲\t433124199203040427\r\n')).toEqual([
      ['姓名', '身份证号'],
      ['麻金莲', '433124199203040427'],
    ])
  })
  it('keep line breaks, tabs, quotes and commas inside a cell', () => {
    expect(parseCells('"两\n行"\t"说""好"""\tx,y')).toEqual([['两\n行', '说"好"', 'x,y']])
    expect(cellsToCsv('"两\n行"\t"说""好"""\tx,y')).toBe('"两\n行","说""好""","x,y"\n')
  })
  it('leave long digits as they were typed', () => {
    expect(cellsToCsv('433124199203040427\t007')).toBe('433124199203040427,007\n')
  })
  it('take an empty cell at the end of a line', () => {
    expect(parseCells('a\t\nb\t')).toEqual([
      ['a', ''],
      ['b', ''],
    ])
  })
})
