// Division codes (GB/T 2260 extended to 12 digits): which code lies inside which, and names of codes once seen.
import { reactive } from 'vue'
import { getRegions, getRegionsFind, type RegionHit, type Regions } from './generated'

/** The codes from `low` to `high` belong to the division `code`: trailing zeros say its level. */
export function rangeOf(code: number): { low: number; high: number } {
  for (const span of [10_000_000_000, 100_000_000, 1_000_000, 1_000]) {
    if (code % span === 0) return { low: code, high: code + span - 1 }
  }
  return { low: code, high: code }
}

export function contains(outer: number, inner: number): boolean {
  const { low, high } = rangeOf(outer)
  return inner >= low && inner <= high
}

const names = reactive(new Map<number, string>())

export function rememberRegions(nodes: readonly { code: number; name: string }[]): void {
  for (const node of nodes) names.set(node.code, node.name)
}
export function regionName(code: number | null): string | null {
  return code === null ? null : (names.get(code) ?? null)
}

/** Finds the name of a code inside the officer's range, level by level; null where it lies outside. */
export async function resolveRegion(code: number): Promise<string | null> {
  let parent: number | undefined
  for (let level = 0; level < 6 && !names.has(code); level += 1) {
    const answer: Regions = await getRegions({ parent })
    const nodes = [...answer.rows, ...answer.outside]
    rememberRegions(nodes)
    const next = nodes.find((node) => node.code !== code && node.has_children && contains(node.code, code))
    if (!next) break
    parent = next.id
  }
  return regionName(code)
}

/** Places by a part of their name; `everywhere` also outside the officer's own range (places of work). */
export async function findRegions(text: string, everywhere: boolean): Promise<RegionHit[]> {
  if (text.trim() === '') return []
  const { rows } = await getRegionsFind({ q: text.trim(), all: everywhere ? '1' : undefined })
  rememberRegions(rows)
  return rows
}
