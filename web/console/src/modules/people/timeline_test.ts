import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import type { TimelineEvent } from '@shared/api/generated'
import type { Field } from '@shared/api/row'
import { cellsInWords, eventTitle, timelineOf } from './timeline'

const fields: Field[] = [
  { name: 'employment', label: '就业状态', type: 'code', code_table: 'employment' },
  { name: 'phone', label: '联系电话', type: 'text', mask: 'phone' },
  { name: 'version', label: '版本', type: 'integer' },
]
const display = (_field: Field, value: unknown) => (value === undefined || value === null ? '--' : String(value))

describe('the history of a person', () => {
  beforeEach(() => setActivePinia(createPinia()))

  it('says what changed, but never writes out a masked value', () => {
    const words = cellsInWords(
      {
        op: 'update',
        type: 'person',
        before: { employment: 'on_post', phone: '13812341234', version: 1 },
        after: { employment: 'not_working', phone: '13912341234', version: 2 },
      },
      fields,
      display,
    )
    expect(words).toEqual(['就业状态：on_post → not_working', '联系电话已更正'])
    expect(words.join()).not.toMatch(/1[38]\d{9}/)
  })
  it('puts spells and events into one order, newest first', () => {
    const events: TimelineEvent[] = [
      {
        at: '2026-03-05T02:00:00Z',
        action: 'person.edit',
        actor: 'huayuan',
        actor_name: '石玉珍',
        cause: '',
        chain: 1,
        seq: 1,
        changes: null,
      },
    ]
    const lines = timelineOf(events, [{ id: 's', start_on: '2026-03-01', end_on: '2026-06-30', employer_name: '某厂' }])
    expect(lines.map((line) => [line.at.slice(0, 10), line.title])).toEqual([
      ['2026-06-30', '结束就业'],
      ['2026-03-05', '更正信息'],
      ['2026-03-01', '开始就业'],
    ])
  })
  it('shows an action that it has no word for as it is', () => {
    expect(eventTitle('person.state')).toBe('登记变化')
    expect(eventTitle('new.kind')).toBe('new.kind')
  })
})
