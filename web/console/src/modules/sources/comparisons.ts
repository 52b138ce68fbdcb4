// Words and order of the figures of a comparison; the same key opens their names.
import type { Comparison } from '@shared/api/generated'

export const registryKinds = ['social_insurance', 'labour_resource', 'social_card'] as const
export const matchKinds = ['exact', 'repaired', 'accepted', 'near', 'review', 'none'] as const
export const changeKinds = ['entered', 'left', 'employer_changed', 'corrected'] as const
export const registryChangeKinds = ['entered', 'left'] as const
export const flagKinds = ['name_conflict', 'in_no_registry', 'registries_disagree', 'several'] as const
export const proposalKinds = ['on_post', 'change_employer', 'flexible'] as const
export const correctionStates = ['open', 'accepted', 'rejected'] as const
export const proposalStates = ['open', 'applied', 'requested', 'skipped'] as const

export const figureOf = (run: Comparison | null, key: string): number | undefined =>
  run?.figures?.find((one) => one.key === key)?.value
export const namesLink = (run: Comparison, key: string): string =>
  `/comparisons/${run.id}/people?figure=${encodeURIComponent(key)}`
/** Still to be decided. */
export const waitingReviews = (run: Comparison | null): number =>
  (run?.reviews?.open ?? 0) + (run?.reviews?.second ?? 0) + (run?.reviews?.unsure ?? 0)

/** Moves of the queue by keyboard: j and k walk, 1 2 3 decide. */
export type QueueKey = { move: 1 | -1 } | { decision: 'same' | 'different' | 'unsure' }
const decisions = { '1': 'same', '2': 'different', '3': 'unsure' } as const
type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>
export function queueKey(event: Pressed, inField: boolean): QueueKey | null {
  if (inField || event.ctrlKey || event.metaKey || event.altKey) return null
  if (event.key === 'j' || event.key === 'ArrowDown') return { move: 1 }
  if (event.key === 'k' || event.key === 'ArrowUp') return { move: -1 }
  const decision = decisions[event.key as keyof typeof decisions]
  return decision ? { decision } : null
}
