import { describe, expect, it } from 'vitest'
import { ref } from 'vue'
import type { Field } from '@shared/api/row'
import { changedFields, checkDraft, draftOf, useForm } from './use_form'
import { sameView, viewQuery } from './views'

const fields: Field[] = [
  { name: 'name', label: '姓名', type: 'text', required: true, mask: 'name' },
  { name: 'phone', label: '电话', type: 'text', mask: 'phone', required: true },
  { name: 'age', label: '年龄', type: 'integer' },
  { name: 'trades', label: '工种', type: 'codes' },
]
const words = { required: '请填写', number: '请填写数字' }

describe('a form', () => {
  it('sends only what changed, and never a mask', () => {
    const row = { name: '麻金莲', phone: '138****1234', age: 34, trades: ['1'] }
    const draft = draftOf(fields, row)
    expect(draft.phone).toBeNull()
    expect(changedFields(fields, row, draft)).toEqual({})
    expect(changedFields(fields, row, { ...draft, age: 35 })).toEqual({ age: 35 })
    expect(changedFields(fields, row, { ...draft, phone: '13912345678' })).toEqual({ phone: '13912345678' })
    expect(changedFields(fields, row, { ...draft, trades: [] })).toEqual({ trades: [] })
  })
  it('asks for what is required, but not for a masked value that is there', () => {
    const row = { name: '麻金莲', phone: '138****1234' }
    expect(checkDraft(fields, row, { ...draftOf(fields, row), name: '' }, words)).toEqual({ name: '请填写' })
    expect(checkDraft(fields, null, draftOf(fields, null), words)).toEqual({ name: '请填写', phone: '请填写' })
    expect(checkDraft(fields, row, { ...draftOf(fields, row), age: Number.NaN }, words)).toEqual({ age: '请填写数字' })
  })
})

describe('a form that begins with something', () => {
  it('sends it, and counts only what was typed', () => {
    const form = useForm(ref(fields))
    form.start(null, { age: 3 })
    expect(form.isChanged.value).toBe(false)
    expect(form.changes.value).toEqual({ age: 3 })
    form.draft.value = { ...form.draft.value, name: '麻金莲' }
    expect(form.touched.value).toBe(1)
    expect(form.changes.value).toEqual({ age: 3, name: '麻金莲' })
  })
})

describe('a saved view', () => {
  it('is the same in whatever order its conditions stand', () => {
    const columns = ['name']
    expect(sameView({ query: { a: '1', b: '2' }, columns }, { query: { b: '2', a: '1' }, columns })).toBe(true)
    expect(sameView({ query: { a: '1' }, columns }, { query: { a: '1' }, columns: ['name', 'age'] })).toBe(false)
  })
  it('leaves out where one is', () => {
    expect(viewQuery({ region: '7', page: '3', sort: '-age' })).toEqual({ sort: '-age' })
  })
})
