// What the administration pages share: the shapes of their calls, and words about dates and grants.
import { api } from '@shared/api/client'
import { formatDate } from '@shared/format/format'
import { i18n } from '@shared/i18n'
import { withinUnit } from '@/app/meta'
import { useSession } from '@/app/session'

export interface OutsideUnit {
  id: number
  code: number
  kind: string
  name: string
  parent_id: number
  parent_name: string
  valid_from: string | null
  valid_to: string | null
  open: boolean
  employer_id: string | null
  employer_name: string
  accounts: number
  version: number
}
export interface UnitHit {
  id: number
  code: number
  kind: string
  name: string
  path: string
}
export interface GrantRow {
  id: number
  role: string
  role_label: string
  unit_id: number
  unit_name: string
  side: string
  valid_from: string | null
  valid_to: string | null
  in_force: boolean
  over: boolean
  may_end: boolean
  version: number
}
export interface AccountFile {
  id: number
  account: string
  name: string
  unit_id: number
  unit_name: string
  state: string
  password_due: boolean
  created_at: string
  version: number
  oneself: boolean
  may_manage: boolean
  grants: GrantRow[]
}
export interface OneTime {
  id: number
  version: number
  password: string
}
export interface GrantableRole {
  role: string
  sides: string[]
}
export interface GrantWish {
  role: string
  unit_id: number | null
  side: string
  valid_from: string | null
  valid_to: string | null
}

export const outsideKinds = ['zone', 'station', 'office', 'employer', 'broker', 'school']

/** "2026-01-01 至 2026-12-31", "2026-01-01 起", "至 2026-12-31"; empty when there is no limit. */
export function daysInWords(from: string | null, to: string | null): string {
  const { t } = i18n.global
  if (from && to) return t('admin.fromTo', { from: formatDate(from), to: formatDate(to) })
  if (from) return t('admin.from', { from: formatDate(from) })
  return to ? t('admin.to', { to: formatDate(to) }) : ''
}

/** A place as one says it at home: without the units above one's own. */
export const placeHere = (place: string) => withinUnit(place, useSession().session?.unit.name)

export const rolesAt = (unit: number) =>
  api.get<{ rows: GrantableRole[] }>(`/units/${unit}/roles`).then((answer) => answer.rows)
export const findUnits = (q: string, signal?: AbortSignal) =>
  api.get<{ rows: UnitHit[] }>('/units/find', { q }, signal).then((answer) => answer.rows)
