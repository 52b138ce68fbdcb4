// A saved view of a list: the address (without page and region) and the columns.
export interface ListView {
  query: Record<string, string>
  columns: string[]
}

export function sameView(a: ListView, b: ListView): boolean {
  const text = (view: ListView) =>
    JSON.stringify([Object.entries(view.query).sort(([x], [y]) => (x < y ? -1 : 1)), view.columns])
  return text(a) === text(b)
}

/** What of an address belongs to a view: where one is (region, page) does not. */
export function viewQuery(query: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(query).filter(([key]) => key !== 'page' && key !== 'region'))
}
