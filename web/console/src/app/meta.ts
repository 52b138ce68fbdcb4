// Field tables and code tables, asked once after sign-in. Every list, form, filter and label of the console is drawn
// from them; a screen names fields, never their types or words.
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import {
  getMetaCodes,
  getMetaRecords,
  getOpenapiJson,
  type Code,
  type CodesMeta,
  type OpenApi,
} from '@shared/api/generated'
import type { Cell, Field, RecordMeta, Row } from '@shared/api/row'
import { regionName } from '@shared/api/regions'
import { useSession } from './session'
import {
  formatDate,
  formatFen,
  formatInstant,
  formatMonth,
  formatNumber,
  isUnknown,
  UNKNOWN,
} from '@shared/format/format'
import { i18n } from '@shared/i18n'
import { setPhrases } from '@shared/i18n/phrases'

// Fields that serve the program, not the officer: never a column, never a condition.
const technical = new Set([
  'id',
  'version',
  'county_id',
  'name_pinyin',
  'name_initials',
  'home_unit',
  'password_hash',
  'file_hash',
])

// What the server computes for a person beside its field table.
const computedOfPerson: { after: string; field: Field }[] = [
  {
    after: 'sex',
    field: { name: 'age', label: '年龄', label_en: 'Age', type: 'integer', align: 'right', group: 'identity' },
  },
  {
    after: 'age',
    field: {
      name: 'id_number',
      label: '身份证号',
      label_en: 'ID number',
      type: 'text',
      mask: 'id_number',
      group: 'identity',
    },
  },
]
// Tables count some money in whole fen (已发（分）); on screen all money is shown and typed in yuan.
const countedInFen = (field: Field): Field =>
  field.type === 'integer' && field.name.endsWith('_fen')
    ? { ...field, type: 'money', label: field.label.replace('（分）', ''), label_en: field.label_en?.replace(', fen', '') }
    : field
function withComputed(declared: RecordMeta): RecordMeta {
  const record = { ...declared, fields: declared.fields.map(countedInFen) }
  if (record.name === 'spell') {
    return {
      ...record,
      fields: [
        { name: 'person_name', label: '姓名', label_en: 'Name', type: 'text', list_default: true },
        ...record.fields,
      ],
    }
  }
  if (record.name !== 'person') return record
  const fields = [...record.fields]
  for (const { after, field } of computedOfPerson) {
    if (!fields.some((one) => one.name === field.name))
      fields.splice(fields.findIndex((one) => one.name === after) + 1, 0, field)
  }
  return { ...record, fields }
}

/** The members beside a place or unit that may hold its name. */
function placeNames(name: string): string[] {
  const own = `${name.replace(/_(code|id)$/, '')}_name`
  if (name === 'home_code' || name === 'home_unit') return ['region_name', own]
  if (name === 'work_code') return ['work_region_name']
  if (name === 'region_code') return ['work_region_name', 'region_name']
  return [`${name}_name`, own]
}

const isHome = (name: string) => name === 'home_code' || name === 'home_unit'

/** "湘西土家族苗族自治州花垣县双龙镇十八洞村" is 双龙镇十八洞村 to an officer of 花垣县. */
export function withinUnit(place: string, unit: string | undefined): string {
  if (!unit) return place
  const at = place.indexOf(unit)
  return at < 0 ? place : place.slice(at + unit.length) || unit
}

export const useMeta = defineStore('meta', () => {
  const records = ref<RecordMeta[]>([])
  const tables = ref<CodesMeta['tables']>({})
  const ready = ref(false)
  const offered = ref<OpenApi['paths'] | null>(null)
  let loading: Promise<void> | null = null

  const english = computed(() => i18n.global.locale.value === 'en')
  const codeIndex = computed(() => {
    const index = new Map<string, Map<string, Code>>()
    for (const [table, codes] of Object.entries(tables.value))
      index.set(table, new Map(codes.map((one) => [one.code, one])))
    return index
  })

  function load(): Promise<void> {
    loading ??= Promise.all([getMetaRecords(), getMetaCodes(), getOpenapiJson().catch(() => null)])
      .then(([recordAnswer, codeAnswer, document]) => {
        offered.value = document?.paths ?? null
        records.value = recordAnswer.records.map(withComputed)
        tables.value = codeAnswer.tables
        setPhrases([...(codeAnswer.tables.phrase ?? []), ...recordAnswer.records])
        ready.value = true
      })
      .catch((cause: unknown) => {
        loading = null
        throw cause
      })
    return loading
  }

  /** Whether this program has the call: an older server is not asked for what it cannot do. */
  const offers = (method: string, path: string): boolean =>
    offered.value === null || !!offered.value[`/api${path}`]?.[method.toLowerCase()]
  const recordOf = (name: string): RecordMeta | null => records.value.find((one) => one.name === name) ?? null
  const columnsOf = (name: string): Field[] =>
    fieldsOf(name).filter((field) => field.type !== 'uuid' && !technical.has(field.name))
  const fieldsOf = (name: string): Field[] => recordOf(name)?.fields ?? []
  const fieldOf = (record: string, name: string): Field | null =>
    fieldsOf(record).find((one) => one.name === name) ?? null
  /** The sections of a record's form: those of the server, or the groups that its fields name, in their order. */
  function groupsOf(name: string): { name: string; label: string; label_en?: string }[] {
    const given = recordOf(name)?.groups ?? []
    if (given.length > 0) return given
    const { t, te } = i18n.global
    const names = [
      ...new Set(
        fieldsOf(name)
          .map((field) => field.group)
          .filter((one): one is string => !!one),
      ),
    ]
    return names.map((group) => ({ name: group, label: te(`group.${group}`) ? t(`group.${group}`) : group }))
  }
  const codesOf = (table: string): Code[] => tables.value[table] ?? []
  const labelOf = (one: { label: string; label_en?: string | null }): string =>
    (english.value && one.label_en) || one.label

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
  /** A field's value as text; the words that the server sends beside a code, an id or an account stand for it. */
  function display(field: Field, row: Row): string {
    const words = row[`${field.name}_name`]
    if (field.type !== 'region' && field.type !== 'unit')
      return typeof words === 'string' && words !== '' ? words : displayValue(field, row[field.name])
    const named = placeNames(field.name)
      .map((name) => row[name])
      .find((name) => typeof name === 'string' && name !== '')
    if (typeof named !== 'string') return displayValue(field, row[field.name])
    return isHome(field.name) ? withinUnit(named, useSession().session?.unit.name) : named
  }
  function displayValue(field: Field, value: Cell): string {
    if (isUnknown(value) || (Array.isArray(value) && value.length === 0)) return UNKNOWN
    const table = field.code_table ?? ''
    switch (field.type) {
      case 'integer':
        return formatNumber(Number(value))
      case 'money':
        return formatFen(Number(value), 'auto')
      case 'date':
        return formatDate(String(value))
      case 'month':
        return formatMonth(String(value))
      case 'instant':
        return formatInstant(String(value))
      case 'bool':
        return value === true || value === 1 ? i18n.global.t('filter.yes') : i18n.global.t('filter.no')
      case 'code':
        return table ? codeLabel(table, String(value)) : String(value)
      case 'codes': {
        const list = Array.isArray(value) ? value : String(value).split(/[;,]/)
        return list.map((one) => (table ? codeLabel(table, one) : one)).join('、')
      }
      // A code or an id says nothing to a person: what has no name here is not known here.
      case 'region':
      case 'unit':
        return regionName(Number(value)) ?? UNKNOWN
      default:
        return Array.isArray(value) ? value.join('、') : String(value)
    }
  }

  return {
    ready,
    load,
    offers,
    recordOf,
    fieldsOf,
    columnsOf,
    groupsOf,
    fieldOf,
    codesOf,
    labelOf,
    codeLabel,
    codeOf,
    display,
    displayValue,
  }
})
