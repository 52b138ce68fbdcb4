import { describe, expect, it } from 'vitest'
import { contains, rangeOf } from './regions'

describe('division codes', () => {
  it('contain what lies below them, and nothing beside them', () => {
    const [province, city, county, town, village] = [
      430000000000, 433100000000, 433124000000, 433124100000, 433124100200,
    ]
    const chain = [province, city, county, town, village] as number[]
    chain.forEach((outer, i) =>
      chain.forEach((inner, j) => expect(contains(outer, inner), `${outer} ${inner}`).toBe(j >= i)),
    )
    expect(contains(county as number, 433125000000)).toBe(false)
    expect(contains(town as number, 433124101000)).toBe(false)
  })
  it('reach to the last code of their level', () => {
    expect(rangeOf(433124000000)).toEqual({ low: 433124000000, high: 433124999999 })
    expect(rangeOf(433124100200)).toEqual({ low: 433124100200, high: 433124100200 })
  })
})
