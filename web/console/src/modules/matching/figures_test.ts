import { describe, expect, it } from 'vitest'
import type { MatchShare, OfferRow } from '@shared/api/generated'
import { chance, gapOf, nextStep, points, share, sharesBy, staying, wageOf } from './figures'

describe('figures of the matching', () => {
  it('says unknown, never nought, for what is not known', () => {
    expect(points(null)).toBe('--')
    expect(chance(undefined)).toBe('--')
    expect(staying({ p_arrive: 300 })).toBe('--')
    expect(share(0, 0)).toBe('--')
    expect(wageOf({ wage_min_fen: null, wage_max_fen: null })).toBe('--')
  })
  it('does not take a gap that is not known for none', () => {
    expect(gapOf(null)).toBe(null)
    expect(gapOf(0)).toBe('0.0000%')
    expect(gapOf(1_234_000)).toBe('0.1234%')
  })
  it('hides no kind of group, not even where all are in one', () => {
    const group = (by: MatchShare['by'], code: string): MatchShare => ({
      by,
      code,
      label: code,
      workers: 10,
      placed: 5,
      stay3: 2.5,
    })
    const shares = sharesBy([group('county', '1'), group('sex', '1'), group('sex', '2'), group('disability', 'no')])
    expect(shares.map((one) => [one.by, one.groups.length])).toEqual([
      ['sex', 2],
      ['disability', 1],
      ['county', 1],
    ])
  })
  it('multiplies coming and staying', () => {
    expect(staying({ p_arrive: 500, p_stay3: 600 })).toBe('30%')
    expect(points(410000)).toBe('41.0')
  })
  it('writes one wage once', () => {
    expect(wageOf({ wage_min_fen: 450000, wage_max_fen: 450000 })).toBe('4,500')
    expect(wageOf({ wage_min_fen: 450000, wage_max_fen: 600000 })).toBe('4,500～6,000')
  })
  it('offers the one next step', () => {
    const row = (may: string[], state = '') => ({ may, state }) as OfferRow
    expect(nextStep(row(['confirm', 'withdraw']))).toBe('confirm')
    expect(nextStep(row(['withdraw', 'accept', 'refuse']))).toBe('answer')
    expect(nextStep(row(['refuse', 'depart']))).toBe('depart')
    expect(nextStep(row(['refuse', 'go_alone']))).toBe('answer')
    expect(nextStep(row(['withdraw', 'tell', 'accept', 'refuse'], 'told'))).toBe('answer')
    expect(nextStep(row(['tell'], 'expired'))).toBe('tell_again')
    expect(nextStep(row(['tell', 'withdraw'], 'confirmed'))).toBe('tell')
    expect(nextStep(row([]))).toBe(null)
  })
})
