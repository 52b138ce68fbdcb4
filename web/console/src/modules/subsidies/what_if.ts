// Numbers of rules as an officer changes them: the value in force, its bounds, and what was filled in.
import type { NumberChange, RuleParameter, SubsidyRule } from '@shared/api/generated'

export interface NumberRow {
  rule: string
  title: string
  parameter: string
  /** The rule's own value in force on the day, and its bounds; null: none is in force. */
  now: RuleParameter | null
  /** How many counties have set their own. */
  counties: number
}

/** One row for each parameter of a rule, as of a day (YYYY-MM-DD). */
export function numbersOf(rule: Pick<SubsidyRule, 'id' | 'title' | 'parameters'>, day: string): NumberRow[] {
  const names = [...new Set(rule.parameters.map((one) => one.name))]
  return names.map((parameter) => {
    const all = rule.parameters.filter((one) => one.name === parameter)
    const own = all.filter((one) => one.county === '' && one.from <= day && (one.to === null || one.to >= day))
    own.sort((a, b) => (a.from < b.from ? -1 : 1))
    return {
      rule: rule.id,
      title: rule.title,
      parameter,
      now: own[own.length - 1] ?? null,
      counties: new Set(all.filter((one) => one.county !== '').map((one) => one.county)).size,
    }
  })
}

export interface Filled {
  value: string
  from: string
}
export const keyOf = (row: Pick<NumberRow, 'rule' | 'parameter'>): string => `${row.rule}.${row.parameter}`

/** What was filled in, in the order of the rows: the server names a refused one by its place. */
export function changesOf(rows: NumberRow[], filled: Record<string, Filled>): NumberChange[] {
  return rows.flatMap((row) => {
    const one = filled[keyOf(row)]
    if (!one || one.value.trim() === '') return []
    return [{ rule: row.rule, parameter: row.parameter, value: one.value.trim(), ...(one.from ? { from: one.from } : {}) }]
  })
}

/** The key of the row that an error speaks of ("changes.2.value"), or nothing. */
export function refusedRow(field: string | null, changes: NumberChange[]): string | null {
  const at = /^changes\.(\d+)\./.exec(field ?? '')
  const change = at ? changes[Number(at[1])] : undefined
  return change ? keyOf(change) : null
}

/** Which rows of the names a figure stands for. */
export const sides = {
  before: { 'before_fen.ge': 1 },
  after: { 'after_fen.ge': 1 },
  winners: { 'difference_fen.ge': 1 },
  losers: { 'difference_fen.le': -1 },
} as const
export type Side = keyof typeof sides
export const isSide = (text: unknown): text is Side => typeof text === 'string' && text in sides
