import { describe, expect, it } from 'vitest'
import type { Comparison } from '@shared/api/generated'
import { figureOf, namesLink, queueKey, waitingReviews } from './comparisons'

const plain = { ctrlKey: false, metaKey: false, altKey: false }
const run = {
  id: 'r1',
  figures: [{ key: 'finding:newly_employed', value: 4 }],
  reviews: { open: 2, second: 1, accepted: 9 },
} as unknown as Comparison

describe('the review queue', () => {
  it('walks and decides by keyboard', () => {
    expect(queueKey({ key: 'j', ...plain }, false)).toEqual({ move: 1 })
    expect(queueKey({ key: 'ArrowUp', ...plain }, false)).toEqual({ move: -1 })
    expect(queueKey({ key: '1', ...plain }, false)).toEqual({ decision: 'same' })
    expect(queueKey({ key: '3', ...plain }, false)).toEqual({ decision: 'unsure' })
    expect(queueKey({ key: 'x', ...plain }, false)).toBeNull()
  })
  it('leaves typing and shortcuts of the browser alone', () => {
    expect(queueKey({ key: '1', ...plain }, true)).toBeNull()
    expect(queueKey({ key: 'j', ...plain, ctrlKey: true }, false)).toBeNull()
  })
  it('counts what is still to be decided', () => {
    expect(waitingReviews(run)).toBe(3)
    expect(waitingReviews(null)).toBe(0)
  })
})

describe('the figures', () => {
  it('open their names', () => {
    expect(figureOf(run, 'finding:newly_employed')).toBe(4)
    expect(figureOf(run, 'finding:left')).toBeUndefined()
    expect(namesLink(run, 'match:social_card:near')).toBe('/comparisons/r1/people?figure=match%3Asocial_card%3Anear')
  })
})
