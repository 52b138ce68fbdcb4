// How values are written for officers. Pure functions: value in, text out.
//
// * Unknown is "--", never 0: a missing figure must not read as "nobody".
// * Numbers carry thousands separators; money comes in fen (integer) and is shown in yuan.
// * Dates stay civil dates (Asia/Shanghai); instants are shown in that zone whatever the computer's own zone is.

export const UNKNOWN = '--'

let english = false

/** The language of the few words in dates and durations. */
export function setFormatLocale(locale: string): void {
  english = locale === 'en'
}

export type Unknown = null | undefined

export function isUnknown(value: unknown): value is Unknown {
  return value === null || value === undefined || value === ''
}

/** 1234567 → "1,234,567"; `decimals` fixes the digits after the point. */
export function formatNumber(value: number | Unknown, decimals?: number): string {
  if (isUnknown(value) || !Number.isFinite(value)) return UNKNOWN
  const text = decimals === undefined ? String(value) : value.toFixed(decimals)
  const [whole, fraction] = text.split('.')
  const grouped = (whole ?? '').replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  return fraction === undefined ? grouped : `${grouped}.${fraction}`
}

/** The value of a parameter as it is written: "100000" → "100,000"; what is no number stays. */
export function groupDigits(value: string): string {
  const match = /^(-?\d{4,})(\.\d+)?$/.exec(value)
  return match?.[1] ? match[1].replace(/\B(?=(\d{3})+$)/g, ',') + (match[2] ?? '') : value
}

/** 412345 fen → "4,123.45"; whole yuan lose the decimals only where `decimals` says so. */
export function formatFen(fen: number | Unknown, decimals: 0 | 2 | 'auto' = 2): string {
  if (isUnknown(fen) || !Number.isFinite(fen)) return UNKNOWN
  const digits = decimals === 'auto' ? (fen % 100 === 0 ? 0 : 2) : decimals
  return formatNumber(fen / 100, digits)
}

/** Money in a sentence or heading: from 10,000 yuan upward in 万元 with two decimals. */
export function formatFenInWords(fen: number | Unknown): string {
  if (isUnknown(fen)) return UNKNOWN
  if (Math.abs(fen) >= 1_000_000)
    return english ? `${formatNumber(fen / 100, 0)} yuan` : `${formatNumber(fen / 1_000_000, 2)} 万元`
  return `${formatFen(fen, 'auto')} ${english ? 'yuan' : '元'}`
}

/** Yuan typed by a person → fen; null when empty, NaN when it is no amount. */
export function parseYuan(text: string): number | null {
  const cleaned = text.replace(/[,，\s元]/g, '')
  if (cleaned === '') return null
  if (!/^\d+(\.\d{1,2})?$/.test(cleaned)) return Number.NaN
  const [yuan = '0', cents = ''] = cleaned.split('.')
  return Number(yuan) * 100 + Number(cents.padEnd(2, '0') || 0)
}

export function formatPercent(share: number | Unknown, decimals = 1): string {
  return isUnknown(share) || !Number.isFinite(share) ? UNKNOWN : `${(share * 100).toFixed(decimals)}%`
}

/** A civil date or the date part of an instant: "2026-08-21". */
export function formatDate(value: string | Unknown): string {
  if (isUnknown(value)) return UNKNOWN
  return value.length > 10 ? instantInShanghai(value).slice(0, 10) : value
}

/** An instant (ISO, UTC): "2026-08-21 09:12". */
export function formatInstant(value: string | Unknown): string {
  return isUnknown(value) ? UNKNOWN : instantInShanghai(value)
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
/** A month within a sentence: "11", in English "Nov". */
export function monthName(month: number): string {
  return english ? (months[month - 1] ?? String(month)) : String(month)
}

/** For headings: "8 月 21 日" or, with a time, "8 月 21 日 09:12". */
export function formatAsOf(value: string | Unknown): string {
  if (isUnknown(value)) return UNKNOWN
  const text = value.length > 10 ? instantInShanghai(value) : value
  const [, month, day] = text.slice(0, 10).split('-')
  if (!month || !day) return text
  const time = text.length > 10 ? ` ${text.slice(11, 16)}` : ''
  return english ? `${Number(day)} ${monthName(Number(month))}${time}` : `${Number(month)} 月 ${Number(day)} 日${time}`
}

/** "2026-08" → "2026 年 8 月". */
export function formatMonth(value: string | Unknown): string {
  const match = isUnknown(value) ? null : /^(\d{4})-(\d{2})/.exec(value)
  if (match && english) return `${match[1]}-${match[2]}`
  return match ? `${match[1]} 年 ${Number(match[2])} 月` : UNKNOWN
}

const shanghaiOffsetMinutes = 8 * 60

function instantInShanghai(iso: string): string {
  // China has had one zone without summer time since 1992; a fixed offset needs no zone tables in old browsers.
  const parsed = Date.parse(/[zZ]|[+-]\d\d:?\d\d$/.test(iso) ? iso : `${iso}Z`)
  if (Number.isNaN(parsed)) return iso
  const shifted = new Date(parsed + shanghaiOffsetMinutes * 60_000).toISOString()
  return `${shifted.slice(0, 10)} ${shifted.slice(11, 16)}`
}

/** Today's civil date in Asia/Shanghai. */
export function todayInShanghai(now: Date = new Date()): string {
  return new Date(now.getTime() + shanghaiOffsetMinutes * 60_000).toISOString().slice(0, 10)
}

/** For messages only: "3 分钟前". */
export function formatAgo(value: string | Unknown, now: Date = new Date()): string {
  if (isUnknown(value)) return UNKNOWN
  const seconds = Math.floor((now.getTime() - Date.parse(value)) / 1000)
  if (Number.isNaN(seconds)) return UNKNOWN
  const words = english ? ['just now', ' min ago', ' h ago', ' days ago'] : ['刚刚', ' 分钟前', ' 小时前', ' 天前']
  if (seconds < 60) return words[0] as string
  if (seconds < 3600) return `${Math.floor(seconds / 60)}${words[1]}`
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}${words[2]}`
  return `${Math.floor(seconds / 86_400)}${words[3]}`
}

/** 95 → "1 分 35 秒"; under ten seconds with one decimal. */
export function formatSeconds(seconds: number | Unknown): string {
  if (isUnknown(seconds) || !Number.isFinite(seconds)) return UNKNOWN
  const [second, minute] = english ? ['s', 'min'] : ['秒', '分']
  if (seconds < 10) return `${seconds.toFixed(1)} ${second}`
  if (seconds < 59.5) return `${Math.round(seconds)} ${second}`
  const whole = Math.round(seconds)
  return `${Math.floor(whole / 60)} ${minute} ${whole % 60} ${second}`
}

export function formatBytes(bytes: number | Unknown): string {
  if (isUnknown(bytes)) return UNKNOWN
  if (bytes < 1024) return `${bytes} ${english ? 'bytes' : '字节'}`
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(0)} KB`
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`
}

/** A phone number is grouped for reading ("138 1234 5678"); copying gives the digits alone (see MaskedText). */
export function groupPhone(value: string): string {
  return /^1[\d*]{10}$/.test(value) ? `${value.slice(0, 3)} ${value.slice(3, 7)} ${value.slice(7)}` : value
}

/** An ID number is grouped 6-8-4 for reading. */
export function groupIdNumber(value: string): string {
  return /^[\dX*]{18}$/i.test(value) ? `${value.slice(0, 6)} ${value.slice(6, 14)} ${value.slice(14)}` : value
}
