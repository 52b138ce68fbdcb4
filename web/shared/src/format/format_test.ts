import { describe, expect, it } from 'vitest'
import {
  formatAgo,
  formatAsOf,
  formatBytes,
  formatDate,
  formatFen,
  formatFenInWords,
  formatInstant,
  formatMonth,
  formatNumber,
  formatPercent,
  formatSeconds,
  groupDigits,
  groupIdNumber,
  groupPhone,
  monthName,
  parseYuan,
  setFormatLocale,
  todayInShanghai,
  UNKNOWN,
} from './format'

describe('numbers', () => {
  it('groups thousands by hand-made and by naive means alike', () => {
    const naive = (value: number) => {
      const digits = [...String(Math.abs(value))].reverse()
      const out = digits
        .flatMap((digit, at) => (at > 0 && at % 3 === 0 ? [',', digit] : [digit]))
        .reverse()
        .join('')
      return value < 0 ? `-${out}` : out
    }
    for (const value of [0, 7, 12, 999, 1000, 12_345, 999_999, 1_000_000, 4_900_000, -1234])
      expect(formatNumber(value)).toBe(naive(value))
  })
  it('never shows unknown as zero', () => {
    for (const format of [formatNumber, formatFen, formatFenInWords, formatPercent, formatSeconds, formatBytes]) {
      expect(format(null)).toBe(UNKNOWN)
      expect(format(undefined)).toBe(UNKNOWN)
    }
    expect(formatNumber(Number.NaN)).toBe(UNKNOWN)
    expect(formatNumber(0)).toBe('0')
  })
})

describe('money', () => {
  it('shows fen as yuan', () => {
    expect(formatFen(38_650)).toBe('386.50')
    expect(formatFen(400_000, 'auto')).toBe('4,000')
    expect(formatFen(400_050, 'auto')).toBe('4,000.50')
    expect(formatFenInWords(86_420_000)).toBe('86.42 万元')
    expect(formatFenInWords(38_650)).toBe('386.50 元')
  })
  it('reads what it writes', () => {
    for (let fen = 0; fen <= 200_000; fen += 37) expect(parseYuan(formatFen(fen))).toBe(fen)
  })
  it('refuses what is no amount and keeps empty apart from zero', () => {
    expect(parseYuan('')).toBeNull()
    expect(parseYuan('0')).toBe(0)
    expect(parseYuan('4,000 元')).toBe(400_000)
    for (const wrong of ['abc', '1.234', '-5', '1..2', '三千']) expect(parseYuan(wrong)).toBeNaN()
  })
})

describe('parameters of a rule', () => {
  it('groups the digits of a number and leaves words and short numbers alone', () => {
    expect(groupDigits('100000')).toBe('100,000')
    expect(groupDigits('1234567.5')).toBe('1,234,567.5')
    expect(groupDigits('400')).toBe('400')
    expect(groupDigits('2026-01-01')).toBe('2026-01-01')
  })
})

describe('dates', () => {
  it('keeps civil dates and moves instants to Shanghai', () => {
    expect(formatDate('2026-08-21')).toBe('2026-08-21')
    expect(formatDate('2026-08-20T16:30:00Z')).toBe('2026-08-21')
    expect(formatInstant('2026-08-21T01:12:00Z')).toBe('2026-08-21 09:12')
    expect(formatInstant('2026-08-21T09:12:00+08:00')).toBe('2026-08-21 09:12')
    expect(formatAsOf('2026-08-21T01:12:00Z')).toBe('8 月 21 日 09:12')
    expect(formatAsOf('2026-08-05')).toBe('8 月 5 日')
    setFormatLocale('en')
    expect([formatAsOf('2026-08-05'), monthName(11)]).toEqual(['5 Aug', 'Nov'])
    setFormatLocale('zh-CN')
    expect(monthName(11)).toBe('11')
    expect(formatMonth('2026-08')).toBe('2026 年 8 月')
    expect(formatMonth('bad')).toBe(UNKNOWN)
  })
  it('changes day at midnight in Shanghai', () => {
    expect(todayInShanghai(new Date('2026-08-20T15:59:59Z'))).toBe('2026-08-20')
    expect(todayInShanghai(new Date('2026-08-20T16:00:00Z'))).toBe('2026-08-21')
  })
  it('tells how long ago', () => {
    const now = new Date('2026-08-21T10:00:00Z')
    expect(formatAgo('2026-08-21T09:59:30Z', now)).toBe('刚刚')
    expect(formatAgo('2026-08-21T09:57:00Z', now)).toBe('3 分钟前')
    expect(formatAgo('2026-08-19T10:00:00Z', now)).toBe('2 天前')
  })
  it('never says 60 seconds', () => {
    expect(formatSeconds(59.7)).toBe('1 分 0 秒')
    expect(formatSeconds(95)).toBe('1 分 35 秒')
    expect(formatSeconds(2.345)).toBe('2.3 秒')
  })
})

describe('reading aids', () => {
  it('groups phones and ID numbers, and leaves everything else alone', () => {
    expect(groupPhone('13812341234')).toBe('138 1234 1234')
    expect(groupPhone('0743-1234567')).toBe('0743-1234567')
    expect(groupIdNumber('433124199203040427')).toBe('433124 19920304 0427')
    expect(groupIdNumber('433***********0427').replace(/ /g, '')).toBe('433***********0427')
    expect(groupIdNumber('123')).toBe('123')
  })
})
