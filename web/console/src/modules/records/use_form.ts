// The state of one form: what was there, what is typed, and what is wrong with it. Only changed fields are sent,
// with the version that was read, so that two officers never overwrite each other unseen.
import { computed, ref, type Ref } from 'vue'
import { onBeforeRouteLeave } from 'vue-router'
import { asApiError, type ApiError } from '@shared/api/client'
import type { Cell, Field, Row } from '@shared/api/row'
import { i18n } from '@shared/i18n'

export function isMaskedField(field: Field): boolean {
  return !!field.mask && field.mask !== 'none' && field.mask !== 'name'
}

/** The draft to begin with: masked values stay out, they are replaced only by typing. */
export function draftOf(fields: Field[], row: Row | null): Row {
  const draft: Row = {}
  for (const field of fields) draft[field.name] = isMaskedField(field) ? null : (row?.[field.name] ?? null)
  return draft
}

const same = (a: Cell, b: Cell) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)

export function changedFields(fields: Field[], original: Row | null, draft: Row): Row {
  const start = draftOf(fields, original)
  const changes: Row = {}
  for (const field of fields)
    if (!same(start[field.name], draft[field.name])) changes[field.name] = draft[field.name] ?? null
  return changes
}

/** What can be seen to be wrong without the server; the server checks everything again. */
export function checkDraft(
  fields: Field[],
  original: Row | null,
  draft: Row,
  words: { required: string; number: string },
): Record<string, string> {
  const errors: Record<string, string> = {}
  for (const field of fields) {
    const value = draft[field.name]
    const kept = isMaskedField(field) && !!original?.[field.name]
    if (typeof value === 'number' && Number.isNaN(value)) errors[field.name] = words.number
    else if (field.required && !kept && (value === null || value === undefined || value === ''))
      errors[field.name] = words.required
  }
  return errors
}

export function useForm(fields: Ref<Field[]>) {
  const original = ref<Row | null>(null)
  const draft = ref<Row>({})
  const errors = ref<Record<string, string>>({})
  const failure = ref<ApiError | null>(null)
  const busy = ref(false)
  let done = false
  const t = i18n.global.t

  const begun = ref<Row>({})
  const changes = computed(() => changedFields(fields.value, original.value, draft.value))
  /** What the officer has typed: what a form begins with is sent, but is nobody's change. */
  const touched = computed(
    () => fields.value.filter((field) => !same(begun.value[field.name], draft.value[field.name])).length,
  )
  const isChanged = computed(() => touched.value > 0)

  function start(row: Row | null, initial: Row = {}) {
    original.value = row
    draft.value = { ...draftOf(fields.value, row), ...initial }
    begun.value = { ...draft.value }
    errors.value = {}
    failure.value = null
  }
  /** Runs `send` when nothing is visibly wrong; puts the server's field errors beside their fields. */
  async function submit(send: (changes: Row) => Promise<void>): Promise<boolean> {
    failure.value = null
    errors.value = checkDraft(fields.value, original.value, draft.value, {
      required: t('form.requiredText'),
      number: t('filter.numberWanted'),
    })
    if (Object.keys(errors.value).length > 0) return false
    busy.value = true
    try {
      done = true
      await send(changes.value)
      return true
    } catch (cause) {
      done = false
      const error = asApiError(cause)
      if (error.field && error.status === 422) {
        errors.value = { [error.field]: [error.message, error.hint].filter(Boolean).join('；') }
      } else failure.value = error
      return false
    } finally {
      busy.value = false
    }
  }
  onBeforeRouteLeave(() => done || !isChanged.value || window.confirm(t('form.leave')))

  return { original, draft, errors, failure, busy, changes, touched, isChanged, start, submit }
}
