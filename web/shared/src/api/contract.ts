// The shapes of the API as the console uses them. The one hand-written place; the document behind it is
// `gangqiao openapi` (served at /api/openapi.json), from which `npm run types` writes generated.ts.
// Unknown values are null. Dates "2026-08-21", months "2026-08", instants ISO UTC, money integers in fen.

export type Uuid = string
export type Cell = string | number | boolean | null | string[] | undefined
export type Row = Record<string, Cell> & { id?: Uuid | number }

export interface ApiErrorBody {
  code: string
  message: string
  hint?: string | null
  details?: { key: string; value: unknown }[]
}

export interface UnitRef {
  id: number
  name: string
  kind?: string
  code?: number | null
}
export interface Grant {
  role: string
  role_label?: string
  unit_id: number
  unit_name: string
  side: string
}
export interface Session {
  account: string
  name: string
  unit: UnitRef
  grants: Grant[]
  permissions: string[]
  demo: boolean
}
export interface DemoAccount {
  account: string
  password: string
  role_label: string
  unit_name: string
}

export type FieldType =
  | 'text'
  | 'integer'
  | 'money'
  | 'date'
  | 'month'
  | 'instant'
  | 'bool'
  | 'code'
  | 'codes'
  | 'region'
  | 'uuid'
  | 'unit'
  | 'long_text'
export interface Field {
  name: string
  label: string
  label_en?: string
  type: FieldType
  code_table?: string | null
  required?: boolean
  unique?: boolean
  searchable?: boolean
  sortable?: boolean
  filterable?: boolean
  editable?: boolean
  mask?: 'none' | 'name' | 'id_number' | 'phone' | 'address' | 'bank'
  group?: string | null
  owner?: 'origin' | 'destination' | 'employer' | 'system'
  list_default?: boolean
  width?: number | null
  align?: 'left' | 'right' | 'center' | null
  unit?: string | null
  min?: number
  max?: number
}
export interface RecordMeta {
  name: string
  label: string
  label_en?: string
  fields: Field[]
  groups?: { name: string; label: string; label_en?: string }[]
}
export interface Code {
  code: string
  label: string
  label_en?: string
}
export type CodeTables = Record<string, Code[]>

export interface RegionNode {
  id: number
  /** 12-digit code; also the value of `region=` in lists. */
  code: number
  name: string
  kind: string
  people: number | null
  on_post?: number | null
  task?: number | null
  fresh_at: string | null
  has_children: boolean
}
export interface RegionRows {
  rows: RegionNode[]
  outside?: RegionNode[]
}
export interface RegionHit {
  id: number
  code: number
  name: string
  path: string
  kind: string
}

export interface ListPage {
  rows: Row[]
  page: number
  size: number
  as_of?: string | null
}
export interface ListCount {
  count: number
  exact: boolean
  as_of?: string | null
}

export interface HouseholdMember {
  id: Uuid
  name: string
  relation: Cell
  employment: Cell
  [key: string]: Cell
}
/** The household of a person: its own fields, and the other people in it. */
export interface Household {
  id: Uuid
  number: string | null
  members_list: HouseholdMember[]
  [key: string]: unknown
}
export interface Identifier {
  kind: string
  value: string
  status: string
  valid_from: string | null
  valid_to: string | null
}
export interface Observation {
  registry: string
  period: string | null
  state: string | null
  employer_name: string | null
  repair: string | null
  row_number: number | null
  file_name: string | null
  match_kind: string | null
  finding: string | null
}
export interface Entitlement {
  rule: string
  title: string
  outcome: 'pay' | 'refuse' | 'review' | 'possible'
  amount_fen: number | null
  reason: string | null
  missing: string | string[] | null
  period: string | null
}
export interface PersonMatch {
  post_id: Uuid
  post_name: string
  employer_name: string
  wage_min_fen: number | null
  wage_max_fen: number | null
  p_stay6: number | null
  reasons_for: string[]
  reasons_against: string[]
  period: string | null
}
export interface ListReason {
  list: 'task' | 'retention' | 'visit'
  on: boolean
  sentence: string
}
export interface Clearness {
  name: string
  label: string
  clear: boolean
  missing: string[]
}
export interface PersonPage {
  person: Row
  household: Household | null
  spells: Row[]
  intention: Row | null
  identifiers: Identifier[]
  observations: Observation[]
  entitlements: Entitlement[]
  matches: PersonMatch[]
  list_reasons: ListReason[]
  completeness: { five: Clearness[]; four: Clearness[] }
}
/** One change inside an event: a record that was inserted, updated or removed, or a note (evidence, reveal ...). */
export interface EventChange {
  op?: 'insert' | 'update' | 'remove'
  type?: string
  id?: string
  before?: Record<string, Cell>
  after?: Record<string, Cell>
  [note: string]: unknown
}
export interface EventRow {
  at: string
  action: string
  actor: string | null
  cause?: string | null
  chain?: number
  seq?: number
  changes?: EventChange[] | EventChange | null
  subject_type?: string
  subject_id?: string
}
export interface TimelineLine {
  at: string
  tone: 'green' | 'ochre' | 'grey'
  title: string
  text: string
  actor: string | null
}
export interface SearchHit {
  kind: 'person' | 'employer' | 'post' | 'region'
  id: Uuid | number
  title: string
  subtitle: string | null
  hit: string | null
}

export type ImportKind = 'roster' | 'posts' | 'employers'
export type ImportState =
  | 'uploaded'
  | 'mapped'
  | 'checking'
  | 'checked'
  | 'running'
  | 'done'
  | 'withdrawing'
  | 'withdrawn'
  | 'failed'
export interface ImportColumn {
  index: number
  header: string
  samples: string[]
  field: string | null
  sure: boolean
}
export interface ImportTotals {
  rows: number
  new: number
  update: number
  same: number
  conflict: number
  error: number
}
export interface ImportRun {
  id: Uuid
  kind: ImportKind
  file_name: string
  size: number | null
  state: ImportState
  columns?: ImportColumn[]
  fields?: { name: string; label: string; required?: boolean }[]
  totals?: ImportTotals | null
  progress?: { done: number; total: number } | null
  job_id?: Uuid | null
  created_at: string
  by?: string | null
  /** Why the run failed, in words. */
  message?: string | null
}
export interface ImportProblem {
  row: number
  sheet_row: number | null
  column: string | null
  value: string | null
  code: string
  reason: string
  cure: string | null
  suggestion: string | null
}
export interface ImportChange {
  row: number
  kind: 'new' | 'update' | 'conflict'
  person: { id: Uuid | null; name: string } | null
  cells: { field: string; label: string; before: Cell; after: Cell; owned: boolean }[]
}
export interface Paged<T> {
  rows: T[]
  total: number
}

export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled'
export interface JobStep {
  name: string
  label: string
  state: string
  done: number | null
  total: number | null
  seconds: number | null
}
export interface Job {
  id: Uuid
  kind: string
  state: JobState
  step: string | null
  steps: JobStep[]
  message: string | null
  result?: unknown
  started_at: string | null
  finished_at: string | null
}

export interface MonthSummary {
  people: number | null
  on_post: number | null
  task: number | null
  retention: number | null
  visit?: number | null
  findings?: Record<string, number> | null
  placed?: number | null
  pay_fen?: number | null
  rejected?: number | null
  indicators?: { key: string; label: string; value: number | null; unit: string; share: string; definition: string }[]
}
export interface MonthRun {
  period: string
  as_of: string | null
  job?: Job | null
  summary?: MonthSummary | null
  files?: { name: string; size: number | null; label?: string }[]
}
export interface Upload {
  upload_id: Uuid
  name: string
  size: number
  kind_guess: string | null
}

export interface HomeFigure {
  key: string
  sentence: string
  value: number | string | null
  unit?: string | null
  note?: string | null
  parts?: { text: string; value: number | string | null; link: string | null }[]
  link?: string | null
  change?: { value: number; words: string } | null
  denominator?: { value: number | null; label: string; as_of: string | null } | null
}
export interface HomeTodo {
  key: string
  count: number | null
  text: string
  note: string | null
  tone: 'normal' | 'late'
  link: string | null
}
export interface HomePage {
  title: string
  unit: UnitRef | string
  as_of: string | null
  lunar?: string | null
  figures: HomeFigure[]
  todo: HomeTodo[]
  funnel?: { stage: string; label: string; value: number | null; of?: number | null }[] | null
}
