// Field tables and code tables, asked once after sign-in. Every list, form, filter and label of the console is drawn
// from them; a screen names fields, never their types or words.
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { api } from '@shared/api/client'
import type { Cell, Code, CodeTables, Field, RecordMeta, Row } from '@shared/api/contract'
import { formatDate, formatFen, formatInstant, formatMonth, formatNumber, isUnknown, UNKNOWN } from '@shared/format/format'
import { i18n } from '@shared/i18n'

export const useMeta = defineStore('meta', () => {
  const records = ref<RecordMeta[]>([])
  const tables = ref<CodeTables>({})
  const ready = ref(false)
  let loading: Promise<void> | null = null

  const english = computed(() => i18n.global.locale.value === 'en')
  const codeIndex = computed(() => {
    const index = new Map<string, Map<string, Code>>()
    for (const [table, codes] of Object.entries(tables.value)) index.set(table, new Map(codes.map((one) => [one.code, one])))
    return index
  })

  function load(): Promise<void> {
    loading ??= Promise.all([
      api.get<{ records: RecordMeta[] }>('/meta/records'),
      api.get<{ tables: CodeTables }>('/meta/codes'),
    ]).then(([recordAnswer, codeAnswer]) => {
      records.value = recordAnswer.records
      tables.value = codeAnswer.tables
      ready.value = true
    }).catch((cause: unknown) => {
      loading = null
      throw cause
    })
    return loading
  }

  const recordOf = (name: string): RecordMeta | null => records.value.find((one) => one.name === name) ?? null
  const fieldsOf = (name: string): Field[] => recordOf(name)?.fields ?? []
  const fieldOf = (record: string, name: string): Field | null => fieldsOf(record).find((one) => one.name === name) ?? null
  const codesOf = (table: string): Code[] => tables.value[table] ?? []
  const labelOf = (one: { label: string; label_en?: string | null }): string => (english.value && one.label_en) || one.label

  function codeLabel(table: string, code: string): string {
    const found = codeIndex.value.get(table)?.get(code)
    return found ? labelOf(found) : code
  }
  /** The label of a code of a record's field, for texts outside tables. */
  function codeOf(record: string, name: string, code: Cell): string {
    if (isUnknown(code)) return UNKNOWN
    const table = fieldOf(record, name)?.code_table
    return table ? codeLabel(table, String(code)) : String(code)
  }
  /** A field's value as text; a unit or region field shows the name that the server sends beside it. */
  function display(field: Field, row: Row): string {
    const value = row[field.name]
    const named = row[`${field.name}_name`]
    if ((field.type === 'region' || field.type === 'unit') && typeof named === 'string') return named
    return displayValue(field, value)
  }
  function displayValue(field: Field, value: Cell): string {
    if (isUnknown(value) || (Array.isArray(value) && value.length === 0)) return UNKNOWN
    const table = field.code_table ?? ''
    switch (field.type) {
      case 'integer': return formatNumber(Number(value))
      case 'money': return formatFen(Number(value), 'auto')
      case 'date': return formatDate(String(value))
      case 'month': return formatMonth(String(value))
      case 'instant': return formatInstant(String(value))
      case 'bool': return value === true || value === 1 ? i18n.global.t('filter.yes') : i18n.global.t('filter.no')
      case 'code': return table ? codeLabel(table, String(value)) : String(value)
      case 'codes': {
        const list = Array.isArray(value) ? value : String(value).split(/[;,]/)
        return list.map((one) => (table ? codeLabel(table, one) : one)).join('、')
      }
      default: return Array.isArray(value) ? value.join('、') : String(value)
    }
  }

  return {
    ready, load, recordOf, fieldsOf, fieldOf, codesOf, labelOf, codeLabel, codeOf, display, displayValue,
  }
})
