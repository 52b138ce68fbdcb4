// 经历: the spells of a person and the events about the person in one line of time, in words.
import type { TimelineEvent } from '@shared/api/generated'
import type { Cell, Field, Row } from '@shared/api/row'
import type { TimelineLine } from '@shared/components/timeline_line'
import { formatFenInWords, isUnknown } from '@shared/format/format'
import { i18n } from '@shared/i18n'
import { useMeta } from '@/app/meta'

const unseen = new Set([
  'version',
  'updated_at',
  'created_at',
  'name_pinyin',
  'name_initials',
  'clear_five',
  'clear_four',
  'list',
  'county_id',
])

/** One change inside an event: a record that was inserted, updated or removed, or a note (evidence, reveal ...). */
export interface EventChange {
  op?: 'insert' | 'update' | 'remove'
  type?: string
  id?: string
  before?: Record<string, Cell>
  after?: Record<string, Cell>
  [note: string]: unknown
}

/** What changed in one record: "就业状态：未就业 → 在岗"; of masked fields only that they changed. */
export function cellsInWords(
  change: EventChange,
  fields: Field[],
  display: (field: Field, value: Cell) => string,
  label: (field: Field) => string = (field) => field.label,
): string[] {
  const before = change.before ?? {}
  const after = change.after ?? {}
  const names = change.op === 'update' ? Object.keys(after) : []
  return names.flatMap((name) => {
    const field = fields.find((one) => one.name === name)
    if (!field || unseen.has(name) || field.type === 'uuid') return []
    if (field.mask && field.mask !== 'none') return [i18n.global.t('event.masked', { field: label(field) })]
    const was = display(field, before[name])
    const is = display(field, after[name])
    return was === is ? [] : [i18n.global.t('event.changed', { field: label(field), was, is })]
  })
}

export function eventTitle(action: string): string {
  const key = `event.${action.replace(/\./g, '_')}`
  return i18n.global.te(key) ? i18n.global.t(key) : action
}

/** `names`: what the units, places and accounts in the changes are called. */
function eventLine(event: TimelineEvent, names: Record<string, string>): TimelineLine {
  const meta = useMeta()
  const named = (field: Field) => field.type === 'unit' || field.type === 'region' || field.name.endsWith('_by')
  const display = (field: Field, value: Cell) =>
    (named(field) ? names[String(value)] : undefined) ?? meta.displayValue(field, value)
  const changes: EventChange[] = event.changes ?? []
  const cells = changes.flatMap((change) => cellsInWords(change, meta.fieldsOf(change.type ?? ''), display, meta.labelOf))
  const evidence = changes.map((change) => change.evidence).find((one) => typeof one === 'string')
  const words = [...new Set(cells)].slice(0, 4)
  if (typeof evidence === 'string') words.push(i18n.global.t('event.evidence', { text: evidence }))
  const tone = /reveal/.test(event.action)
    ? 'grey'
    : /state|spell/.test(event.action)
      ? 'green'
      : /import/.test(event.action)
        ? 'ochre'
        : 'grey'
  return { at: event.at, tone, title: eventTitle(event.action), text: words.join(i18n.global.t('event.join')), actor: event.actor_name }
}

function spellLines(spell: Row): TimelineLine[] {
  const meta = useMeta()
  const { t } = i18n.global
  const place = typeof spell.work_region_name === 'string' ? spell.work_region_name : null
  const wage = isUnknown(spell.wage_fen) ? null : t('event.wage', { wage: formatFenInWords(Number(spell.wage_fen)) })
  const where = [spell.employer_name, spell.post_name, place, wage].filter((one) => !isUnknown(one)).join(' · ')
  const lines: TimelineLine[] = []
  if (!isUnknown(spell.start_on))
    lines.push({ at: String(spell.start_on), tone: 'green', title: t('event.started'), text: where, actor: null })
  if (!isUnknown(spell.end_on)) {
    const why = isUnknown(spell.end_reason) ? [] : [meta.codeOf('spell', 'end_reason', spell.end_reason)]
    lines.push({
      at: String(spell.end_on),
      tone: 'ochre',
      title: t('event.ended'),
      text: [spell.employer_name, ...why].filter((one) => !isUnknown(one)).join(' · '),
      actor: null,
    })
  }
  return lines
}

export function timelineOf(events: TimelineEvent[], spells: Row[], names: Record<string, string> = {}): TimelineLine[] {
  return [...events.map((event) => eventLine(event, names)), ...spells.flatMap(spellLines)].sort((a, b) =>
    a.at < b.at ? 1 : a.at > b.at ? -1 : 0,
  )
}
