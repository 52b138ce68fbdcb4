// The list of people behind an indicator of the month; null: none holds exactly its names (累计转移就业 counts people who
// are in no list any more).
export function namesOfIndicator(key: string, period: string): Record<string, string> | null {
  const tier = /^tier_(county|prefecture|province|outside)$/.exec(key)?.[1]
  if (tier) return { view: 'retention', tier }
  switch (key) {
    case 'people':
      return {}
    case 'on_post':
      return { view: 'retention' }
    case 'task':
    case 'visit':
      return { view: key }
    case 'tier_unknown':
      return { view: 'retention', 'tier.empty': '1' }
    case 'clear_five':
      return { clear_five: '5' }
    case 'proposed':
      return { matched: period }
    default:
      return null
  }
}
