// Cells of a draft: shown in Chinese, kept in FEEL; what a spreadsheet pastes becomes cells.
import type { AddedValue, DraftFinding, DraftHead, GridRow } from '@shared/api/generated'
import { cellWords } from './grid'

type Tier = (code: string) => string

const feelOf: Record<string, string> = { 不清: '"unknown"', 全程: '"throughout"', 部分: '"partly"', 没有: '"none"' }
const isAllowed = (head: DraftHead, literal: string) =>
  head.allowed
    .split(',')
    .map((one) => one.trim())
    .includes(literal)

/** What was typed or pasted as FEEL: 是 is true or "yes", ≥ 3 is >= 3, a tier by its name; FEEL stays as it is. */
export function toFeel(text: string, head: DraftHead, tiers: { code: string; label: string }[]): string {
  const bare = text.trim()
  if (bare === '' || bare === '—' || bare === '－') return '-'
  const not = /^不是\s*(.+)$/.exec(bare)
  if (not) return `not(${toFeel(not[1] ?? '', head, tiers)})`
  const parts = bare.split(/\s+或\s+/)
  if (parts.length > 1) return parts.map((one) => toFeel(one, head, tiers)).join(', ')
  if (bare === '是') return head.type === 'boolean' ? 'true' : '"yes"'
  if (bare === '否') return head.type === 'boolean' ? 'false' : '"no"'
  const tier = head.name === 'tier' ? tiers.find((one) => one.label === bare) : undefined
  if (tier) return `"${tier.code}"`
  const known = feelOf[bare]
  if (known && (head.allowed === '' || isAllowed(head, known))) return known
  const compared = /^([≥≤＞＜><])\s*(=?)\s*(\S.*)$/.exec(bare)
  if (compared) {
    const sign = { '≥': '>=', '≤': '<=', '＞': '>', '＜': '<' }[compared[1] ?? ''] ?? compared[1]
    return `${sign}${compared[2]} ${compared[3]}`
  }
  return bare
}

const outcomes: Record<string, string> = { 可发: '"pay"', 不予: '"refuse"', 待核: '"review"' }
/** A result as FEEL: the outcomes by name; amounts stay; other texts get their quotes. */
export function resultToFeel(text: string, head: DraftHead): string {
  const bare = text.trim()
  if (head.type === 'number') return bare
  if (head.name === 'outcome' && outcomes[bare]) return outcomes[bare]
  if (bare === '') return '""'
  return bare.includes('"') || /^(if|string|min|max)\b/.test(bare) ? bare : `"${bare}"`
}

export const conditionWords = (cell: string, head: DraftHead | undefined, tier: Tier): string =>
  cellWords(cell, head?.name ?? '', tier)

/**
 * Rows and cells of a block copied from a spreadsheet. A cell in quotes is unwrapped only where a spreadsheet writes
 * them: around a tab, a line end or a doubled quote. A FEEL text such as "pay" keeps its own.
 */
export function blockOf(text: string): string[][] {
  const clean = text.replace(/\r\n?/g, '\n').replace(/\n$/, '')
  const cells = /"((?:[^"]|"")*)"(?=\t|\n|$)|([^\t\n]*)/y
  const rows: string[][] = [[]]
  let at = 0
  while (at <= clean.length) {
    cells.lastIndex = at
    const found = cells.exec(clean)
    if (!found) break
    const inner = found[1]
    const wrapped = inner !== undefined && /[\t\n]|""/.test(inner)
    rows[rows.length - 1]?.push(wrapped ? inner.replace(/""/g, '"') : found[0])
    at += found[0].length
    if (clean[at] === '\n') rows.push([])
    at += 1
  }
  return rows
}

export interface Heads {
  inputs: DraftHead[]
  outputs: DraftHead[]
  annotations: DraftHead[]
}
/** A row's id that is not taken. */
export function freshId(rows: GridRow[]): string {
  const taken = new Set(rows.map((row) => row.id))
  let n = rows.length + 1
  while (taken.has(`row_${n}`)) n += 1
  return `row_${n}`
}
export function emptyRow(rows: GridRow[], heads: Heads): GridRow {
  return {
    id: freshId(rows),
    when: heads.inputs.map(() => '-'),
    then: heads.outputs.map((head) =>
      head.type === 'number' ? '0' : head.name === 'outcome' ? '"review"' : '""',
    ),
    notes: heads.annotations.map(() => ''),
  }
}

/** Writes a note; a row may have been read with fewer notes than there are columns. */
export function setNote(notes: string[], at: number, text: string) {
  while (notes.length < at) notes.push('')
  notes[at] = text.trim()
}

/**
 * The rows with a block laid over them from a cell on (columns count inputs, outputs, then annotations); new rows below
 * as needed.
 */
export function paste(
  rows: GridRow[],
  heads: Heads,
  row: number,
  column: number,
  block: string[][],
  tiers: { code: string; label: string }[],
): GridRow[] {
  const after = rows.map((one) => ({ ...one, when: [...one.when], then: [...one.then], notes: [...one.notes] }))
  block.forEach((cells, down) => {
    while (after.length <= row + down) after.push(emptyRow(after, heads))
    const target = after[row + down]
    if (!target) return
    cells.forEach((text, right) => {
      const at = column + right
      const input = heads.inputs[at]
      const output = heads.outputs[at - heads.inputs.length]
      if (input) target.when[at] = toFeel(text, input, tiers)
      else if (output) target.then[at - heads.inputs.length] = resultToFeel(text, output)
      const note = at - heads.inputs.length - heads.outputs.length
      if (heads.annotations[note]) setNote(target.notes, note, text)
    })
  })
  return after
}

/** Findings by cell ("3/2": third row, second column, from 1), by row ("3/0") and the rest ("0/0"). */
export function findingsAt(findings: DraftFinding[], row: number, column: number): DraftFinding[] {
  return findings.filter((one) => one.file === 'rule.dmn' && one.row === row && one.column === column)
}
/** A message at its cell need not say where it is: "decision，第 9 行第 6 列：…". */
export const plainMessage = (message: string): string => message.replace(/^[^：]*第 \d+ 行[^：]*：/, '')
export const otherFindings = (findings: DraftFinding[]): DraftFinding[] =>
  findings.filter((one) => one.file !== 'rule.dmn' || one.row === 0)

export const sameRows = (a: GridRow[], b: GridRow[]): boolean => JSON.stringify(a) === JSON.stringify(b)
export const sameAdded = (a: AddedValue[], b: AddedValue[]): boolean => JSON.stringify(a) === JSON.stringify(b)
