import { describe, expect, it } from 'vitest'
import { entriesFor } from './entries'

const keys = (...permissions: string[]) => entriesFor((one) => permissions.includes(one)).map((entry) => entry.key)

describe('the rail', () => {
  it('offers only what the permissions open', () => {
    expect(keys()).toEqual([])
    expect(keys('posts.read', 'employers.read', 'people.read')).toEqual(['people', 'posts', 'employers'])
    expect(keys('accounts.write', 'jobs.read')).toEqual(['admin'])
    expect(keys('lists.read')).toEqual(['home', 'lists'])
  })
})
