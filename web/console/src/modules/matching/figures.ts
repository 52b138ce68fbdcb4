// Figures of the matching as people read them. Values and prices come in millionths, probabilities in thousandths.
import type { MatchShare, OfferRow } from '@shared/api/generated'
import { formatFen, formatNumber, formatPercent, UNKNOWN } from '@shared/format/format'

/** Points of a hundred: 410000 millionths are 41.0. */
export const points = (millionths: number | null | undefined): string =>
  millionths === null || millionths === undefined ? UNKNOWN : formatNumber(millionths / 10000, 1)
export const chance = (thousandths: number | null | undefined): string =>
  thousandths === null || thousandths === undefined ? UNKNOWN : formatPercent(thousandths / 1000, 0)
/** Arrives and is still there after three months. */
export const staying = (row: { p_arrive?: number; p_stay3?: number }): string =>
  row.p_arrive === undefined || row.p_stay3 === undefined ? UNKNOWN : chance((row.p_arrive * row.p_stay3) / 1000)
export const share = (part: number, whole: number): string =>
  whole === 0 ? UNKNOWN : formatPercent(part / whole, 1)

/** How far a plan is at most from the best; null when no bound was found, which is not a gap of nought. */
export const gapOf = (ppb: number | null | undefined): string | null =>
  ppb === null || ppb === undefined ? null : formatPercent(ppb / 1e9, 4)

const shareKinds = ['sex', 'age', 'disability', 'county'] as const
/** Shares by kind of group, also where everybody is in one group: that there is only one is to be seen too. */
export const sharesBy = (shares: MatchShare[]): { by: MatchShare['by']; groups: MatchShare[] }[] =>
  shareKinds
    .map((by) => ({ by, groups: shares.filter((one) => one.by === by) }))
    .filter((one) => one.groups.length > 0)

export function wageOf(row: { wage_min_fen: number | null; wage_max_fen: number | null }): string {
  const low = formatFen(row.wage_min_fen, 'auto')
  const high = formatFen(row.wage_max_fen, 'auto')
  if (low === UNKNOWN && high === UNKNOWN) return UNKNOWN
  return low === high || high === UNKNOWN ? low : `${low}～${high}`
}

export const liveStates = ['proposed', 'confirmed', 'told', 'accepted', 'departed'] as const
export const endedStates = ['refused', 'expired', 'withdrawn', 'replaced'] as const
export const toneOf: Record<string, 'grey' | 'ochre' | 'green' | 'outline'> = {
  proposed: 'grey',
  confirmed: 'ochre',
  told: 'ochre',
  accepted: 'green',
  departed: 'ochre',
  refused: 'outline',
  expired: 'outline',
  withdrawn: 'outline',
  replaced: 'outline',
}
/** The one thing to do next with an offer. */
export function nextStep(row: OfferRow): 'confirm' | 'tell' | 'tell_again' | 'answer' | 'depart' | null {
  if (row.may.includes('confirm')) return 'confirm'
  if (row.may.includes('accept') || row.may.includes('go_alone')) return 'answer'
  if (row.may.includes('tell')) return row.state === 'confirmed' ? 'tell' : 'tell_again'
  if (row.may.includes('depart')) return 'depart'
  return null
}
