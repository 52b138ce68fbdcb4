// The state of a list lives in its address: what the server is asked, what the chips show and what the sentence
// says are read from the same query, so that a link sent to a colleague opens the same names.
//
//   ?view=task&region=17&employment.in=none,lost_contact&age.ge=30&age.le=45&phone.empty=1&q=麻&sort=-age&size=20
import { formatDate, formatFen, formatMonth } from '../format/format'
import type { Field } from '../api/row'
import { regionName } from '../api/regions'

export interface Condition {
  field: string
  eq?: string
  in?: string[]
  ge?: string
  le?: string
  empty?: boolean
}
export interface ListState {
  view: string | null
  region: string | null
  q: string
  conditions: Condition[]
  sort: string | null
  size: number
  page: number
}
export type RawQuery = Record<string, string | (string | null)[] | null | undefined>

const reserved = new Set(['view', 'region', 'q', 'sort', 'size', 'page', 'after', 'columns'])
export const pageSizes = [20, 50, 100]
const sizeDefault = 20

function single(value: RawQuery[string]): string {
  const first = Array.isArray(value) ? value[0] : value
  return first ?? ''
}

export function parseListQuery(query: RawQuery): ListState {
  const byField = new Map<string, Condition>()
  for (const [key, raw] of Object.entries(query)) {
    const value = single(raw)
    if (reserved.has(key) || value === '') continue
    const dot = key.lastIndexOf('.')
    const field = dot < 0 ? key : key.slice(0, dot)
    const operator = dot < 0 ? 'eq' : key.slice(dot + 1)
    const condition = byField.get(field) ?? { field }
    if (operator === 'eq') condition.eq = value
    else if (operator === 'in') condition.in = value.split(',').filter((part) => part !== '')
    else if (operator === 'ge') condition.ge = value
    else if (operator === 'le') condition.le = value
    else if (operator === 'empty') condition.empty = value === '1' || value === 'true'
    else continue
    byField.set(field, condition)
  }
  const size = Number(single(query.size))
  const page = Number(single(query.page))
  return {
    view: single(query.view) || null,
    region: single(query.region) || null,
    q: single(query.q),
    conditions: [...byField.values()],
    sort: single(query.sort) || null,
    size: Number.isInteger(size) && size > 0 && size <= 200 ? size : sizeDefault,
    page: Number.isInteger(page) && page > 0 ? page : 1,
  }
}

/** What the server is asked for: the filters alone, without paging (count and export use the same). */
export function filterQuery(state: ListState): Record<string, string> {
  const query: Record<string, string> = {}
  if (state.view && state.view !== 'all') query.view = state.view
  if (state.region) query.region = state.region
  if (state.q) query.q = state.q
  for (const condition of state.conditions) {
    const { field } = condition
    if (condition.empty) query[`${field}.empty`] = '1'
    if (condition.eq !== undefined && condition.eq !== '') query[field] = condition.eq
    if (condition.in?.length) query[`${field}.in`] = condition.in.join(',')
    if (condition.ge !== undefined && condition.ge !== '') query[`${field}.ge`] = condition.ge
    if (condition.le !== undefined && condition.le !== '') query[`${field}.le`] = condition.le
  }
  return query
}

/** The address of a list: defaults are left out so that equal lists have equal addresses. */
export function addressQuery(state: ListState): Record<string, string> {
  const query = filterQuery(state)
  if (state.sort) query.sort = state.sort
  if (state.size !== sizeDefault) query.size = String(state.size)
  if (state.page > 1) query.page = String(state.page)
  return query
}

/** Puts `condition` in the place of the one on the same field; an empty one only removes. */
export function withCondition(state: ListState, condition: Condition): ListState {
  const others = state.conditions.filter((one) => one.field !== condition.field)
  return { ...state, page: 1, conditions: isEmptyCondition(condition) ? others : [...others, condition] }
}

export function isEmptyCondition(condition: Condition): boolean {
  return !condition.empty && !condition.eq && !condition.in?.length && !condition.ge && !condition.le
}

export type CodeLabel = (table: string, code: string) => string

export interface FilterWords {
  empty: string
  yes: string
  no: string
  or: string
  join: string
  several: (text: string, count: number) => string
  since: (date: string) => string
  until: (date: string) => string
}

function valueWords(field: Field, value: string, codeLabel: CodeLabel, words: FilterWords): string {
  switch (field.type) {
    case 'money':
      return formatFen(Number(value), 'auto')
    case 'bool':
      return value === '1' || value === 'true' ? words.yes : words.no
    case 'date':
    case 'instant':
      return formatDate(value)
    case 'month':
      return formatMonth(value)
    case 'code':
    case 'codes':
      return field.code_table ? codeLabel(field.code_table, value) : value
    default:
      return value
  }
}

function rangeWords(field: Field, condition: Condition, codeLabel: CodeLabel, words: FilterWords): string {
  if (field.type === 'region' && condition.ge) return regionName(Number(condition.ge)) ?? condition.ge
  const low = condition.ge ? valueWords(field, condition.ge, codeLabel, words) : ''
  const high = condition.le ? valueWords(field, condition.le, codeLabel, words) : ''
  if (low && high) return low === high ? low : `${low}～${high}`
  const isDate = field.type === 'date' || field.type === 'month' || field.type === 'instant'
  if (low) return isDate ? words.since(low) : `≥ ${low}`
  return isDate ? words.until(high) : `≤ ${high}`
}

/** The words of one chip. Codes speak for themselves ("未就业"); other values carry their field ("年龄 30～45"). */
export function conditionWords(
  field: Field,
  condition: Condition,
  codeLabel: CodeLabel,
  words: FilterWords,
  label = field.label,
): string {
  if (condition.empty) return `${label}${words.empty}`
  const isCode = (field.type === 'code' || field.type === 'codes') && !!field.code_table
  const values = condition.in ?? (condition.eq !== undefined ? [condition.eq] : [])
  if (values.length > 0) {
    const shown = values.map((value) => valueWords(field, value, codeLabel, words))
    const text =
      shown.length > 3 ? words.several(shown.slice(0, 3).join(words.join), shown.length) : shown.join(words.or)
    if (isCode && speaksForItself(shown)) return text
    return `${label}：${text}`
  }
  return `${label} ${rangeWords(field, condition, codeLabel, words)}`
}

export interface BesideWords {
  figure: (month: string, figure: string) => string
  matched: (month: string) => string
  unoffered: string
  toCheck: (which: string) => string
}
/** The words of a condition that no field holds: the names of a month's figure, what a month proposes, who is to be asked. */
export function besideWords(condition: Condition, codeLabel: CodeLabel, words: BesideWords): string {
  const value = condition.eq ?? ''
  switch (condition.field) {
    case 'figure': {
      const [, month = '', figure = ''] = value.split(':')
      return words.figure(formatMonth(month), codeLabel('month_figure', figure))
    }
    case 'matched':
      return words.matched(formatMonth(value))
    case 'unoffered':
      return words.unoffered
    case 'to_check':
      return words.toCheck(value)
    default:
      return condition.field
  }
}

// "初中" needs no "文化程度" before it; "是", "无", "1" do.
function speaksForItself(shown: string[]): boolean {
  return shown.every((text) => text.length >= 2 && !/^[\d.]+$/.test(text) && !/^(不详|其他|未知|待定|一般)$/.test(text))
}
