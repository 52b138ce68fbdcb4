// What the administration pages share: a grant being made, and words about dates and places.
import type { GrantNew } from '@shared/api/generated'
import { formatDate } from '@shared/format/format'
import { i18n } from '@shared/i18n'
import { withinUnit } from '@/app/meta'
import { useSession } from '@/app/session'

/** A grant while it is made: unit and side may not be chosen yet. */
export type GrantWish = Omit<GrantNew, 'unit_id' | 'side'> & { unit_id: number | null; side: GrantNew['side'] | '' }
/** The finished grant; null while something is not chosen. */
export function asGrant(wish: GrantWish): GrantNew | null {
  const { unit_id, side } = wish
  return wish.role !== '' && unit_id !== null && side !== '' ? { ...wish, unit_id, side } : null
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
