// What is checked before a draft is published, one line a kind of check.
import type { DraftCheck, DraftFinding, RuleDraftFile } from '@shared/api/generated'

const kindsOf = {
  types: ['model', 'type'],
  gaps: ['gap', 'not_checked'],
  overlaps: ['overlap'],
  unreachable: ['unreachable'],
  bounds: ['parameter'],
  versions: ['version', 'published', 'retroactive'],
  cases: ['case'],
} as const
export type CheckName = keyof typeof kindsOf
export interface CheckLine {
  name: CheckName
  state: 'good' | 'warning' | 'error'
  findings: DraftFinding[]
}

export function checkLines(check: DraftCheck): CheckLine[] {
  return (Object.keys(kindsOf) as CheckName[]).map((name) => {
    const kinds: readonly string[] = kindsOf[name]
    const findings = check.findings.filter((one) => kinds.includes(one.kind))
    const state = findings.some((one) => one.error) ? 'error' : findings.length > 0 ? 'warning' : 'good'
    return { name, state, findings }
  })
}

/** The first day on which something holds that did not; nothing when that is not known. */
export function firstDay(file: Pick<RuleDraftFile, 'new_version' | 'starts_on' | 'added'>): string | null {
  if (file.new_version && file.starts_on) return file.starts_on
  const days = file.added.flatMap((one) => (one.from ? [one.from] : [])).sort()
  return days[0] ?? null
}
