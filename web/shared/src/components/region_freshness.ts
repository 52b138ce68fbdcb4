// How old a region's data may be before the tree says so: a month's round is 31 days, a few days of grace make 35;
// after two rounds it is stale. A region without any data yet is not marked: nothing of it can be out of date.
export type Freshness = 'fresh' | 'old' | 'stale'

const oldAfterDays = 35
const staleAfterDays = 70

export function freshness(freshAt: string | null, now: Date): Freshness {
  if (freshAt === null) return 'fresh'
  const days = (now.getTime() - Date.parse(freshAt)) / 86_400_000
  if (Number.isNaN(days)) return 'stale'
  return days > staleAfterDays ? 'stale' : days > oldAfterDays ? 'old' : 'fresh'
}
