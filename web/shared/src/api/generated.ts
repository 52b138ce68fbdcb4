// Made by web/tools/generate_client.mjs from `gangqiao openapi`; do not edit, run ./x types.
import { call, pathWithQuery, type CallOptions } from './client'

/** 一次查看 */
export type Access = {
  at: string
  by: string
  field: string
  purpose: string
}

/** 谁看过这个人 */
export type AccessRows = {
  rows: Access[]
}

/** 改账号 */
export type AccountEdit = {
  version: number
  name?: string
  unit_id?: number
}

/** 账号与授权 */
export type AccountFile = {
  id: number
  account: string
  name: string
  unit_id: number
  unit_name: string
  state: string
  password_due: boolean
  created_at: string
  version: number
  oneself: boolean
  may_manage: boolean
  grants: GrantLine[]
}

/** 新建账号 */
export type AccountNew = {
  account: string
  name: string
  unit_id: number
  grants?: GrantNew[]
}

/** 账号 */
export type AccountPage = {
  rows: AccountFile[]
  total: number
  page: number
  size: number
}

/** 账号状态 */
export type AccountState = {
  version: number
  state: 'active' | 'locked' | 'closed'
}

/** 自某日起的参数值，加在已有的后面；上下限照旧 */
export type AddedValue = {
  parameter: string
  value: string
  from?: string | null
  article?: string
  document?: string
}

/** 执行 */
export type ApplyComparison = {
  despite_warnings?: boolean
}

/** 执行会改什么（不写入） */
export type ApplyPlan = {
  moves: ListMove[]
  changed_since: number
  requests: number
  findings: number
  corrections: number
}

/** 一个发放批次的明细 */
export type BatchFile = {
  /** 内部编号 */
  id: string
  /** 县 */
  county_id: number | null
  /** 发放地 */
  home_code: number | null
  /** 就业地区 */
  work_code: number | null
  /** 批次号 */
  number: string
  /** 谁出钱 */
  payer: string | null
  /** 资金池 */
  pool: string | null
  /** 状态 */
  state: string | null
  /** 笔数 */
  lines: number | null
  /** 合计 */
  total_fen: number
  /** 已到账 */
  paid_fen: number
  /** 未到账 */
  failed_fen: number
  /** 文件指纹 */
  file_sha256: string | null
  /** 编制人 */
  composed_by: string | null
  /** 核放人 */
  released_by: string | null
  /** 核放时间 */
  released_at: string | null
  /** 编制时间 */
  created_at: string | null
  /** 更新时间 */
  updated_at: string | null
  /** 版本 */
  version: number
  place: string
  pool_name: string
  waiting_fen: number
  composed_by_name?: string
  released_by_name?: string
  payments: Payment[]
  may_release: boolean
}

/** 编制发放批次 */
export type BatchPlan = {
  claims?: string[]
}

/** 一个发放批次 */
export type BatchRow = {
  /** 内部编号 */
  id: string
  /** 县 */
  county_id: number | null
  /** 发放地 */
  home_code: number | null
  /** 就业地区 */
  work_code: number | null
  /** 批次号 */
  number: string
  /** 谁出钱 */
  payer: string | null
  /** 资金池 */
  pool: string | null
  /** 状态 */
  state: string | null
  /** 笔数 */
  lines: number | null
  /** 合计 */
  total_fen: number
  /** 已到账 */
  paid_fen: number
  /** 未到账 */
  failed_fen: number
  /** 文件指纹 */
  file_sha256: string | null
  /** 编制人 */
  composed_by: string | null
  /** 核放人 */
  released_by: string | null
  /** 核放时间 */
  released_at: string | null
  /** 编制时间 */
  created_at: string | null
  /** 更新时间 */
  updated_at: string | null
  /** 版本 */
  version: number
  place: string
  pool_name: string
  waiting_fen: number
  composed_by_name?: string
  released_by_name?: string
}

/** 发放批次名单 */
export type BatchRowPage = {
  rows: BatchRow[]
  page: number
  size: number
  as_of: string
}

/** 编制的批次 */
export type BatchesComposed = {
  rows: BatchRow[]
  left_out: LeftOut[]
}

/** 提出变更申请 */
export type ChangeProposal = {
  person: string
  spell?: string
  fields: Record<string, unknown>
  reason?: string
}

/** 变更申请：一条记录的一个字段 */
export type ChangeRequestRow = {
  id: string
  asked_by_unit: number
  asked_by_unit_name?: string
  asked_by: string | null
  reason: string | null
  state: string
  answer: string | null
  decided_at: string | null
  created_at: string
  updated_at: string
  version: number
  mine: boolean
  may_decide: boolean
  county_id: number
  person_id: string
  person_name: string
  record_type: 'person' | 'spell'
  record_id: string
  record_label: string
  field: string
  field_label: string
  unit_id: number
  unit_name?: string
  cause: string | null
  decided_by: string | null
  now: unknown
  proposed: unknown
  now_name?: string
  proposed_name?: string
  changed_since: boolean
}

/** 变更申请名单 */
export type ChangeRequestRowPage = {
  rows: ChangeRequestRow[]
  page: number
  size: number
  as_of: string
}

/** 可以办的一步 */
export type ClaimAction = {
  action: string
  needs_note: boolean
}

/** 登记一件申请 */
export type ClaimCreate = {
  /** 规则 */
  rule: string
  /** 事项日期 */
  event_on?: string | null
  /** 金额 */
  amount_fen?: number | null
  /** 票据张数 */
  receipts?: number | null
  /** 证书 */
  certificate?: string | null
  /** 期间起 */
  period_from?: string | null
  /** 期间止 */
  period_to?: string | null
  /** 到课天数 */
  course_days?: number | null
  /** 标准 */
  standard_fen?: number | null
  /** 跟踪服务至 */
  tracking_to?: string | null
  /** 中介 */
  broker?: string | null
  /** 是否收费 */
  fee_taken?: boolean | null
  /** 已发（分） */
  paid_before_fen?: number | null
  /** 收件日期 */
  received_on?: string | null
  /** 结案日期 */
  closed_on?: string | null
  /** 收款户名 */
  payee_name?: string | null
  /** 收款账号 */
  payee_account?: string | null
  person?: string
  credit_code?: string
  station?: string
}

/** 申请 */
export type ClaimEdit = {
  /** 规则 */
  rule?: string
  /** 事项日期 */
  event_on?: string | null
  /** 金额 */
  amount_fen?: number | null
  /** 票据张数 */
  receipts?: number | null
  /** 证书 */
  certificate?: string | null
  /** 期间起 */
  period_from?: string | null
  /** 期间止 */
  period_to?: string | null
  /** 到课天数 */
  course_days?: number | null
  /** 标准 */
  standard_fen?: number | null
  /** 跟踪服务至 */
  tracking_to?: string | null
  /** 中介 */
  broker?: string | null
  /** 是否收费 */
  fee_taken?: boolean | null
  /** 已发（分） */
  paid_before_fen?: number | null
  /** 收件日期 */
  received_on?: string | null
  /** 结案日期 */
  closed_on?: string | null
  /** 收款户名 */
  payee_name?: string | null
  /** 收款账号 */
  payee_account?: string | null
  /** 版本 */
  version: number
}

/** 一件申请的全部 */
export type ClaimFile = {
  /** 内部编号 */
  id: string
  /** 户籍县 */
  county_id: number | null
  /** 申请人 */
  claimant_id: string | null
  /** 统一社会信用代码 */
  credit_code: string | null
  /** 劳务工作站 */
  station_id: number | null
  /** 户籍地 */
  home_code: number | null
  /** 就业地区 */
  work_code: number | null
  /** 规则 */
  rule: string
  /** 事项日期 */
  event_on: string | null
  /** 金额 */
  amount_fen: number | null
  /** 票据张数 */
  receipts: number | null
  /** 证书 */
  certificate: string | null
  /** 期间起 */
  period_from: string | null
  /** 期间止 */
  period_to: string | null
  /** 到课天数 */
  course_days: number | null
  /** 标准 */
  standard_fen: number | null
  /** 跟踪服务至 */
  tracking_to: string | null
  /** 中介 */
  broker: string | null
  /** 是否收费 */
  fee_taken: boolean | null
  /** 已发（分） */
  paid_before_fen: number | null
  /** 收件日期 */
  received_on: string | null
  /** 结案日期 */
  closed_on: string | null
  /** 来源 */
  source: string | null
  /** 经办单位 */
  unit_id: number | null
  /** 办理状态 */
  state: string | null
  /** 免申即享 */
  by_register: boolean | null
  /** 收款户名 */
  payee_name: string | null
  /** 收款账号 */
  payee_account?: string | null
  /** 提交人 */
  submitted_by: string | null
  /** 状态时间 */
  state_at: string | null
  /** 核定 */
  decision_id: string | null
  /** 核定结论 */
  outcome: string | null
  /** 核定金额 */
  decided_fen: number | null
  /** 公示 */
  notice_id: string | null
  /** 发放批次 */
  batch_id: string | null
  /** 经办地 */
  handled_by: string | null
  /** 登记时间 */
  created_at: string | null
  /** 更新时间 */
  updated_at: string | null
  /** 版本 */
  version: number
  claimant_name: string
  rule_title: string
  region_name: string
  handled_at: string | null
  steps: ClaimStepRow[]
  actions: ClaimAction[]
  evidence: ClaimPaper[]
  documents: string[]
  missing_documents: string[]
  ledger: LedgerRow[]
  overlaps: ClaimOverlap[]
  month_decision: MonthDecision | null
  objections: ObjectionRow[]
  handled_here: boolean
  editable: boolean
}

/** 同一人的另一笔；范围之外的只说有 */
export type ClaimOverlap = {
  claim_id: string | null
  rule: string
  title: string
  state: string
  period: string
  place: string
  amount_fen: number | null
  elsewhere: boolean
  same_kind: boolean
  given: boolean
}

/** 一份材料 */
export type ClaimPaper = {
  /** 内部编号 */
  id: string
  /** 户籍县 */
  county_id: number | null
  /** 户籍地 */
  home_code: number | null
  /** 就业地区 */
  work_code: number | null
  /** 申请 */
  claim_id: string | null
  /** 材料 */
  document: string
  /** 文件名 */
  name: string | null
  /** 类型 */
  media_type: string | null
  /** 字节 */
  size: number | null
  /** 指纹 */
  sha256: string | null
  /** 有效期至 */
  valid_to: string | null
  /** 纸质原件已核 */
  paper: boolean | null
  /** 说明 */
  note: string | null
  /** 登记人 */
  added_by: string | null
  /** 撤下日期 */
  removed_on: string | null
  /** 登记时间 */
  created_at: string | null
  /** 版本 */
  version: number
  added_by_name?: string
}

/** 名单里的一件申请 */
export type ClaimRow = {
  /** 内部编号 */
  id: string
  /** 户籍县 */
  county_id: number | null
  /** 申请人 */
  claimant_id: string | null
  /** 统一社会信用代码 */
  credit_code: string | null
  /** 劳务工作站 */
  station_id: number | null
  /** 户籍地 */
  home_code: number | null
  /** 就业地区 */
  work_code: number | null
  /** 规则 */
  rule: string
  /** 事项日期 */
  event_on: string | null
  /** 金额 */
  amount_fen: number | null
  /** 票据张数 */
  receipts: number | null
  /** 证书 */
  certificate: string | null
  /** 期间起 */
  period_from: string | null
  /** 期间止 */
  period_to: string | null
  /** 到课天数 */
  course_days: number | null
  /** 标准 */
  standard_fen: number | null
  /** 跟踪服务至 */
  tracking_to: string | null
  /** 中介 */
  broker: string | null
  /** 是否收费 */
  fee_taken: boolean | null
  /** 已发（分） */
  paid_before_fen: number | null
  /** 收件日期 */
  received_on: string | null
  /** 结案日期 */
  closed_on: string | null
  /** 来源 */
  source: string | null
  /** 经办单位 */
  unit_id: number | null
  /** 办理状态 */
  state: string | null
  /** 免申即享 */
  by_register: boolean | null
  /** 收款户名 */
  payee_name: string | null
  /** 收款账号 */
  payee_account?: string | null
  /** 提交人 */
  submitted_by: string | null
  /** 状态时间 */
  state_at: string | null
  /** 核定 */
  decision_id: string | null
  /** 核定结论 */
  outcome: string | null
  /** 核定金额 */
  decided_fen: number | null
  /** 公示 */
  notice_id: string | null
  /** 发放批次 */
  batch_id: string | null
  /** 经办地 */
  handled_by: string | null
  /** 登记时间 */
  created_at: string | null
  /** 更新时间 */
  updated_at: string | null
  /** 版本 */
  version: number
  claimant_name: string
  rule_title: string
  region_name: string
  handled_at: string | null
}

/** 补贴申请名单 */
export type ClaimRowPage = {
  rows: ClaimRow[]
  page: number
  size: number
  as_of: string
}

/** 办过的一步 */
export type ClaimStepRow = {
  action: string
  from_state: string | null
  to_state: string
  note: string | null
  actor: string
  unit_name: string
  created_at: string
}

/** 办一步 */
export type ClaimStepTaken = {
  action: string
  note?: string
  version: number
}

/** 批量核定，或从登记册提议 */
export type ClaimsJob = {
  kind: 'decide' | 'propose'
  rule?: string
  as_of?: string
}

/** 一清 */
export type Clearness = {
  name: string
  label: string
  clear: boolean
  missing: string[]
}

/** 一个代码 */
export type Code = {
  code: string
  label: string
  label_en: string
  valid_to?: string
}

/** 代码表 */
export type CodesMeta = {
  tables: Record<string, Code[]>
}

/** 一次比对 */
export type Comparison = {
  id: string
  period: string
  as_of: string
  source: 'upload' | 'folder' | 'month' | 'command'
  state: 'comparing' | 'compared' | 'applying' | 'applied' | 'withdrawing' | 'withdrawn'
  by: string
  by_unit: string
  above: boolean
  message: string
  files: ComparisonFile[]
  job_id: string | null
  may_decide: boolean
  may_withdraw: boolean
  has_previous: boolean
  created_at: string
  compared_at: string | null
  applied_at: string | null
  warnings: ComparisonWarning[]
  summary: unknown
  figures?: ComparisonFigure[]
  reviews?: Record<string, number>
}

/** 一个数字；按 key 打开它的名单 */
export type ComparisonFigure = {
  key: string
  value: number
}

/** 一份登记库 */
export type ComparisonFile = {
  kind: string
  name: string
  hash: string
}

/** 名单里的一人 */
export type ComparisonName = {
  person_id: string
  name: string
  region_name: string
  finding: string
  flags: string
  change: string
  proposal: string
  state: string
  note: string
  employment: string
  list: string
  employer_now: string
  employer_found: string
}

/** 一个数字的名单 */
export type ComparisonNames = {
  rows: ComparisonName[]
  page: number
  size: number
}

/** 比对记录 */
export type ComparisonRows = {
  rows: Comparison[]
}

/** 整份文件的问题 */
export type ComparisonWarning = {
  file: string
  reason: string
  cure: string
}

/** 五清四清 */
export type Completeness = {
  five: Clearness[]
  four: Clearness[]
}

/** 支出的一行：现在和改后的金额（分）、件数 */
export type CostLine = {
  key: string
  label: string
  before_fen: number
  after_fen: number
  before: number
  after: number
}

/** 个数 */
export type Count = {
  count: number
  exact: boolean
  as_of?: string
}

/** 单位的一段用工怎么计的 */
export type CountedStaff = {
  name: string
  from: string | null
  to: string | null
  steady: boolean
  hired: boolean
}

/** 演示账号 */
export type DemoAccount = {
  account: string
  password: string
  name: string
  role_label: string
  unit_name: string
}

/** 演示账号 */
export type DemoAccountRows = {
  rows: DemoAccount[]
}

/** 检查的结果 */
export type DraftCheck = {
  errors: number
  cases: number
  findings: DraftFinding[]
}

/** 检查发现的一处 */
export type DraftFinding = {
  file: string
  kind: string
  message: string
  error: boolean
  row: number
  column: number
}

/** 决策表的一列 */
export type DraftHead = {
  name: string
  label: string
  type: string
  allowed: string
}

/** 办草案的一步 */
export type DraftStep = {
  version: number
}

/** 文件夹里的登记库 */
export type DroppedFile = {
  kind: string
  name: string
  size: number
  modified_at: string
}

/** 文件夹里的登记库 */
export type DroppedFiles = {
  configured: boolean
  rows: DroppedFile[]
}

/** 用人单位 */
export type EmployerEdit = {
  /** 统一社会信用代码 */
  credit_code?: string
  /** 单位名称 */
  name?: string
  /** 所在地区 */
  region_code?: number | null
  /** 地址 */
  address?: string | null
  /** 行业 */
  industry?: string | null
  /** 性质 */
  ownership?: string | null
  /** 联系人 */
  contact_name?: string | null
  /** 联系电话 */
  contact_phone?: string | null
  /** 职工人数 */
  staff?: number | null
  /** 基地级别 */
  base_level?: string | null
  /** 基地类型 */
  base_kind?: string | null
  /** 基地认定日 */
  base_certified_on?: string | null
  /** 荣誉 */
  honours?: string | null
  /** 裁员预警 */
  layoff_notice?: string | null
  /** 核验状态 */
  verification?: string | null
  /** 备注 */
  note?: string | null
  /** 版本 */
  version: number
}

/** 用人单位 */
export type EmployerNew = {
  /** 统一社会信用代码 */
  credit_code: string
  /** 单位名称 */
  name: string
  /** 所在地区 */
  region_code?: number | null
  /** 地址 */
  address?: string | null
  /** 行业 */
  industry?: string | null
  /** 性质 */
  ownership?: string | null
  /** 联系人 */
  contact_name?: string | null
  /** 联系电话 */
  contact_phone?: string | null
  /** 职工人数 */
  staff?: number | null
  /** 基地级别 */
  base_level?: string | null
  /** 基地类型 */
  base_kind?: string | null
  /** 基地认定日 */
  base_certified_on?: string | null
  /** 荣誉 */
  honours?: string | null
  /** 裁员预警 */
  layoff_notice?: string | null
  /** 核验状态 */
  verification?: string | null
  /** 备注 */
  note?: string | null
}

/** 用人单位填报 */
export type EmployerReport = {
  version: number
  what: 'on_post' | 'left' | 'wage_paid'
  on?: string
}

/** 名单里的一个单位 */
export type EmployerRow = {
  /** 内部编号 */
  id: string
  /** 统一社会信用代码 */
  credit_code: string
  /** 单位名称 */
  name: string
  /** 所在地区 */
  region_code: number | null
  /** 地址 */
  address: string | null
  /** 行业 */
  industry: string | null
  /** 性质 */
  ownership: string | null
  /** 联系人 */
  contact_name: string | null
  /** 联系电话 */
  contact_phone: string | null
  /** 职工人数 */
  staff: number | null
  /** 在岗人数 */
  supported_workers: number | null
  /** 基地级别 */
  base_level: string | null
  /** 基地类型 */
  base_kind: string | null
  /** 基地认定日 */
  base_certified_on: string | null
  /** 荣誉 */
  honours: string | null
  /** 裁员预警 */
  layoff_notice: string | null
  /** 核验状态 */
  verification: string | null
  /** 备注 */
  note: string | null
  /** 经办单位 */
  unit_id: number | null
  /** 登记时间 */
  created_at: string | null
  /** 更新时间 */
  updated_at: string | null
  /** 版本 */
  version: number
  region_name?: string
  unit_id_name?: string
}

/** 用人单位名单 */
export type EmployerRowPage = {
  rows: EmployerRow[]
  page: number
  size: number
  as_of: string
}

/** 结束 */
export type Ending = {
  version: number
  last_day?: string | null
}

/** 一个人的一项待遇：最近一次核定，或没有申请、按今天的规则可能可领 */
export type Entitlement = {
  rule: string
  title: string
  outcome: 'pay' | 'refuse' | 'review' | 'possible'
  amount_fen: number
  reason: string
  basis: string | null
  missing: string
  period: string | null
  payer: string
  pool: string
  claim_id: string | null
}

/** 一个人能领什么 */
export type EntitlementRows = {
  rows: Entitlement[]
}

/** 事件链的一环 */
export type EventLine = {
  seq: number
  at: string
  actor: string
  actor_name: string
  action: string
  subject_type: string
  subject_id: string
  subject_name: string
  cause: string
}

/** 事件链 */
export type EventLineRows = {
  rows: EventLine[]
}

/** 核定时的一项 */
export type ExplainedInput = {
  name: string
  label: string
  value: string
  source: string
}

/** 命中的一行 */
export type ExplainedRow = {
  row: number
  id: string
  words: string
}

/** 为什么这样核定 */
export type Explanation = {
  title: string
  article: string
  document: string
  article_text: string
  version: string
  valid_from: string
  valid_to: string | null
  parameters: RuleParameter[]
  entry_id: string
  claim_id: string
  as_of: string
  anchor: string
  outcome: string
  amount_fen: number
  reason: string
  missing: string
  same_input: boolean
  same_result: boolean
  inputs: ExplainedInput[]
  staff: CountedStaff[]
  rows: ExplainedRow[]
  nearest: FailedCell[]
  grants: GivenBefore[]
  input_hash: string | null
  model_hash: string | null
  parameters_hash: string | null
  result_hash: string | null
}

/** 最接近的可发一行里不成立的一格 */
export type FailedCell = {
  row: number
  label: string
  wanted: string
  value: string
}

/** 出错：代码、原因、办法 */
export type Failure = {
  error: FailureBody
}

/** 出错 */
export type FailureBody = {
  code: string
  title_en: string
  message: string
  hint: string
  details: FailureDetail[]
}

/** 出错的细节 */
export type FailureDetail = {
  key: string
  value: string
}

/** 字段 */
export type Field = {
  name: string
  label: string
  label_en: string
  type: 'text' | 'integer' | 'money' | 'date' | 'month' | 'instant' | 'bool' | 'code' | 'codes' | 'region' | 'uuid' | 'unit' | 'long_text'
  code_table?: string
  group?: string
  unit?: string
  required: boolean
  unique: boolean
  searchable: boolean
  sortable: boolean
  filterable: boolean
  editable: boolean
  importable: boolean
  mask: 'none' | 'name' | 'id_number' | 'phone' | 'address' | 'bank'
  owner: 'origin' | 'destination' | 'employer' | 'system'
  list_default: boolean
  width?: number
  align: 'left' | 'right'
  min?: number
  max?: number
}

/** 表单的一节 */
export type FieldGroup = {
  name: string
  label: string
  label_en: string
}

/** 此前给过的一笔 */
export type GivenBefore = {
  rule: string
  period: string
  amount_fen: number
}

/** 账号的一项授权 */
export type GrantLine = {
  id: number
  role: string
  role_label: string
  unit_id: number
  unit_name: string
  side: 'home' | 'work' | 'both' | 'own'
  valid_from: string | null
  valid_to: string | null
  in_force: boolean
  over: boolean
  may_end: boolean
  version: number
}

/** 一项新授权 */
export type GrantNew = {
  role: string
  unit_id: number
  side: 'home' | 'work' | 'both' | 'own'
  valid_from?: string | null
  valid_to?: string | null
}

/** 可以授予的角色 */
export type GrantableRole = {
  role: string
  sides: ('home' | 'work' | 'both' | 'own')[]
}

/** 可以授予的角色 */
export type GrantableRoleRows = {
  rows: GrantableRole[]
}

/** 决策表的一列 */
export type GridHead = {
  name: string
  label: string
}

/** 决策表的一行 */
export type GridRow = {
  id: string
  when: string[]
  then: string[]
  notes: string[]
}

/** 数各行命中的件数 */
export type HitsAsked = {
  basis?: 'claims' | 'everybody'
  as_of?: string
}

/** 首页 */
export type Home = {
  title: string
  unit: string
  as_of: string
  lunar: string
  figures: HomeFigure[]
  todo: HomeTodo[]
  funnel: HomeStage[]
}

/** 分母 */
export type HomeDenominator = {
  value: number
  label: string
}

/** 一句话里的一个数 */
export type HomeFigure = {
  key: string
  sentence: string
  value: number
  unit: string
  note: string
  link: string
  denominator?: HomeDenominator
  share_percent?: string
}

/** 漏斗的一段 */
export type HomeStage = {
  stage: string
  label: string
  value: number | null
  of?: number | null
  of_label?: string
  link: string
}

/** 待办 */
export type HomeTodo = {
  key: string
  count: number
  text: string
  note: string
  tone: 'normal' | 'late'
  link: string
}

/** 家庭 */
export type HouseholdEdit = {
  /** 户编号 */
  number?: string
  /** 户籍地 */
  home_unit?: number | null
  /** 户主 */
  head_name?: string | null
  /** 户类别 */
  target_group?: string | null
  /** 家庭人口 */
  residents?: number | null
  /** 家庭年收入 */
  income_fen?: number | null
  /** 人均年收入 */
  income_per_head_fen?: number | null
  /** 留守儿童 */
  left_behind_children?: number | null
  /** 留守老人 */
  left_behind_elders?: number | null
  /** 承包地与山林 */
  land_rights?: string | null
  /** 帮扶计划 */
  help_plan?: string | null
  /** 帮扶责任人 */
  helper?: string | null
  /** 责任单位 */
  helper_unit?: string | null
  /** 基金入股 */
  fund_share_fen?: number | null
  /** 版本 */
  version: number
}

/** 家庭与成员 */
export type HouseholdFile = {
  /** 内部编号 */
  id: string
  /** 户籍县 */
  county_id: number | null
  /** 户编号 */
  number?: string
  /** 户籍地 */
  home_unit?: number | null
  /** 户籍地 */
  home_code: number | null
  /** 户主 */
  head_name?: string | null
  /** 户类别 */
  target_group?: string | null
  /** 家庭人口 */
  residents?: number | null
  /** 在册人数 */
  members?: number | null
  /** 劳动力 */
  workers?: number | null
  /** 家庭年收入 */
  income_fen?: number | null
  /** 人均年收入 */
  income_per_head_fen?: number | null
  /** 留守儿童 */
  left_behind_children?: number | null
  /** 留守老人 */
  left_behind_elders?: number | null
  /** 承包地与山林 */
  land_rights?: string | null
  /** 帮扶计划 */
  help_plan?: string | null
  /** 帮扶责任人 */
  helper?: string | null
  /** 责任单位 */
  helper_unit?: string | null
  /** 零就业家庭 */
  zero_employment?: string | null
  /** 有技能成员 */
  has_skilled_member?: boolean | null
  /** 基金入股 */
  fund_share_fen?: number | null
  /** 就业地区 */
  work_code: number | null
  /** 建档时间 */
  created_at: string | null
  /** 更新时间 */
  updated_at: string | null
  /** 版本 */
  version: number
  members_list: PersonRow[]
}

/** 名单里的一户 */
export type HouseholdRow = {
  /** 内部编号 */
  id: string
  /** 户籍县 */
  county_id: number | null
  /** 户编号 */
  number?: string
  /** 户籍地 */
  home_unit?: number | null
  /** 户籍地 */
  home_code: number | null
  /** 户主 */
  head_name?: string | null
  /** 户类别 */
  target_group?: string | null
  /** 家庭人口 */
  residents?: number | null
  /** 在册人数 */
  members?: number | null
  /** 劳动力 */
  workers?: number | null
  /** 家庭年收入 */
  income_fen?: number | null
  /** 人均年收入 */
  income_per_head_fen?: number | null
  /** 留守儿童 */
  left_behind_children?: number | null
  /** 留守老人 */
  left_behind_elders?: number | null
  /** 承包地与山林 */
  land_rights?: string | null
  /** 帮扶计划 */
  help_plan?: string | null
  /** 帮扶责任人 */
  helper?: string | null
  /** 责任单位 */
  helper_unit?: string | null
  /** 零就业家庭 */
  zero_employment?: string | null
  /** 有技能成员 */
  has_skilled_member?: boolean | null
  /** 基金入股 */
  fund_share_fen?: number | null
  /** 就业地区 */
  work_code: number | null
  /** 建档时间 */
  created_at: string | null
  /** 更新时间 */
  updated_at: string | null
  /** 版本 */
  version: number
  region_name?: string
}

/** 家庭名单 */
export type HouseholdRowPage = {
  rows: HouseholdRow[]
  page: number
  size: number
  as_of: string
}

/** 更正证件号码 */
export type IdentifierCorrection = {
  id_number: string
  on?: string
  reason?: string
  belongs_to_other?: boolean
}

/** 一格的变化 */
export type ImportCell = {
  field: string
  label: string
  record: string
  before: string
  before_name?: string
  after: string
  after_name?: string
  owned: boolean
}

/** 一行的变化 */
export type ImportChange = {
  row: number
  sheet_row: number
  kind: 'new' | 'update' | 'same' | 'conflict'
  person: ImportPerson
  cells: ImportCell[]
  problem?: ImportProblem
}

/** 逐格预览 */
export type ImportChanges = {
  rows: ImportChange[]
  total: number
}

/** 文件的一列 */
export type ImportColumn = {
  index: number
  header: string
  field: string | null
  sure: boolean
  samples: string[]
}

/** 一列对应哪个字段 */
export type ImportColumnChoice = {
  index: number
  field?: string | null
}

/** 可以对应的字段 */
export type ImportField = {
  name: string
  label: string
  required: boolean
}

/** 执行导入 */
export type ImportGo = {
  good_rows_only?: boolean
}

/** 各列对应的字段 */
export type ImportMapping = {
  columns: ImportColumnChoice[]
}

/** 涉及的人 */
export type ImportPerson = {
  id: string
  name: string
}

/** 有问题的一格 */
export type ImportProblem = {
  row: number
  sheet_row: number
  column: string
  value: string
  code: string
  reason: string
  cure: string
  suggestion: string
  remark: boolean
}

/** 有问题的行 */
export type ImportProblems = {
  rows: ImportProblem[]
  total: number
}

/** 进度 */
export type ImportProgress = {
  done: number
  total: number
}

/** 一次导入 */
export type ImportRun = {
  id: string
  kind: 'roster' | 'posts' | 'employers' | 'claims' | 'households'
  file_name: string
  size: number
  state: 'uploaded' | 'mapped' | 'checking' | 'checked' | 'running' | 'done' | 'withdrawing' | 'withdrawn' | 'failed'
  by: string
  message: string
  good_rows_only: boolean
  columns: ImportColumn[]
  fields: ImportField[]
  totals: ImportTotals
  progress: ImportProgress
  job_id: string | null
  created_at: string
  finished_at: string | null
}

/** 导入记录 */
export type ImportRunRows = {
  rows: ImportRun[]
}

/** 行数 */
export type ImportTotals = {
  rows: number
  new: number
  update: number
  same: number
  conflict: number
  error: number
  remark: number
}

/** 意向 */
export type IntentionFile = {
  /** 内部编号 */
  id: string
  /** 户籍县 */
  county_id: number | null
  /** 人员 */
  person_id: string | null
  /** 意向地区 */
  want_regions?: string | null
  /** 意向层次 */
  want_tiers?: string | null
  /** 意向行业 */
  want_industries?: string | null
  /** 意向工种 */
  want_jobs?: string | null
  /** 期望月薪 */
  want_wage_fen?: number | null
  /** 公共服务需求 */
  want_services?: string | null
  /** 随行家属 */
  companions?: number | null
  /** 与谁同去 */
  together?: string | null
  /** 可以分开 */
  may_part?: string | null
  /** 同行小组 */
  travel_group?: string | null
  /** 带队人 */
  leads_group?: boolean | null
  /** 培训意愿 */
  want_training?: string | null
  /** 创业意愿 */
  want_business?: string | null
  /** 就读职校意愿 */
  want_school?: string | null
  /** 不外出原因 */
  not_going_reasons?: string | null
  /** 摸底日期 */
  asked_on?: string | null
  /** 更新时间 */
  updated_at: string | null
  /** 版本 */
  version: number
  want_regions_name?: string
}

/** 登记或更正意向 */
export type IntentionSave = {
  /** 意向地区 */
  want_regions?: string | null
  /** 意向层次 */
  want_tiers?: string | null
  /** 意向行业 */
  want_industries?: string | null
  /** 意向工种 */
  want_jobs?: string | null
  /** 期望月薪 */
  want_wage_fen?: number | null
  /** 公共服务需求 */
  want_services?: string | null
  /** 随行家属 */
  companions?: number | null
  /** 与谁同去 */
  together?: string | null
  /** 可以分开 */
  may_part?: string | null
  /** 同行小组 */
  travel_group?: string | null
  /** 带队人 */
  leads_group?: boolean | null
  /** 培训意愿 */
  want_training?: string | null
  /** 创业意愿 */
  want_business?: string | null
  /** 就读职校意愿 */
  want_school?: string | null
  /** 不外出原因 */
  not_going_reasons?: string | null
  /** 摸底日期 */
  asked_on?: string | null
  version?: number
}

/** 后台任务 */
export type Job = {
  id: string
  kind: string
  state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled'
  message: string
  created_at: string | null
  started_at: string | null
  finished_at: string | null
  steps: JobStep[]
  step: string
  result: unknown
}

/** 开始的任务 */
export type JobStarted = {
  job_id: string
}

/** 任务的一步 */
export type JobStep = {
  name: string
  label: string
  state: string
  done: number
  total: number
  seconds: number
}

/** 台账的一笔 */
export type LedgerRow = {
  id: string
  entry: string
  as_of: string
  rule_version: string | null
  outcome: string | null
  amount_fen: number
  payer: string | null
  pool: string | null
  reason: string | null
  missing: string | null
  actor: string
  created_at: string
  input_hash: string | null
  result_hash: string | null
}

/** 没有列入的一件 */
export type LeftOut = {
  claim_id: string
  name: string
  reason: string
}

/** 换清单的人数 */
export type ListMove = {
  proposal: string
  from: string
  to: string
  people: number
}

/** 在或不在一个清单的原因 */
export type ListReason = {
  list: 'task' | 'retention' | 'visit'
  on: boolean
  sentence: string
}

/** 互相更愿意的组合：本人更愿意去，岗位有空位或更愿意要他 */
export type MatchBlocking = {
  people_looked_at: number
  possible: number
  pairs: number
  people: number
}

/** 有多少人有合适的岗位 */
export type MatchCoverage = {
  none: number
  one: number
  five: number
}

/** 按预计到岗从低到高分十份 */
export type MatchDecile = {
  people: number
  arrived: number
  expected: number
}

/** 预计人数与九成五的范围 */
export type MatchExpected = {
  people: number
  low: number
  high: number
}

/** 方案制作时的指标 */
export type MatchIndicators = {
  filled: number
  unplaced: number
  arrive: MatchExpected
  stay1: MatchExpected
  stay3: MatchExpected
  stay6: MatchExpected
  coverage: MatchCoverage
  limits: MatchLimit[]
  shares: MatchShare[]
  rules: MatchRule[]
  rule_prices?: MatchRulePrice[]
  half_posts: number
  blocking?: MatchBlocking
  same: number
  changed: number
  fresh: number
  moved_from_refused: number
  left_out: MatchLeftOut[]
  flagged?: MatchLeftOut[]
}

/** 没有参加匹配的记录 */
export type MatchLeftOut = {
  kind: 'post' | 'person'
  id: string
  name?: string
  reason: string
}

/** 没有推荐的人卡在哪里 */
export type MatchLimit = {
  code: string
  label: string
  people: number
}

/** 实际结果 */
export type MatchObserved = {
  states: Record<string, number>
  reasons: Record<string, number>
  settled: number
  arrived: number
  expected: number
  retained: MatchRetained[]
  deciles: MatchDecile[]
}

/** 一项条件单独挡住多少 */
export type MatchPairLimit = {
  code: string
  label: string
  count: number
}

/** 一个县的名额与价格 */
export type MatchPlace = {
  code: number
  label: string
  posts: number
  openings: number
  placed: number
  price: number
}

/** 一份匹配方案 */
export type MatchPlanFile = {
  plan: MatchPlanRow
  weights_from?: string
  weights_note?: string
  indicators: MatchIndicators | null
  trades: MatchTrade[]
  places: MatchPlace[]
  observed: MatchObserved
  overall: MatchObserved
}

/** 匹配方案 */
export type MatchPlanRow = {
  id: string
  unit_id: number
  unit_name?: string
  objective: string
  scheme: string
  as_of: string | null
  job_id: string | null
  state: string
  workers: number
  posts: number
  openings: number
  placed: number
  kept: number
  value: number
  bound: number | null
  gap_ppb: number | null
  created_by: string
  created_at: string
}

/** 匹配方案 */
export type MatchPlanRowPage = {
  rows: MatchPlanRow[]
  page: number
  size: number
  as_of: string
}

/** 做一份匹配方案 */
export type MatchPlanStart = {
  as_of?: string
  objective?: 'retained' | 'stable'
  scheme?: 'full' | 'added'
}

/** 已开始 */
export type MatchPlanStarted = {
  id: string
  job_id: string
}

/** 方案里的一个岗位 */
export type MatchPostPrice = {
  post_id: string
  post_name: string
  employer_name: string
  trade: string
  place: string
  openings: number
  placed: number
  price: number
  next_best: number
}

/** 方案里的岗位 */
export type MatchPostPricePage = {
  rows: MatchPostPrice[]
  page: number
  size: number
  as_of: string
}

/** 到岗后几个月还在岗 */
export type MatchRetained = {
  months: number
  due: number
  stayed: number
  expected: number
}

/** 一条规则的价格：有它和没有它各算一次 */
export type MatchRule = {
  rule: 'priority' | 'reserved' | 'together'
  concerned: number
  placed_with: number
  placed_without: number
  stay3_with: number
  stay3_without: number
}

/** 一个条件的代价：没有它会多留岗多少人 */
export type MatchRulePrice = {
  code: string
  label: string
  concerned: number
  placed: number | null
  retained: number
  method: 'resolve' | 'dual'
}

/** 各类人的推荐比例 */
export type MatchShare = {
  by: 'sex' | 'age' | 'disability' | 'county'
  code: string
  label: string
  workers: number
  placed: number
  stay3: number
}

/** 一个工种的名额与价格 */
export type MatchTrade = {
  trade: string
  label: string
  posts: number
  openings: number
  placed: number
  price: number
}

/** 并入另一份档案 */
export type Merge = {
  into: string
  reason: string
}

/** 一个月 */
export type Month = {
  period?: string
  as_of?: string
  job: Job
  summary: MonthSummary | null
  files: MonthFile[]
}

/** 最近一个月的月度核定；月度只算账，申请仍按自己的步骤办理 */
export type MonthDecision = {
  period: string
  outcome: string
  amount_fen: number
}

/** 结果文件 */
export type MonthFile = {
  name: string
  size: number
}

/** 一项指标 */
export type MonthIndicator = {
  key: string
  section?: string
  label: string
  value: number
  unit: string
  share: string
  definition: string
}

/** 已开始 */
export type MonthStarted = {
  job_id: string
  period: string
}

/** 一个月的结果 */
export type MonthSummary = {
  period: string
  as_of: string
  reach?: string
  names_of?: number
  reach_code?: number
  by?: string
  seconds?: Record<string, number>
  people: number
  on_post: number
  retention: number
  task: number
  visit: number
  findings?: Record<string, number>
  placed?: number
  pay_fen?: number
  rejected?: number
  lists?: unknown
  match?: unknown
  decide?: unknown
  indicators: MonthIndicator[]
}

/** 办过的月份 */
export type Months = {
  rows: Month[]
}

/** 一次公示的名单 */
export type NoticeFile = {
  /** 内部编号 */
  id: string
  /** 县 */
  county_id: number | null
  /** 公示地 */
  home_code: number | null
  /** 就业地区 */
  work_code: number | null
  /** 公示形式 */
  profile: string | null
  /** 标题 */
  title: string
  /** 异议期 */
  period: string | null
  /** 公示日 */
  opened_on: string
  /** 异议期至 */
  closes_on: string
  /** 展示至 */
  retain_until: string
  /** 撤下日期 */
  taken_down_on: string | null
  /** 撤下原因 */
  taken_down_why: string | null
  /** 人数 */
  lines: number | null
  /** 合计 */
  total_fen: number | null
  /** 发布人 */
  created_by: string | null
  /** 登记时间 */
  created_at: string | null
  /** 更新时间 */
  updated_at: string | null
  /** 版本 */
  version: number
  place: string
  state: 'open' | 'over' | 'taken_down' | 'expired'
  line_rows: NoticeLine[]
  objections: ObjectionRow[]
}

/** 公示名单 */
export type NoticeLine = {
  /** 内部编号 */
  id: string
  /** 县 */
  county_id: number | null
  /** 户籍地 */
  home_code: number | null
  /** 就业地区 */
  work_code: number | null
  /** 公示 */
  notice_id: string | null
  /** 申请 */
  claim_id: string | null
  /** 序号 */
  position: number | null
  /** 姓名 */
  name: string
  /** 村（社区） */
  place: string
  /** 规则 */
  rule: string
  /** 补贴项目 */
  title: string
  /** 金额 */
  amount_fen: number
}

/** 发布公示 */
export type NoticePlan = {
  claims?: string[]
  profiles: string[]
  days?: number
  counted_in?: 'calendar_days' | 'working_days'
  retain_days?: number
  posted_on?: string | null
  reviewed_on?: string | null
}

/** 一次公示 */
export type NoticeRow = {
  /** 内部编号 */
  id: string
  /** 县 */
  county_id: number | null
  /** 公示地 */
  home_code: number | null
  /** 就业地区 */
  work_code: number | null
  /** 公示形式 */
  profile: string | null
  /** 标题 */
  title: string
  /** 异议期 */
  period: string | null
  /** 公示日 */
  opened_on: string
  /** 异议期至 */
  closes_on: string
  /** 展示至 */
  retain_until: string
  /** 撤下日期 */
  taken_down_on: string | null
  /** 撤下原因 */
  taken_down_why: string | null
  /** 人数 */
  lines: number | null
  /** 合计 */
  total_fen: number | null
  /** 发布人 */
  created_by: string | null
  /** 登记时间 */
  created_at: string | null
  /** 更新时间 */
  updated_at: string | null
  /** 版本 */
  version: number
  place: string
  state: 'open' | 'over' | 'taken_down' | 'expired'
}

/** 公示名单 */
export type NoticeRowPage = {
  rows: NoticeRow[]
  page: number
  size: number
  as_of: string
}

/** 发布的公示 */
export type NoticesOpened = {
  rows: NoticeRow[]
}

/** 改一个数：规则的一个参数自某日起 */
export type NumberChange = {
  rule: string
  parameter: string
  value: string
  from?: string | null
}

/** 答复异议 */
export type ObjectionAnswer = {
  upheld: boolean
  answer: string
}

/** 记录异议 */
export type ObjectionNew = {
  claim: string
  said_by?: string
  text: string
}

/** 一条异议 */
export type ObjectionRow = {
  id: string
  claim_id: string
  said_by: string
  text: string
  received_on: string
  state: string
  answer: string | null
  answered_by: string | null
  answered_on: string | null
}

/** 一次比对的结果 */
export type ObservationFile = {
  /** 内部编号 */
  id: string
  /** 户籍县 */
  county_id: number | null
  /** 人员 */
  person_id: string | null
  /** 月份 */
  period: string | null
  /** 登记库 */
  registry: string | null
  /** 比对方式 */
  match_kind: string | null
  /** 库中状态 */
  state: string | null
  /** 职工参保 */
  insured: boolean | null
  /** 起始年月 */
  since: string | null
  /** 库中单位代码 */
  employer_code: string | null
  /** 库中单位 */
  employer_name: string | null
  /** 修复 */
  repair: string | null
  /** 行号 */
  row_number: number | null
  /** 文件 */
  file_name: string | null
  /** 文件校验 */
  file_hash: string | null
  /** 结论 */
  finding: string | null
  /** 提示 */
  flags: string | null
  /** 记录时间 */
  created_at: string | null
  repair_words: string
}

/** 本人的答复 */
export type OfferAnswer = {
  version: number
  accept: boolean
  reason?: string
  note?: string
  on?: string
  alone?: boolean
}

/** 办了多少 */
export type OfferBatch = {
  done: number
  skipped: OfferSkipped[]
}

/** 和谁同去；姓名只给户籍地 */
export type OfferBond = {
  kind: string
  place: string
  alone: string
  others: number
  people?: OfferCompanion[]
}

/** 同行的一人 */
export type OfferCompanion = {
  offer_id: string
  person_id: string
  name: string
  state: string
  post_name: string
  place: string
}

/** 登记出发 */
export type OfferDeparture = {
  version: number
  on?: string
}

/** 一条推荐；看不到的成员不出现（D7） */
export type OfferRow = {
  id: string
  version: number
  state: string
  overdue: boolean
  plan_id: string
  post_id: string
  post_name: string
  employer_name: string
  place: string
  wage_min_fen: number | null
  wage_max_fen: number | null
  county_name: string
  tier: string
  person_id?: string
  person_name?: string
  phone?: string
  home?: string
  age_band?: string
  trades?: string
  value?: number
  price?: number
  p_arrive?: number
  p_stay1?: number
  p_stay3?: number
  p_stay6?: number
  reasons_for?: string[]
  reasons_against?: string[]
  priority?: boolean
  better_posts?: number
  confirmed_by?: string | null
  confirmed_on: string | null
  told_on: string | null
  expires_on: string | null
  answered_on: string | null
  answer_reason?: string | null
  answer_note?: string | null
  departed_on: string | null
  spell_id?: string | null
  bond: OfferBond | null
  updated_at: string
  may: string[]
}

/** 岗位推荐名单 */
export type OfferRowPage = {
  rows: OfferRow[]
  page: number
  size: number
  as_of: string
}

/** 要办的推荐：编号，或一份方案里全部该办的 */
export type OfferSelection = {
  ids?: string[]
  plan?: string
  dry_run?: boolean
}

/** 没有办的 */
export type OfferSkipped = {
  id: string
  reason: string
}

/** 登记已告知 */
export type OfferTelling = {
  ids?: string[]
  plan?: string
  dry_run?: boolean
  on?: string
  days?: number
}

/** 办理之后 */
export type OfferVersion = {
  id: string
  version: number
  state: string
}

/** 逾期的推荐数 */
export type OffersExpired = {
  expired: number
}

/** 一次性密码，只给这一次 */
export type OneTimePassword = {
  id: number
  version: number
  password: string
}

/** OpenAPI 3.1 文档 */
export type OpenApi = {
  openapi: string
  info: Record<string, unknown>
  paths: Record<string, Record<string, unknown>>
  components: Record<string, unknown>
}

/** 区划之外的单位 */
export type OutsideUnit = {
  id: number
  code: number
  kind: string
  name: string
  parent_id: number
  parent_name: string
  valid_from: string | null
  valid_to: string | null
  open: boolean
  employer_id: string | null
  employer_name: string
  accounts: number
  version: number
}

/** 改单位 */
export type OutsideUnitEdit = {
  version: number
  name?: string
  valid_from?: string | null
  valid_to?: string | null
  employer_id?: string | null
}

/** 新建单位 */
export type OutsideUnitNew = {
  kind: string
  parent_id: number
  name: string
  code?: number | null
  valid_from?: string | null
  valid_to?: string | null
  employer_id?: string | null
}

/** 区划之外的单位 */
export type OutsideUnitRows = {
  rows: OutsideUnit[]
}

/** 已核对的纸质原件 */
export type PaperSeen = {
  document: string
  note?: string
  valid_to?: string | null
}

/** 修改自己的密码 */
export type PasswordChange = {
  old_password: string
  new_password: string
}

/** 发放明细 */
export type Payment = {
  /** 内部编号 */
  id: string
  /** 县 */
  county_id: number | null
  /** 发放地 */
  home_code: number | null
  /** 就业地区 */
  work_code: number | null
  /** 批次 */
  batch_id: string | null
  /** 序号 */
  position: number | null
  /** 申请县 */
  claim_county: number | null
  /** 申请 */
  claim_id: string | null
  /** 户名 */
  payee_name: string
  /** 账号 */
  account: string
  /** 金额 */
  amount_fen: number
  /** 状态 */
  state: string | null
  /** 银行流水号 */
  bank_reference: string | null
  /** 未到账原因 */
  failure: string | null
  /** 入账日期 */
  settled_on: string | null
  /** 更新时间 */
  updated_at: string | null
  /** 版本 */
  version: number
}

/** 适合的人 */
export type PeopleForPost = {
  rows: SuggestedPerson[]
  feasible: number
  people: number
  anonymous: boolean
}

/** 人员 */
export type PersonEdit = {
  /** 姓名 */
  name?: string
  /** 性别 */
  sex?: string | null
  /** 出生日期 */
  birth?: string | null
  /** 民族 */
  ethnicity?: string | null
  /** 文化程度 */
  education?: string | null
  /** 在校生状况 */
  student_status?: string | null
  /** 健康状况 */
  health?: string | null
  /** 技能水平 */
  skill_level?: string | null
  /** 劳动技能 */
  trades?: string | null
  /** 职业资格证书 */
  certificates?: string | null
  /** 联系电话 */
  phone?: string | null
  /** 银行账号 */
  bank_account?: string | null
  /** 配偶身份证号 */
  spouse_number?: string | null
  /** 户籍地 */
  home_unit?: number | null
  /** 户编号 */
  household_number?: string | null
  /** 人编号 */
  person_number?: string | null
  /** 与户主关系 */
  relation?: string | null
  /** 人员类别 */
  target_group?: string | null
  /** 同时属于 */
  other_groups?: string | null
  /** 类别自 */
  target_group_from?: string | null
  /** 类别至 */
  target_group_to?: string | null
  /** 核实状态 */
  verification?: string | null
  /** 核实日期 */
  verified_on?: string | null
  /** 就业状态 */
  employment?: string | null
  /** 状态起始日 */
  employment_since?: string | null
  /** 劳动能力 */
  ability?: string | null
  /** 外出意愿 */
  willingness?: string | null
  /** 在册状态 */
  register_status?: string | null
  /** 最近联系 */
  last_contact_on?: string | null
  /** 劳务卡号 */
  labour_card_number?: string | null
  /** 劳务卡发放日 */
  labour_card_on?: string | null
  /** 明白卡发放日 */
  rights_card_on?: string | null
  /** 介绍人 */
  introducer?: string | null
  /** 服务需求 */
  service_needs?: string | null
  /** 备注 */
  note?: string | null
  /** 版本 */
  version: number
}

/** 一人一档 */
export type PersonFile = {
  person: PersonRow
  household: HouseholdFile | null
  spells: SpellFile[]
  intention: IntentionFile | null
  identifiers: PersonIdentifier[]
  observations: ObservationFile[]
  list_reasons: ListReason[]
  completeness: Completeness
  matches: PersonMatch[]
}

/** 证件 */
export type PersonIdentifier = {
  /** 内部编号 */
  id: string
  /** 户籍县 */
  county_id: number | null
  /** 人员 */
  person_id: string | null
  /** 证件种类 */
  kind?: string | null
  /** 证件号码 */
  value?: string | null
  /** 状态 */
  status: string | null
  /** 启用日 */
  valid_from?: string | null
  /** 停用日 */
  valid_to?: string | null
}

/** 推荐过的岗位 */
export type PersonMatch = {
  period: string
  state: string | null
  p_arrive: string
  p_stay1: string
  p_stay3: string
  p_stay6: string
  reasons_for: string[]
  reasons_against: string[]
  post_id: string
  post_name: string
  employer_name: string
  wage_min_fen: number
  wage_max_fen: number
}

/** 登记一人 */
export type PersonRegistration = {
  /** 姓名 */
  name: string
  /** 性别 */
  sex?: string | null
  /** 出生日期 */
  birth?: string | null
  /** 民族 */
  ethnicity?: string | null
  /** 文化程度 */
  education?: string | null
  /** 在校生状况 */
  student_status?: string | null
  /** 健康状况 */
  health?: string | null
  /** 技能水平 */
  skill_level?: string | null
  /** 劳动技能 */
  trades?: string | null
  /** 职业资格证书 */
  certificates?: string | null
  /** 联系电话 */
  phone?: string | null
  /** 银行账号 */
  bank_account?: string | null
  /** 配偶身份证号 */
  spouse_number?: string | null
  /** 户籍地 */
  home_unit?: number | null
  /** 户编号 */
  household_number?: string | null
  /** 人编号 */
  person_number?: string | null
  /** 与户主关系 */
  relation?: string | null
  /** 人员类别 */
  target_group?: string | null
  /** 同时属于 */
  other_groups?: string | null
  /** 类别自 */
  target_group_from?: string | null
  /** 类别至 */
  target_group_to?: string | null
  /** 核实状态 */
  verification?: string | null
  /** 核实日期 */
  verified_on?: string | null
  /** 就业状态 */
  employment?: string | null
  /** 状态起始日 */
  employment_since?: string | null
  /** 劳动能力 */
  ability?: string | null
  /** 外出意愿 */
  willingness?: string | null
  /** 在册状态 */
  register_status?: string | null
  /** 最近联系 */
  last_contact_on?: string | null
  /** 劳务卡号 */
  labour_card_number?: string | null
  /** 劳务卡发放日 */
  labour_card_on?: string | null
  /** 明白卡发放日 */
  rights_card_on?: string | null
  /** 介绍人 */
  introducer?: string | null
  /** 服务需求 */
  service_needs?: string | null
  /** 备注 */
  note?: string | null
  id_number?: string
  identifier_kind?: string
}

/** 名单里的一人 */
export type PersonRow = {
  /** 内部编号 */
  id: string
  /** 户籍县 */
  county_id: number | null
  /** 姓名 */
  name?: string
  /** 姓名拼音 */
  name_pinyin?: string | null
  /** 拼音首字母 */
  name_initials?: string | null
  /** 性别 */
  sex?: string | null
  /** 出生日期 */
  birth?: string | null
  /** 民族 */
  ethnicity?: string | null
  /** 文化程度 */
  education?: string | null
  /** 在校生状况 */
  student_status?: string | null
  /** 健康状况 */
  health?: string | null
  /** 技能水平 */
  skill_level?: string | null
  /** 劳动技能 */
  trades?: string | null
  /** 职业资格证书 */
  certificates?: string | null
  /** 联系电话 */
  phone?: string | null
  /** 银行账号 */
  bank_account?: string | null
  /** 配偶身份证号 */
  spouse_number?: string | null
  /** 户籍地 */
  home_unit?: number | null
  /** 户籍地 */
  home_code?: number | null
  /** 家庭 */
  household_id?: string | null
  /** 户编号 */
  household_number?: string | null
  /** 人编号 */
  person_number?: string | null
  /** 与户主关系 */
  relation?: string | null
  /** 人员类别 */
  target_group?: string | null
  /** 同时属于 */
  other_groups?: string | null
  /** 类别自 */
  target_group_from?: string | null
  /** 类别至 */
  target_group_to?: string | null
  /** 曾属类别 */
  former_groups?: string | null
  /** 核实状态 */
  verification?: string | null
  /** 核实日期 */
  verified_on?: string | null
  /** 就业状态 */
  employment?: string | null
  /** 状态起始日 */
  employment_since?: string | null
  /** 劳动能力 */
  ability?: string | null
  /** 外出意愿 */
  willingness?: string | null
  /** 在册状态 */
  register_status?: string | null
  /** 所在清单 */
  list?: string | null
  /** 比对结论 */
  finding?: string | null
  /** 就业地区 */
  work_code?: number | null
  /** 就业层次 */
  tier?: string | null
  /** 就业单位 */
  employer_name?: string | null
  /** 就业岗位 */
  post_name?: string | null
  /** 月工资 */
  wage_fen?: number | null
  /** 最近联系 */
  last_contact_on?: string | null
  /** 五清 */
  clear_five?: number | null
  /** 四清 */
  clear_four?: number | null
  /** 劳务卡号 */
  labour_card_number?: string | null
  /** 劳务卡发放日 */
  labour_card_on?: string | null
  /** 明白卡发放日 */
  rights_card_on?: string | null
  /** 介绍人 */
  introducer?: string | null
  /** 服务需求 */
  service_needs?: string | null
  /** 备注 */
  note?: string | null
  /** 证件状态 */
  identity_status?: string | null
  /** 并入 */
  merged_into?: string | null
  /** 建档时间 */
  created_at: string | null
  /** 更新时间 */
  updated_at: string | null
  /** 版本 */
  version: number
  age: number | null
  id_number?: string
  region_name?: string
  work_region_name?: string | null
}

/** 人员名单 */
export type PersonRowPage = {
  rows: PersonRow[]
  page: number
  size: number
  as_of: string
}

/** 一个资金池 */
export type PoolLine = {
  key: string
  label: string
  before_fen: number
  after_fen: number
  before: number
  after: number
  budget_fen: number | null
  waiting: number
  waiting_fen: number
  exhausted_on: string | null
}

/** 岗位 */
export type PostEdit = {
  /** 岗位编号 */
  external_id?: string | null
  /** 岗位名称 */
  name?: string
  /** 单位代码 */
  employer_code?: string | null
  /** 用人单位 */
  employer_name?: string | null
  /** 工作地区 */
  region_code?: number | null
  /** 工种 */
  trade?: string | null
  /** 招聘人数 */
  openings?: number
  /** 技能等级 */
  skill_grade?: string | null
  /** 最低月薪 */
  wage_min_fen?: number | null
  /** 最高月薪 */
  wage_max_fen?: number | null
  /** 计件 */
  piece_rate?: boolean | null
  /** 最小年龄 */
  age_min?: number | null
  /** 最大年龄 */
  age_max?: number | null
  /** 最低学历 */
  education_min?: string | null
  /** 证书要求 */
  certificates?: string | null
  /** 健康要求 */
  health?: string | null
  /** 性别限定 */
  sex_required?: string | null
  /** 限定的法律依据 */
  lawful_basis?: string | null
  /** 有效期起 */
  valid_from?: string | null
  /** 有效期止 */
  valid_to?: string | null
  /** 定向地区 */
  reserved_region?: number | null
  /** 有宿舍 */
  dormitory?: boolean | null
  /** 有食堂 */
  canteen?: boolean | null
  /** 夫妻房 */
  couple_room?: boolean | null
  /** 在岗同乡 */
  staff_by_origin?: string | null
  /** 备注 */
  note?: string | null
  /** 版本 */
  version: number
}

/** 岗位 */
export type PostNew = {
  /** 岗位编号 */
  external_id?: string | null
  /** 岗位名称 */
  name: string
  /** 单位代码 */
  employer_code?: string | null
  /** 用人单位 */
  employer_name?: string | null
  /** 工作地区 */
  region_code?: number | null
  /** 工种 */
  trade?: string | null
  /** 招聘人数 */
  openings: number
  /** 技能等级 */
  skill_grade?: string | null
  /** 最低月薪 */
  wage_min_fen?: number | null
  /** 最高月薪 */
  wage_max_fen?: number | null
  /** 计件 */
  piece_rate?: boolean | null
  /** 最小年龄 */
  age_min?: number | null
  /** 最大年龄 */
  age_max?: number | null
  /** 最低学历 */
  education_min?: string | null
  /** 证书要求 */
  certificates?: string | null
  /** 健康要求 */
  health?: string | null
  /** 性别限定 */
  sex_required?: string | null
  /** 限定的法律依据 */
  lawful_basis?: string | null
  /** 有效期起 */
  valid_from?: string | null
  /** 有效期止 */
  valid_to?: string | null
  /** 定向地区 */
  reserved_region?: number | null
  /** 有宿舍 */
  dormitory?: boolean | null
  /** 有食堂 */
  canteen?: boolean | null
  /** 夫妻房 */
  couple_room?: boolean | null
  /** 在岗同乡 */
  staff_by_origin?: string | null
  /** 备注 */
  note?: string | null
}

/** 名单里的一个岗位 */
export type PostRow = {
  /** 内部编号 */
  id: string
  /** 岗位编号 */
  external_id: string | null
  /** 岗位名称 */
  name: string
  /** 单位代码 */
  employer_code: string | null
  /** 用人单位 */
  employer_name: string | null
  /** 工作地区 */
  region_code: number | null
  /** 工种 */
  trade: string | null
  /** 招聘人数 */
  openings: number
  /** 已匹配 */
  placed: number | null
  /** 技能等级 */
  skill_grade: string | null
  /** 最低月薪 */
  wage_min_fen: number | null
  /** 最高月薪 */
  wage_max_fen: number | null
  /** 计件 */
  piece_rate: boolean | null
  /** 最小年龄 */
  age_min: number | null
  /** 最大年龄 */
  age_max: number | null
  /** 最低学历 */
  education_min: string | null
  /** 证书要求 */
  certificates: string | null
  /** 健康要求 */
  health: string | null
  /** 性别限定 */
  sex_required: string | null
  /** 限定的法律依据 */
  lawful_basis: string | null
  /** 有效期起 */
  valid_from: string | null
  /** 有效期止 */
  valid_to: string | null
  /** 定向地区 */
  reserved_region: number | null
  /** 有宿舍 */
  dormitory: boolean | null
  /** 有食堂 */
  canteen: boolean | null
  /** 夫妻房 */
  couple_room: boolean | null
  /** 在岗同乡 */
  staff_by_origin: string | null
  /** 状态 */
  state: string | null
  /** 收集单位 */
  collected_by: number | null
  /** 发布单位 */
  published_by: number | null
  /** 发布日 */
  published_on: string | null
  /** 备注 */
  note: string | null
  /** 登记时间 */
  created_at: string | null
  /** 更新时间 */
  updated_at: string | null
  /** 版本 */
  version: number
  work_region_name?: string
  reserved_region_name?: string
  staff_by_origin_name?: string
  collected_by_name?: string
  published_by_name?: string
}

/** 岗位名单 */
export type PostRowPage = {
  rows: PostRow[]
  page: number
  size: number
  as_of: string
}

/** 适合我的活 */
export type PostsForPerson = {
  rows: SuggestedPost[]
  feasible: number
  posts: number
  limits: MatchPairLimit[]
  plan_id: string | null
  plan_on: string | null
  offer: OfferRow | null
}

/** 网上公示的一行 */
export type PublicLine = {
  position: number
  name: string
  place: string
  title: string
  amount_fen: number
}

/** 理由 */
export type Reason = {
  reason: string
}

/** 回盘的结果 */
export type Receipt = {
  rows: number
  paid: number
  failed: number
  waiting: number
  problems: ReceiptProblem[]
  batch: BatchRow
}

/** 回盘里没有收下的一行 */
export type ReceiptProblem = {
  row: number
  column: string
  value: string
  reason: string
  cure: string
}

/** 一种记录的字段表 */
export type RecordMeta = {
  name: string
  label: string
  label_en: string
  fields: Field[]
  groups: FieldGroup[]
}

/** 字段表 */
export type RecordsMeta = {
  records: RecordMeta[]
}

/** 找到的地区 */
export type RegionHit = {
  id: number
  name: string
  kind: string
  code: number
  path: string
}

/** 找到的地区 */
export type RegionHitRows = {
  rows: RegionHit[]
}

/** 地区树的一级 */
export type RegionNode = {
  id: number
  code: number
  name: string
  kind: string
  people: number
  on_post: number
  task: number
  retention: number
  visit: number
  fresh_at: string | null
  has_children: boolean
}

/** 从省到本级的一级 */
export type RegionStep = {
  id: number
  name: string
  kind: string
  code: number
}

/** 从省到本级 */
export type RegionStepRows = {
  rows: RegionStep[]
}

/** 下级地区 */
export type Regions = {
  rows: RegionNode[]
  outside: RegionNode[]
}

/** 答复一件申请 */
export type RequestDecision = {
  accept: boolean
  reason?: string
}

/** 提出的申请数 */
export type Requested = {
  requests: number
}

/** 查看完整号码 */
export type Reveal = {
  field: 'id_number' | 'phone' | 'bank_account'
  purpose: string
}

/** 完整号码 */
export type Revealed = {
  value: string
}

/** 一条待核对，两边并排 */
export type Review = {
  id: string
  person_id: string
  person_name: string
  region_name: string
  registry: string
  registry_label: string
  registry_row: number
  match: string
  probability: number
  weight: number
  rivals: number
  repair: string
  purpose: 'match' | 'correction'
  state: 'open' | 'second' | 'accepted' | 'rejected' | 'unsure'
  changes_state: boolean
  finding: string
  finding_if: string
  decided_by: string
  decided_at: string | null
  second_by: string
  second_at: string | null
  may_decide: boolean
  fields: ReviewField[]
  agreeing: ReviewAgreeing[]
  file_name: string
  registry_offset: number
}

/** 号码一致的一个登记库 */
export type ReviewAgreeing = {
  registry: string
  file_name: string
  row: number
}

/** 核对结论 */
export type ReviewDecision = {
  decision: 'same' | 'different' | 'unsure'
  note?: string
}

/** 并排的一项 */
export type ReviewField = {
  field: string
  label: string
  level: string
  level_label: string
  roster: ReviewPiece[]
  registry: ReviewPiece[]
}

/** 一段文字 */
export type ReviewPiece = {
  text: string
  differs: boolean
}

/** 一条待核对 */
export type ReviewRow = {
  id: string
  person_id: string
  person_name: string
  region_name: string
  registry: string
  registry_label: string
  registry_row: number
  match: string
  probability: number
  weight: number
  rivals: number
  repair: string
  purpose: 'match' | 'correction'
  state: 'open' | 'second' | 'accepted' | 'rejected' | 'unsure'
  changes_state: boolean
  finding: string
  finding_if: string
  decided_by: string
  decided_at: string | null
  second_by: string
  second_at: string | null
  may_decide: boolean
}

/** 待核对名单 */
export type ReviewRowPage = {
  rows: ReviewRow[]
  page: number
  size: number
  as_of: string
}

/** 改草案；不写的不改 */
export type RuleDraftEdit = {
  version?: number
  rows?: GridRow[]
  parameters?: AddedValue[]
  new_version?: string
  starts_on?: string | null
  note?: string
  county?: string
  cases?: string
}

/** 一份规则草案：决策表、参数、检查的结果 */
export type RuleDraftFile = {
  id: string
  rule: string
  rule_title: string
  base_version: string
  new_version: string
  starts_on: string | null
  note: string
  state: string
  county: string
  county_name: string
  table_changed: boolean
  version: number
  unit_name: string
  created_by: string
  updated_at: string
  article: string
  document: string
  article_text: string
  hit_policy: string
  inputs: DraftHead[]
  outputs: DraftHead[]
  annotations: DraftHead[]
  rows: GridRow[]
  parameters: RuleParameter[]
  added: AddedValue[]
  check: DraftCheck
  cases: string
  own_county: string
  own_county_name: string
  may_publish: boolean
  may_not_publish: string
  authors: string[]
  author_names: string[]
}

/** 一份规则草案 */
export type RuleDraftLine = {
  id: string
  rule: string
  rule_title: string
  base_version: string
  new_version: string
  starts_on: string | null
  note: string
  state: string
  county: string
  county_name: string
  table_changed: boolean
  version: number
  unit_name: string
  created_by: string
  updated_at: string
}

/** 规则草案 */
export type RuleDraftLinePage = {
  rows: RuleDraftLine[]
  page: number
  size: number
  as_of: string
}

/** 起草 */
export type RuleDraftNew = {
  rule: string
}

/** 规则的一个参数 */
export type RuleParameter = {
  name: string
  value: string
  from: string
  to: string | null
  unit: string
  county: string
  county_name: string
  article: string
  document: string
  floor: string
  cap: string
}

/** 一次发布 */
export type RulePublicationLine = {
  id: string
  seq: number
  rule: string
  rule_version: string
  kind: string
  county_name: string
  starts_on: string | null
  terms: string
  article: string
  document: string
  note: string
  drafted_by: string
  approved_by: string
  hash: string
  published_at: string
}

/** 在系统里发布过的规则 */
export type RulePublicationLinePage = {
  rows: RulePublicationLine[]
  page: number
  size: number
  as_of: string
}

/** 找到的一项 */
export type SearchHit = {
  kind: 'person' | 'employer' | 'post'
  id: string
  title: string
  subtitle: string
  hit: string
}

/** 找到的 */
export type SearchResult = {
  rows: SearchHit[]
  complete: boolean
}

/** 登录的人 */
export type Session = {
  account: string
  name: string
  unit: SessionUnit
  grants: SessionGrant[]
  permissions: string[]
  password_due: boolean
  demo: boolean
}

/** 一项授权 */
export type SessionGrant = {
  role: string
  role_label: string
  unit_id: number
  unit_name: string
  side: string
}

/** 所在单位 */
export type SessionUnit = {
  id: number
  name: string
  kind: string
  code: number
}

/** 网上公示 */
export type ShownNotice = {
  id: string
  title: string
  place: string
  opened_on: string
  closes_on: string
  period: string
  lines: PublicLine[]
}

/** 网上公示 */
export type ShownNoticeRows = {
  rows: ShownNotice[]
}

/** 登录 */
export type SignIn = {
  account: string
  password: string
}

/** 确认到岗 */
export type SpellArrival = {
  version: number
  on?: string
}

/** 就业经历 */
export type SpellEdit = {
  /** 状态 */
  state?: string | null
  /** 用人单位 */
  employer_id?: number | null
  /** 统一社会信用代码 */
  unit_code?: string | null
  /** 就业单位 */
  employer_name?: string | null
  /** 就业岗位 */
  post_name?: string | null
  /** 岗位编号 */
  post_number?: string | null
  /** 工种 */
  trade?: string | null
  /** 介绍机构 */
  broker_unit?: number | null
  /** 就业地区 */
  work_code?: number | null
  /** 月工资 */
  wage_fen?: number | null
  /** 工资已发 */
  wage_paid?: boolean | null
  /** 开始务工时间 */
  start_on?: string | null
  /** 结束务工时间 */
  end_on?: string | null
  /** 合同开始 */
  contract_start?: string | null
  /** 合同结束 */
  contract_end?: string | null
  /** 合同类型 */
  contract_kind?: string | null
  /** 参保起 */
  insured_from?: string | null
  /** 参保止 */
  insured_to?: string | null
  /** 就业满意度 */
  satisfaction?: string | null
  /** 转岗需求 */
  wants_change?: string | null
  /** 子女入学 */
  child_schooling?: string | null
  /** 随迁家属 */
  companions?: number | null
  /** 就业形式 */
  form?: string | null
  /** 就业类别 */
  employment_class?: string | null
  /** 所属行业 */
  sector?: string | null
  /** 就业渠道 */
  channel?: string | null
  /** 有组织输出 */
  organised?: boolean | null
  /** 点对点输送 */
  point_to_point?: boolean | null
  /** 首次来此地 */
  first_time_in?: boolean | null
  /** 基地企业 */
  base_enterprise?: boolean | null
  /** 定向岗位 */
  reserved_post?: boolean | null
  /** 离岗原因 */
  end_reason?: string | null
  /** 转岗原因 */
  change_reason?: string | null
  /** 版本 */
  version: number
}

/** 离开 */
export type SpellEnd = {
  version: number
  on?: string
  reason?: string
  returned?: boolean
}

/** 一段就业经历 */
export type SpellFile = {
  /** 内部编号 */
  id: string
  /** 户籍县 */
  county_id: number | null
  /** 人员 */
  person_id: string | null
  /** 户籍地 */
  home_code?: number | null
  /** 经办单位 */
  steward_unit: number | null
  /** 状态 */
  state?: string | null
  /** 用人单位 */
  employer_id?: number | null
  /** 统一社会信用代码 */
  unit_code?: string | null
  /** 就业单位 */
  employer_name?: string | null
  /** 就业岗位 */
  post_name?: string | null
  /** 岗位编号 */
  post_number?: string | null
  /** 工种 */
  trade?: string | null
  /** 介绍机构 */
  broker_unit?: number | null
  /** 就业地区 */
  work_code?: number | null
  /** 就业层次 */
  tier?: string | null
  /** 月工资 */
  wage_fen?: number | null
  /** 工资已发 */
  wage_paid?: boolean | null
  /** 开始务工时间 */
  start_on?: string | null
  /** 结束务工时间 */
  end_on?: string | null
  /** 合同开始 */
  contract_start?: string | null
  /** 合同结束 */
  contract_end?: string | null
  /** 合同类型 */
  contract_kind?: string | null
  /** 参保起 */
  insured_from?: string | null
  /** 参保止 */
  insured_to?: string | null
  /** 就业满意度 */
  satisfaction?: string | null
  /** 转岗需求 */
  wants_change?: string | null
  /** 子女入学 */
  child_schooling?: string | null
  /** 随迁家属 */
  companions?: number | null
  /** 就业形式 */
  form?: string | null
  /** 就业类别 */
  employment_class?: string | null
  /** 所属行业 */
  sector?: string | null
  /** 就业渠道 */
  channel?: string | null
  /** 有组织输出 */
  organised?: boolean | null
  /** 点对点输送 */
  point_to_point?: boolean | null
  /** 首次来此地 */
  first_time_in?: boolean | null
  /** 基地企业 */
  base_enterprise?: boolean | null
  /** 定向岗位 */
  reserved_post?: boolean | null
  /** 离岗原因 */
  end_reason?: string | null
  /** 转岗原因 */
  change_reason?: string | null
  /** 来源 */
  source?: string | null
  /** 登记时间 */
  created_at: string | null
  /** 更新时间 */
  updated_at: string | null
  /** 版本 */
  version: number
  work_region_name?: string
  steward_unit_name?: string
  broker_unit_name?: string
  may_edit: boolean
  may_confirm: boolean
  may_report: boolean
}

/** 就业经历 */
export type SpellNew = {
  /** 状态 */
  state?: string | null
  /** 用人单位 */
  employer_id?: number | null
  /** 统一社会信用代码 */
  unit_code?: string | null
  /** 就业单位 */
  employer_name?: string | null
  /** 就业岗位 */
  post_name?: string | null
  /** 岗位编号 */
  post_number?: string | null
  /** 工种 */
  trade?: string | null
  /** 介绍机构 */
  broker_unit?: number | null
  /** 就业地区 */
  work_code?: number | null
  /** 月工资 */
  wage_fen?: number | null
  /** 工资已发 */
  wage_paid?: boolean | null
  /** 开始务工时间 */
  start_on?: string | null
  /** 结束务工时间 */
  end_on?: string | null
  /** 合同开始 */
  contract_start?: string | null
  /** 合同结束 */
  contract_end?: string | null
  /** 合同类型 */
  contract_kind?: string | null
  /** 参保起 */
  insured_from?: string | null
  /** 参保止 */
  insured_to?: string | null
  /** 就业满意度 */
  satisfaction?: string | null
  /** 转岗需求 */
  wants_change?: string | null
  /** 子女入学 */
  child_schooling?: string | null
  /** 随迁家属 */
  companions?: number | null
  /** 就业形式 */
  form?: string | null
  /** 就业类别 */
  employment_class?: string | null
  /** 所属行业 */
  sector?: string | null
  /** 就业渠道 */
  channel?: string | null
  /** 有组织输出 */
  organised?: boolean | null
  /** 点对点输送 */
  point_to_point?: boolean | null
  /** 首次来此地 */
  first_time_in?: boolean | null
  /** 基地企业 */
  base_enterprise?: boolean | null
  /** 定向岗位 */
  reserved_post?: boolean | null
  /** 离岗原因 */
  end_reason?: string | null
  /** 转岗原因 */
  change_reason?: string | null
}

/** 名单里的一段经历 */
export type SpellRow = {
  /** 内部编号 */
  id: string
  /** 户籍县 */
  county_id: number | null
  /** 人员 */
  person_id: string | null
  /** 户籍地 */
  home_code?: number | null
  /** 经办单位 */
  steward_unit: number | null
  /** 状态 */
  state?: string | null
  /** 用人单位 */
  employer_id?: number | null
  /** 统一社会信用代码 */
  unit_code?: string | null
  /** 就业单位 */
  employer_name?: string | null
  /** 就业岗位 */
  post_name?: string | null
  /** 岗位编号 */
  post_number?: string | null
  /** 工种 */
  trade?: string | null
  /** 介绍机构 */
  broker_unit?: number | null
  /** 就业地区 */
  work_code?: number | null
  /** 就业层次 */
  tier?: string | null
  /** 月工资 */
  wage_fen?: number | null
  /** 工资已发 */
  wage_paid?: boolean | null
  /** 开始务工时间 */
  start_on?: string | null
  /** 结束务工时间 */
  end_on?: string | null
  /** 合同开始 */
  contract_start?: string | null
  /** 合同结束 */
  contract_end?: string | null
  /** 合同类型 */
  contract_kind?: string | null
  /** 参保起 */
  insured_from?: string | null
  /** 参保止 */
  insured_to?: string | null
  /** 就业满意度 */
  satisfaction?: string | null
  /** 转岗需求 */
  wants_change?: string | null
  /** 子女入学 */
  child_schooling?: string | null
  /** 随迁家属 */
  companions?: number | null
  /** 就业形式 */
  form?: string | null
  /** 就业类别 */
  employment_class?: string | null
  /** 所属行业 */
  sector?: string | null
  /** 就业渠道 */
  channel?: string | null
  /** 有组织输出 */
  organised?: boolean | null
  /** 点对点输送 */
  point_to_point?: boolean | null
  /** 首次来此地 */
  first_time_in?: boolean | null
  /** 基地企业 */
  base_enterprise?: boolean | null
  /** 定向岗位 */
  reserved_post?: boolean | null
  /** 离岗原因 */
  end_reason?: string | null
  /** 转岗原因 */
  change_reason?: string | null
  /** 来源 */
  source?: string | null
  /** 登记时间 */
  created_at: string | null
  /** 更新时间 */
  updated_at: string | null
  /** 版本 */
  version: number
  work_region_name?: string
  steward_unit_name?: string
  broker_unit_name?: string
  person_name?: string
}

/** 就业经历名单 */
export type SpellRowPage = {
  rows: SpellRow[]
  page: number
  size: number
  as_of: string
}

/** 写入后的版本；由对方经办的，已向对方提出的申请数 */
export type SpellSaved = {
  id?: string
  version?: number
  requests?: number
}

/** 开始一次比对 */
export type StartComparison = {
  period?: string
  as_of: string
  uploads?: Record<string, string>
  names?: Record<string, string>
  folder?: boolean
  near?: boolean
}

/** 开始办一个月 */
export type StartMonth = {
  period: string
  as_of: string
  uploads: Record<string, string>
  restart?: boolean
}

/** 状态变化 */
export type StateChange = {
  employment?: string
  ability?: string
  willingness?: string
  register_status?: string
  on?: string
  evidence?: string
  note?: string
}

/** 一项补贴规则 */
export type SubsidyRule = {
  title: string
  article: string
  document: string
  article_text: string
  version: string
  valid_from: string
  valid_to: string | null
  parameters: RuleParameter[]
  id: string
  payee: string
  payer: string
  pool: string
  subject: string
  region: string
  needs_months: number
  documents: string[]
  claim_fields: string[]
}

/** 一项补贴规则和它的决策表 */
export type SubsidyRuleGrid = {
  title: string
  article: string
  document: string
  article_text: string
  version: string
  valid_from: string
  valid_to: string | null
  parameters: RuleParameter[]
  id: string
  payee: string
  payer: string
  pool: string
  subject: string
  region: string
  needs_months: number
  documents: string[]
  claim_fields: string[]
  hit_policy: string
  inputs: GridHead[]
  outputs: GridHead[]
  annotations: GridHead[]
  rows: GridRow[]
}

/** 补贴规则 */
export type SubsidyRuleRows = {
  rows: SubsidyRule[]
}

/** 适合一个岗位的人；就业地看不到姓名（D7） */
export type SuggestedPerson = {
  person_id?: string
  name?: string
  home?: string
  county_name: string
  age_band: string
  trades: string
  tier: string
  offer_state: string
  offer_here: boolean
  refused: boolean
  net: number
  value: number
  price: number
  p_arrive: number
  p_stay1: number
  p_stay3: number
  p_stay6: number
  reasons_for: string[]
  reasons_against: string[]
}

/** 适合一个人的岗位 */
export type SuggestedPost = {
  post_id: string
  post_name: string
  employer_name: string
  place: string
  tier: string
  wage_min_fen: number | null
  wage_max_fen: number | null
  places_left: number
  refused: boolean
  net: number
  value: number
  price: number
  p_arrive: number
  p_stay1: number
  p_stay3: number
  p_stay6: number
  reasons_for: string[]
  reasons_against: string[]
}

/** 撤下公示 */
export type TakeDown = {
  why: string
}

/** 经历与变更 */
export type Timeline = {
  rows: TimelineEvent[]
  names: Record<string, string>
}

/** 一次变更 */
export type TimelineEvent = {
  at: string
  action: string
  actor: string
  actor_name: string
  cause: string
  chain: number
  seq: number
  changes: (Record<string, unknown>)[] | null
}

/** 提出转移申请 */
export type TransferNew = {
  id_number: string
  name: string
  home_unit: number
  reason?: string
}

/** 转移申请；现登记在哪里，接受之前不告诉申请人 */
export type TransferRequestRow = {
  id: string
  asked_by_unit: number
  asked_by_unit_name?: string
  asked_by: string | null
  reason: string | null
  state: string
  answer: string | null
  decided_at: string | null
  created_at: string
  updated_at: string
  version: number
  mine: boolean
  may_decide: boolean
  county_id?: number
  person_id?: string
  unit_id?: number
  unit_name?: string
  decided_by?: string | null
  name: string
  to_county: number
  to_county_name?: string
  home_unit: number
  home_unit_name?: string
  expires_on: string | null
  expired: boolean
}

/** 转移申请名单 */
export type TransferRequestRowPage = {
  rows: TransferRequestRow[]
  page: number
  size: number
  as_of: string
}

/** 可选的单位 */
export type UnitHit = {
  id: number
  code: number
  kind: string
  name: string
  path: string
}

/** 可选的单位 */
export type UnitHitRows = {
  rows: UnitHit[]
}

/** 方案里没有推荐的人 */
export type UnplacedPerson = {
  person_id: string
  name: string
  place: string
  feasible_posts: number
  better_posts: number
  nearest_post_id: string | null
  nearest_post: string
  missing_value: number
  limit: string
  limits: MatchPairLimit[]
}

/** 没有推荐的人 */
export type UnplacedPersonPage = {
  rows: UnplacedPerson[]
  page: number
  size: number
  as_of: string
}

/** 收到的文件 */
export type Uploaded = {
  upload_id: string
  name: string
  size: number
  kind_guess: string
}

/** 写入后的版本 */
export type Version = {
  id?: string
  version: number
}

/** 看到的版本 */
export type VersionSeen = {
  version: number
}

/** 测算：改这些数会怎样 */
export type WhatIfAsked = {
  title?: string
  changes?: NumberChange[]
  drafts?: string[]
  basis?: 'claims' | 'everybody'
  as_of?: string
}

/** 测算用的一份草案 */
export type WhatIfDraft = {
  id: string
  rule: string
}

/** 测算的结果；规则只列改动能影响到的 */
export type WhatIfFigures = {
  before: number
  after: number
  by_rule: CostLine[]
  by_county: CostLine[]
  by_month: CostLine[]
  by_pool: PoolLine[]
}

/** 一次测算和它的结果 */
export type WhatIfFile = {
  id: string
  title: string
  as_of: string | null
  basis: 'claims' | 'everybody'
  changes: NumberChange[]
  drafts: WhatIfDraft[]
  state: 'running' | 'done' | 'failed'
  job_id: string | null
  claims: number
  before_fen: number | null
  after_fen: number | null
  winners: number
  losers: number
  unit_name: string
  created_by: string
  created_at: string
  figures: WhatIfFigures | null
}

/** 一次测算 */
export type WhatIfLine = {
  id: string
  title: string
  as_of: string | null
  basis: 'claims' | 'everybody'
  changes: NumberChange[]
  drafts: WhatIfDraft[]
  state: 'running' | 'done' | 'failed'
  job_id: string | null
  claims: number
  before_fen: number | null
  after_fen: number | null
  winners: number
  losers: number
  unit_name: string
  created_by: string
  created_at: string
}

/** 测算 */
export type WhatIfLinePage = {
  rows: WhatIfLine[]
  page: number
  size: number
  as_of: string
}

/** 测算名单的一行 */
export type WhatIfName = {
  /** 内部编号 */
  id: string
  /** 户籍县 */
  county_id: number | null
  /** 测算 */
  what_if_id: string | null
  /** 户籍地 */
  home_code: number | null
  /** 就业地区 */
  work_code: number | null
  /** 申请人 */
  claimant_id: string | null
  /** 统一社会信用代码 */
  credit_code: string | null
  /** 规则 */
  rule: string | null
  /** 支出县 */
  county: string | null
  /** 月份 */
  month: string | null
  /** 资金池 */
  pool: string | null
  /** 现在 */
  before_fen: number | null
  /** 改后 */
  after_fen: number | null
  /** 相差 */
  difference_fen: number | null
  /** 现在的结论 */
  outcome_before: string | null
  /** 改后的结论 */
  outcome_after: string | null
  /** 理由 */
  reason: string | null
  /** 还缺 */
  missing: string | null
  name: string
  rule_title: string
  region_name: string
}

/** 测算名单 */
export type WhatIfNamePage = {
  rows: WhatIfName[]
  page: number
  size: number
  as_of: string
}

/** 已开始 */
export type WhatIfStarted = {
  id: string
  job_id: string
}

/** 登录 (public) */
export const postSession = (body: SignIn, options?: CallOptions): Promise<Session> =>
  call('POST', '/session', { body, ...options })

/** 我是谁 (signed_in) */
export const getSession = (options?: CallOptions): Promise<Session> =>
  call('GET', '/session', { ...options })

/** 退出 (signed_in) */
export const deleteSession = (options?: CallOptions): Promise<void> =>
  call('DELETE', '/session', { ...options })

/** 演示账号 (public) */
export const getDemoAccounts = (options?: CallOptions): Promise<DemoAccountRows> =>
  call('GET', '/demo-accounts', { ...options })

export type GetRegionsQuery = {
  /** 上级单位的内部编号 */
  parent?: number | null
}

/** 地区树与人数 (signed_in) */
export const getRegions = (query?: GetRegionsQuery, options?: CallOptions): Promise<Regions> =>
  call('GET', '/regions', { query, ...options })

export type GetRegionsFindQuery = {
  /** 地名的一部分 */
  q: string
  /** 不限于自己的范围 */
  all?: '1' | null
}

/** 按名字找地区 (signed_in) */
export const getRegionsFind = (query: GetRegionsFindQuery, options?: CallOptions): Promise<RegionHitRows> =>
  call('GET', '/regions/find', { query, ...options })

/** 从省到本级 (signed_in) */
export const getRegionsByIdPath = (id: string | number, options?: CallOptions): Promise<RegionStepRows> =>
  call('GET', `/regions/${encodeURIComponent(id)}/path`, { ...options })

/** 修改自己的密码 (signed_in) */
export const postSessionPassword = (body: PasswordChange, options?: CallOptions): Promise<void> =>
  call('POST', '/session/password', { body, ...options })

export type GetUnitsQuery = {
  /** 名称的一部分 */
  q?: string | null
  /** 类别 */
  kind?: string | null
  /** 连同已停用的 */
  closed?: '1' | null
}

/** 区划之外的单位 (accounts.write) */
export const getUnits = (query?: GetUnitsQuery, options?: CallOptions): Promise<OutsideUnitRows> =>
  call('GET', '/units', { query, ...options })

/** 新建单位 (accounts.write) */
export const postUnits = (body: OutsideUnitNew, options?: CallOptions): Promise<OutsideUnit> =>
  call('POST', '/units', { body, ...options })

export type GetUnitsFindQuery = {
  /** 名称的一部分 */
  q?: string | null
}

/** 选单位：管理范围内的区划和单位 (accounts.write) */
export const getUnitsFind = (query?: GetUnitsFindQuery, options?: CallOptions): Promise<UnitHitRows> =>
  call('GET', '/units/find', { query, ...options })

/** 改单位 (accounts.write) */
export const patchUnitsByUnit = (unit: string | number, body: OutsideUnitEdit, options?: CallOptions): Promise<OutsideUnit> =>
  call('PATCH', `/units/${encodeURIComponent(unit)}`, { body, ...options })

/** 停用单位 (accounts.write) */
export const postUnitsByUnitClose = (unit: string | number, body: Ending, options?: CallOptions): Promise<OutsideUnit> =>
  call('POST', `/units/${encodeURIComponent(unit)}/close`, { body, ...options })

/** 在这个单位可以授予的角色 (accounts.write) */
export const getUnitsByUnitRoles = (unit: string | number, options?: CallOptions): Promise<GrantableRoleRows> =>
  call('GET', `/units/${encodeURIComponent(unit)}/roles`, { ...options })

export type GetAccountsQuery = {
  /** 账号或姓名的一部分 */
  q?: string | null
  /** 状态 */
  state?: string | null
  /** 单位及其下级 */
  unit?: number | null
  /** 从 1 起 */
  page?: number | null
  /** 1–200 */
  size?: number | null
}

/** 账号 (accounts.write) */
export const getAccounts = (query?: GetAccountsQuery, options?: CallOptions): Promise<AccountPage> =>
  call('GET', '/accounts', { query, ...options })

/** 新建账号，答复里有一次性密码 (accounts.write) */
export const postAccounts = (body: AccountNew, options?: CallOptions): Promise<OneTimePassword> =>
  call('POST', '/accounts', { body, ...options })

/** 账号与授权 (accounts.write) */
export const getAccountsByAccount = (account: string | number, options?: CallOptions): Promise<AccountFile> =>
  call('GET', `/accounts/${encodeURIComponent(account)}`, { ...options })

/** 改姓名或单位 (accounts.write) */
export const patchAccountsByAccount = (account: string | number, body: AccountEdit, options?: CallOptions): Promise<AccountFile> =>
  call('PATCH', `/accounts/${encodeURIComponent(account)}`, { body, ...options })

/** 锁定、恢复、停用 (accounts.write) */
export const postAccountsByAccountState = (account: string | number, body: AccountState, options?: CallOptions): Promise<AccountFile> =>
  call('POST', `/accounts/${encodeURIComponent(account)}/state`, { body, ...options })

/** 重置密码，答复里有一次性密码 (accounts.write) */
export const postAccountsByAccountPassword = (account: string | number, body: VersionSeen, options?: CallOptions): Promise<OneTimePassword> =>
  call('POST', `/accounts/${encodeURIComponent(account)}/password`, { body, ...options })

/** 授权 (accounts.write) */
export const postAccountsByAccountGrants = (account: string | number, body: GrantNew, options?: CallOptions): Promise<AccountFile> =>
  call('POST', `/accounts/${encodeURIComponent(account)}/grants`, { body, ...options })

/** 结束授权 (accounts.write) */
export const postAccountsByAccountGrantsByGrantEnd = (account: string | number, grant: string | number, body: Ending, options?: CallOptions): Promise<AccountFile> =>
  call('POST', `/accounts/${encodeURIComponent(account)}/grants/${encodeURIComponent(grant)}/end`, { body, ...options })

/** 字段表 (signed_in) */
export const getMetaRecords = (options?: CallOptions): Promise<RecordsMeta> =>
  call('GET', '/meta/records', { ...options })

/** 代码表 (signed_in) */
export const getMetaCodes = (options?: CallOptions): Promise<CodesMeta> =>
  call('GET', '/meta/codes', { ...options })

/** OpenAPI 3.1 (public) */
export const getOpenapiJson = (options?: CallOptions): Promise<OpenApi> =>
  call('GET', '/openapi.json', { ...options })

export type GetPeopleQuery = {
  /** 清单 */
  view?: 'task' | 'retention' | 'visit' | 'all' | null
  /** 姓名的一部分 */
  q?: string | null
  /** 该月的匹配里有岗位 */
  matched?: string | null
  /** 目前的状态开始以来没有推荐过岗位 */
  unoffered?: 'true' | null
  /** 比对之后要走访核实：就业中断、已就业 */
  to_check?: 'lapsed' | 'employed' | null
  /** 某单位某月月报的指标所算的人：单位:月份:指标（codes/month_figure.csv） */
  figure?: string | null
  /** 姓名含有 */
  'name.like'?: string | null
  /** 拼音首字母 */
  name_initials?: string | null; 'name_initials.in'?: string | null; 'name_initials.empty'?: '0' | '1' | null
  /** 性别 */
  sex?: string | null; 'sex.in'?: string | null; 'sex.empty'?: '0' | '1' | null
  /** 出生日期 */
  birth?: string | null; 'birth.ge'?: string | null; 'birth.le'?: string | null; 'birth.in'?: string | null; 'birth.empty'?: '0' | '1' | null
  /** 民族 */
  ethnicity?: string | null; 'ethnicity.in'?: string | null; 'ethnicity.empty'?: '0' | '1' | null
  /** 文化程度 */
  education?: string | null; 'education.in'?: string | null; 'education.empty'?: '0' | '1' | null
  /** 在校生状况 */
  student_status?: string | null; 'student_status.in'?: string | null; 'student_status.empty'?: '0' | '1' | null
  /** 健康状况 */
  health?: string | null; 'health.in'?: string | null; 'health.empty'?: '0' | '1' | null
  /** 技能水平 */
  skill_level?: string | null; 'skill_level.in'?: string | null; 'skill_level.empty'?: '0' | '1' | null
  /** 劳动技能 */
  trades?: string | null; 'trades.in'?: string | null; 'trades.empty'?: '0' | '1' | null
  /** 户籍地 */
  home_code?: number | null; 'home_code.ge'?: number | null; 'home_code.le'?: number | null; 'home_code.in'?: string | null; 'home_code.empty'?: '0' | '1' | null
  /** 家庭 */
  household_id?: string | null; 'household_id.in'?: string | null; 'household_id.empty'?: '0' | '1' | null
  /** 户编号 */
  household_number?: string | null; 'household_number.in'?: string | null; 'household_number.empty'?: '0' | '1' | null
  /** 与户主关系 */
  relation?: string | null; 'relation.in'?: string | null; 'relation.empty'?: '0' | '1' | null
  /** 人员类别 */
  target_group?: string | null; 'target_group.in'?: string | null; 'target_group.empty'?: '0' | '1' | null
  /** 同时属于 */
  other_groups?: string | null; 'other_groups.in'?: string | null; 'other_groups.empty'?: '0' | '1' | null
  /** 核实状态 */
  verification?: string | null; 'verification.in'?: string | null; 'verification.empty'?: '0' | '1' | null
  /** 核实日期 */
  verified_on?: string | null; 'verified_on.ge'?: string | null; 'verified_on.le'?: string | null; 'verified_on.in'?: string | null; 'verified_on.empty'?: '0' | '1' | null
  /** 就业状态 */
  employment?: string | null; 'employment.in'?: string | null; 'employment.empty'?: '0' | '1' | null
  /** 状态起始日 */
  employment_since?: string | null; 'employment_since.ge'?: string | null; 'employment_since.le'?: string | null; 'employment_since.in'?: string | null; 'employment_since.empty'?: '0' | '1' | null
  /** 劳动能力 */
  ability?: string | null; 'ability.in'?: string | null; 'ability.empty'?: '0' | '1' | null
  /** 外出意愿 */
  willingness?: string | null; 'willingness.in'?: string | null; 'willingness.empty'?: '0' | '1' | null
  /** 在册状态 */
  register_status?: string | null; 'register_status.in'?: string | null; 'register_status.empty'?: '0' | '1' | null
  /** 所在清单 */
  list?: string | null; 'list.in'?: string | null; 'list.empty'?: '0' | '1' | null
  /** 比对结论 */
  finding?: string | null; 'finding.in'?: string | null; 'finding.empty'?: '0' | '1' | null
  /** 就业地区 */
  work_code?: number | null; 'work_code.ge'?: number | null; 'work_code.le'?: number | null; 'work_code.in'?: string | null; 'work_code.empty'?: '0' | '1' | null
  /** 就业层次 */
  tier?: string | null; 'tier.in'?: string | null; 'tier.empty'?: '0' | '1' | null
  /** 月工资 */
  wage_fen?: number | null; 'wage_fen.ge'?: number | null; 'wage_fen.le'?: number | null; 'wage_fen.in'?: string | null; 'wage_fen.empty'?: '0' | '1' | null
  /** 最近联系 */
  last_contact_on?: string | null; 'last_contact_on.ge'?: string | null; 'last_contact_on.le'?: string | null; 'last_contact_on.in'?: string | null; 'last_contact_on.empty'?: '0' | '1' | null
  /** 五清 */
  clear_five?: number | null; 'clear_five.ge'?: number | null; 'clear_five.le'?: number | null; 'clear_five.in'?: string | null; 'clear_five.empty'?: '0' | '1' | null
  /** 四清 */
  clear_four?: number | null; 'clear_four.ge'?: number | null; 'clear_four.le'?: number | null; 'clear_four.in'?: string | null; 'clear_four.empty'?: '0' | '1' | null
  /** 证件状态 */
  identity_status?: string | null; 'identity_status.in'?: string | null; 'identity_status.empty'?: '0' | '1' | null
  /** 在这个地区（12 位代码）之内：户籍地；属于就业地一侧的，就业地 */
  region?: number | null
  /** 字段，前加 - 为倒序 */
  sort?: 'name' | '-name' | 'updated_at' | '-updated_at' | null
  /** 从 1 起 */
  page?: number | null
  /** 1–200，默认 20 */
  size?: number | null
}

/** 人员名单 (people.read) */
export const getPeople = (query?: GetPeopleQuery, options?: CallOptions): Promise<PersonRowPage> =>
  call('GET', '/people', { query, ...options })

/** 登记人员 (people.write) */
export const postPeople = (body: PersonRegistration, options?: CallOptions): Promise<Version> =>
  call('POST', '/people', { body, ...options })

export type GetPeopleCountQuery = {
  /** 清单 */
  view?: 'task' | 'retention' | 'visit' | 'all' | null
  /** 姓名的一部分 */
  q?: string | null
  /** 该月的匹配里有岗位 */
  matched?: string | null
  /** 目前的状态开始以来没有推荐过岗位 */
  unoffered?: 'true' | null
  /** 比对之后要走访核实：就业中断、已就业 */
  to_check?: 'lapsed' | 'employed' | null
  /** 某单位某月月报的指标所算的人：单位:月份:指标（codes/month_figure.csv） */
  figure?: string | null
  /** 姓名含有 */
  'name.like'?: string | null
  /** 拼音首字母 */
  name_initials?: string | null; 'name_initials.in'?: string | null; 'name_initials.empty'?: '0' | '1' | null
  /** 性别 */
  sex?: string | null; 'sex.in'?: string | null; 'sex.empty'?: '0' | '1' | null
  /** 出生日期 */
  birth?: string | null; 'birth.ge'?: string | null; 'birth.le'?: string | null; 'birth.in'?: string | null; 'birth.empty'?: '0' | '1' | null
  /** 民族 */
  ethnicity?: string | null; 'ethnicity.in'?: string | null; 'ethnicity.empty'?: '0' | '1' | null
  /** 文化程度 */
  education?: string | null; 'education.in'?: string | null; 'education.empty'?: '0' | '1' | null
  /** 在校生状况 */
  student_status?: string | null; 'student_status.in'?: string | null; 'student_status.empty'?: '0' | '1' | null
  /** 健康状况 */
  health?: string | null; 'health.in'?: string | null; 'health.empty'?: '0' | '1' | null
  /** 技能水平 */
  skill_level?: string | null; 'skill_level.in'?: string | null; 'skill_level.empty'?: '0' | '1' | null
  /** 劳动技能 */
  trades?: string | null; 'trades.in'?: string | null; 'trades.empty'?: '0' | '1' | null
  /** 户籍地 */
  home_code?: number | null; 'home_code.ge'?: number | null; 'home_code.le'?: number | null; 'home_code.in'?: string | null; 'home_code.empty'?: '0' | '1' | null
  /** 家庭 */
  household_id?: string | null; 'household_id.in'?: string | null; 'household_id.empty'?: '0' | '1' | null
  /** 户编号 */
  household_number?: string | null; 'household_number.in'?: string | null; 'household_number.empty'?: '0' | '1' | null
  /** 与户主关系 */
  relation?: string | null; 'relation.in'?: string | null; 'relation.empty'?: '0' | '1' | null
  /** 人员类别 */
  target_group?: string | null; 'target_group.in'?: string | null; 'target_group.empty'?: '0' | '1' | null
  /** 同时属于 */
  other_groups?: string | null; 'other_groups.in'?: string | null; 'other_groups.empty'?: '0' | '1' | null
  /** 核实状态 */
  verification?: string | null; 'verification.in'?: string | null; 'verification.empty'?: '0' | '1' | null
  /** 核实日期 */
  verified_on?: string | null; 'verified_on.ge'?: string | null; 'verified_on.le'?: string | null; 'verified_on.in'?: string | null; 'verified_on.empty'?: '0' | '1' | null
  /** 就业状态 */
  employment?: string | null; 'employment.in'?: string | null; 'employment.empty'?: '0' | '1' | null
  /** 状态起始日 */
  employment_since?: string | null; 'employment_since.ge'?: string | null; 'employment_since.le'?: string | null; 'employment_since.in'?: string | null; 'employment_since.empty'?: '0' | '1' | null
  /** 劳动能力 */
  ability?: string | null; 'ability.in'?: string | null; 'ability.empty'?: '0' | '1' | null
  /** 外出意愿 */
  willingness?: string | null; 'willingness.in'?: string | null; 'willingness.empty'?: '0' | '1' | null
  /** 在册状态 */
  register_status?: string | null; 'register_status.in'?: string | null; 'register_status.empty'?: '0' | '1' | null
  /** 所在清单 */
  list?: string | null; 'list.in'?: string | null; 'list.empty'?: '0' | '1' | null
  /** 比对结论 */
  finding?: string | null; 'finding.in'?: string | null; 'finding.empty'?: '0' | '1' | null
  /** 就业地区 */
  work_code?: number | null; 'work_code.ge'?: number | null; 'work_code.le'?: number | null; 'work_code.in'?: string | null; 'work_code.empty'?: '0' | '1' | null
  /** 就业层次 */
  tier?: string | null; 'tier.in'?: string | null; 'tier.empty'?: '0' | '1' | null
  /** 月工资 */
  wage_fen?: number | null; 'wage_fen.ge'?: number | null; 'wage_fen.le'?: number | null; 'wage_fen.in'?: string | null; 'wage_fen.empty'?: '0' | '1' | null
  /** 最近联系 */
  last_contact_on?: string | null; 'last_contact_on.ge'?: string | null; 'last_contact_on.le'?: string | null; 'last_contact_on.in'?: string | null; 'last_contact_on.empty'?: '0' | '1' | null
  /** 五清 */
  clear_five?: number | null; 'clear_five.ge'?: number | null; 'clear_five.le'?: number | null; 'clear_five.in'?: string | null; 'clear_five.empty'?: '0' | '1' | null
  /** 四清 */
  clear_four?: number | null; 'clear_four.ge'?: number | null; 'clear_four.le'?: number | null; 'clear_four.in'?: string | null; 'clear_four.empty'?: '0' | '1' | null
  /** 证件状态 */
  identity_status?: string | null; 'identity_status.in'?: string | null; 'identity_status.empty'?: '0' | '1' | null
  /** 在这个地区（12 位代码）之内：户籍地；属于就业地一侧的，就业地 */
  region?: number | null
}

/** 人数 (people.read) */
export const getPeopleCount = (query?: GetPeopleCountQuery, options?: CallOptions): Promise<Count> =>
  call('GET', '/people/count', { query, ...options })

export type GetPeopleExportQuery = {
  /** 清单 */
  view?: 'task' | 'retention' | 'visit' | 'all' | null
  /** 姓名的一部分 */
  q?: string | null
  /** 该月的匹配里有岗位 */
  matched?: string | null
  /** 目前的状态开始以来没有推荐过岗位 */
  unoffered?: 'true' | null
  /** 比对之后要走访核实：就业中断、已就业 */
  to_check?: 'lapsed' | 'employed' | null
  /** 某单位某月月报的指标所算的人：单位:月份:指标（codes/month_figure.csv） */
  figure?: string | null
  /** 姓名含有 */
  'name.like'?: string | null
  /** 拼音首字母 */
  name_initials?: string | null; 'name_initials.in'?: string | null; 'name_initials.empty'?: '0' | '1' | null
  /** 性别 */
  sex?: string | null; 'sex.in'?: string | null; 'sex.empty'?: '0' | '1' | null
  /** 出生日期 */
  birth?: string | null; 'birth.ge'?: string | null; 'birth.le'?: string | null; 'birth.in'?: string | null; 'birth.empty'?: '0' | '1' | null
  /** 民族 */
  ethnicity?: string | null; 'ethnicity.in'?: string | null; 'ethnicity.empty'?: '0' | '1' | null
  /** 文化程度 */
  education?: string | null; 'education.in'?: string | null; 'education.empty'?: '0' | '1' | null
  /** 在校生状况 */
  student_status?: string | null; 'student_status.in'?: string | null; 'student_status.empty'?: '0' | '1' | null
  /** 健康状况 */
  health?: string | null; 'health.in'?: string | null; 'health.empty'?: '0' | '1' | null
  /** 技能水平 */
  skill_level?: string | null; 'skill_level.in'?: string | null; 'skill_level.empty'?: '0' | '1' | null
  /** 劳动技能 */
  trades?: string | null; 'trades.in'?: string | null; 'trades.empty'?: '0' | '1' | null
  /** 户籍地 */
  home_code?: number | null; 'home_code.ge'?: number | null; 'home_code.le'?: number | null; 'home_code.in'?: string | null; 'home_code.empty'?: '0' | '1' | null
  /** 家庭 */
  household_id?: string | null; 'household_id.in'?: string | null; 'household_id.empty'?: '0' | '1' | null
  /** 户编号 */
  household_number?: string | null; 'household_number.in'?: string | null; 'household_number.empty'?: '0' | '1' | null
  /** 与户主关系 */
  relation?: string | null; 'relation.in'?: string | null; 'relation.empty'?: '0' | '1' | null
  /** 人员类别 */
  target_group?: string | null; 'target_group.in'?: string | null; 'target_group.empty'?: '0' | '1' | null
  /** 同时属于 */
  other_groups?: string | null; 'other_groups.in'?: string | null; 'other_groups.empty'?: '0' | '1' | null
  /** 核实状态 */
  verification?: string | null; 'verification.in'?: string | null; 'verification.empty'?: '0' | '1' | null
  /** 核实日期 */
  verified_on?: string | null; 'verified_on.ge'?: string | null; 'verified_on.le'?: string | null; 'verified_on.in'?: string | null; 'verified_on.empty'?: '0' | '1' | null
  /** 就业状态 */
  employment?: string | null; 'employment.in'?: string | null; 'employment.empty'?: '0' | '1' | null
  /** 状态起始日 */
  employment_since?: string | null; 'employment_since.ge'?: string | null; 'employment_since.le'?: string | null; 'employment_since.in'?: string | null; 'employment_since.empty'?: '0' | '1' | null
  /** 劳动能力 */
  ability?: string | null; 'ability.in'?: string | null; 'ability.empty'?: '0' | '1' | null
  /** 外出意愿 */
  willingness?: string | null; 'willingness.in'?: string | null; 'willingness.empty'?: '0' | '1' | null
  /** 在册状态 */
  register_status?: string | null; 'register_status.in'?: string | null; 'register_status.empty'?: '0' | '1' | null
  /** 所在清单 */
  list?: string | null; 'list.in'?: string | null; 'list.empty'?: '0' | '1' | null
  /** 比对结论 */
  finding?: string | null; 'finding.in'?: string | null; 'finding.empty'?: '0' | '1' | null
  /** 就业地区 */
  work_code?: number | null; 'work_code.ge'?: number | null; 'work_code.le'?: number | null; 'work_code.in'?: string | null; 'work_code.empty'?: '0' | '1' | null
  /** 就业层次 */
  tier?: string | null; 'tier.in'?: string | null; 'tier.empty'?: '0' | '1' | null
  /** 月工资 */
  wage_fen?: number | null; 'wage_fen.ge'?: number | null; 'wage_fen.le'?: number | null; 'wage_fen.in'?: string | null; 'wage_fen.empty'?: '0' | '1' | null
  /** 最近联系 */
  last_contact_on?: string | null; 'last_contact_on.ge'?: string | null; 'last_contact_on.le'?: string | null; 'last_contact_on.in'?: string | null; 'last_contact_on.empty'?: '0' | '1' | null
  /** 五清 */
  clear_five?: number | null; 'clear_five.ge'?: number | null; 'clear_five.le'?: number | null; 'clear_five.in'?: string | null; 'clear_five.empty'?: '0' | '1' | null
  /** 四清 */
  clear_four?: number | null; 'clear_four.ge'?: number | null; 'clear_four.le'?: number | null; 'clear_four.in'?: string | null; 'clear_four.empty'?: '0' | '1' | null
  /** 证件状态 */
  identity_status?: string | null; 'identity_status.in'?: string | null; 'identity_status.empty'?: '0' | '1' | null
  /** 在这个地区（12 位代码）之内：户籍地；属于就业地一侧的，就业地 */
  region?: number | null
  /** 字段，前加 - 为倒序 */
  sort?: 'name' | '-name' | 'updated_at' | '-updated_at' | null
  /** 从 1 起 */
  page?: number | null
  /** 1–200，默认 20 */
  size?: number | null
  /** 字段，用逗号隔开 */
  columns?: string | null
}

/** 导出名单 (export) */
export const getPeopleExportAddress = (query?: GetPeopleExportQuery): string => pathWithQuery('/people/export', query)

/** 打印一人一卡 (people.read) */
export const getPeopleByIdCardPdfAddress = (id: string | number): string => pathWithQuery(`/people/${encodeURIComponent(id)}/card.pdf`)

/** 一人一档 (people.read) */
export const getPeopleById = (id: string | number, options?: CallOptions): Promise<PersonFile> =>
  call('GET', `/people/${encodeURIComponent(id)}`, { ...options })

/** 更正基本信息 (people.write) */
export const patchPeopleById = (id: string | number, body: PersonEdit, options?: CallOptions): Promise<Version> =>
  call('PATCH', `/people/${encodeURIComponent(id)}`, { body, ...options })

/** 经历与变更 (people.read) */
export const getPeopleByIdTimeline = (id: string | number, options?: CallOptions): Promise<Timeline> =>
  call('GET', `/people/${encodeURIComponent(id)}/timeline`, { ...options })

/** 登记状态变化 (people.write) */
export const postPeopleByIdState = (id: string | number, body: StateChange, options?: CallOptions): Promise<Version> =>
  call('POST', `/people/${encodeURIComponent(id)}/state`, { body, ...options })

/** 登记就业意向 (people.write) */
export const putPeopleByIdIntention = (id: string | number, body: IntentionSave, options?: CallOptions): Promise<Version> =>
  call('PUT', `/people/${encodeURIComponent(id)}/intention`, { body, ...options })

/** 查看完整号码（记录用途） (people.read) */
export const postPeopleByIdReveal = (id: string | number, body: Reveal, options?: CallOptions): Promise<Revealed> =>
  call('POST', `/people/${encodeURIComponent(id)}/reveal`, { body, ...options })

export type GetSearchQuery = {
  /** 姓名、拼音首字母、身份证或电话后四位 */
  q: string
}

/** 找人、单位、岗位 (signed_in) */
export const getSearch = (query: GetSearchQuery, options?: CallOptions): Promise<SearchResult> =>
  call('GET', '/search', { query, ...options })

/** 更正证件号码 (people.write) */
export const postPeopleByIdIdentifiers = (id: string | number, body: IdentifierCorrection, options?: CallOptions): Promise<Version> =>
  call('POST', `/people/${encodeURIComponent(id)}/identifiers`, { body, ...options })

/** 并入另一份档案（重复登记） (people.write) */
export const postPeopleByIdMerge = (id: string | number, body: Merge, options?: CallOptions): Promise<Version> =>
  call('POST', `/people/${encodeURIComponent(id)}/merge`, { body, ...options })

/** 撤销合并 (people.write) */
export const postPeopleByIdUnmerge = (id: string | number, body: Reason, options?: CallOptions): Promise<Version> =>
  call('POST', `/people/${encodeURIComponent(id)}/unmerge`, { body, ...options })

/** 登记就业经历 (people.write|spells.write) */
export const postPeopleByIdSpells = (id: string | number, body: SpellNew, options?: CallOptions): Promise<Version> =>
  call('POST', `/people/${encodeURIComponent(id)}/spells`, { body, ...options })

/** 更正就业经历 (people.write|spells.write) */
export const patchPeopleByIdSpellsBySpell = (id: string | number, spell: string | number, body: SpellEdit, options?: CallOptions): Promise<SpellSaved> =>
  call('PATCH', `/people/${encodeURIComponent(id)}/spells/${encodeURIComponent(spell)}`, { body, ...options })

/** 确认到岗（由就业地经办） (spells.write) */
export const postPeopleByIdSpellsBySpellArrival = (id: string | number, spell: string | number, body: SpellArrival, options?: CallOptions): Promise<Version> =>
  call('POST', `/people/${encodeURIComponent(id)}/spells/${encodeURIComponent(spell)}/arrival`, { body, ...options })

/** 登记离开 (people.write|spells.write) */
export const postPeopleByIdSpellsBySpellEnd = (id: string | number, spell: string | number, body: SpellEnd, options?: CallOptions): Promise<Version> =>
  call('POST', `/people/${encodeURIComponent(id)}/spells/${encodeURIComponent(spell)}/end`, { body, ...options })

/** 用人单位填报：在岗、离岗、工资已发 (spells.confirm) */
export const postPeopleByIdSpellsBySpellReport = (id: string | number, spell: string | number, body: EmployerReport, options?: CallOptions): Promise<Version> =>
  call('POST', `/people/${encodeURIComponent(id)}/spells/${encodeURIComponent(spell)}/report`, { body, ...options })

export type GetHouseholdsQuery = {
  /** 名称的一部分 */
  q?: string | null
  /** 户编号 */
  number?: string | null; 'number.in'?: string | null; 'number.empty'?: '0' | '1' | null
  /** 户籍地 */
  home_code?: number | null; 'home_code.ge'?: number | null; 'home_code.le'?: number | null; 'home_code.in'?: string | null; 'home_code.empty'?: '0' | '1' | null
  /** 户类别 */
  target_group?: string | null; 'target_group.in'?: string | null; 'target_group.empty'?: '0' | '1' | null
  /** 家庭人口 */
  residents?: number | null; 'residents.ge'?: number | null; 'residents.le'?: number | null; 'residents.in'?: string | null; 'residents.empty'?: '0' | '1' | null
  /** 在册人数 */
  members?: number | null; 'members.ge'?: number | null; 'members.le'?: number | null; 'members.in'?: string | null; 'members.empty'?: '0' | '1' | null
  /** 劳动力 */
  workers?: number | null; 'workers.ge'?: number | null; 'workers.le'?: number | null; 'workers.in'?: string | null; 'workers.empty'?: '0' | '1' | null
  /** 家庭年收入 */
  income_fen?: number | null; 'income_fen.ge'?: number | null; 'income_fen.le'?: number | null; 'income_fen.in'?: string | null; 'income_fen.empty'?: '0' | '1' | null
  /** 人均年收入 */
  income_per_head_fen?: number | null; 'income_per_head_fen.ge'?: number | null; 'income_per_head_fen.le'?: number | null; 'income_per_head_fen.in'?: string | null; 'income_per_head_fen.empty'?: '0' | '1' | null
  /** 留守儿童 */
  left_behind_children?: number | null; 'left_behind_children.ge'?: number | null; 'left_behind_children.le'?: number | null; 'left_behind_children.in'?: string | null; 'left_behind_children.empty'?: '0' | '1' | null
  /** 留守老人 */
  left_behind_elders?: number | null; 'left_behind_elders.ge'?: number | null; 'left_behind_elders.le'?: number | null; 'left_behind_elders.in'?: string | null; 'left_behind_elders.empty'?: '0' | '1' | null
  /** 零就业家庭 */
  zero_employment?: string | null; 'zero_employment.in'?: string | null; 'zero_employment.empty'?: '0' | '1' | null
  /** 有技能成员 */
  has_skilled_member?: boolean | null; 'has_skilled_member.in'?: string | null; 'has_skilled_member.empty'?: '0' | '1' | null
  /** 在这个地区（12 位代码）之内：户籍地；属于就业地一侧的，就业地 */
  region?: number | null
  /** 字段，前加 - 为倒序 */
  sort?: 'number' | '-number' | null
  /** 从 1 起 */
  page?: number | null
  /** 1–200，默认 20 */
  size?: number | null
}

/** 家庭名单 (people.read) */
export const getHouseholds = (query?: GetHouseholdsQuery, options?: CallOptions): Promise<HouseholdRowPage> =>
  call('GET', '/households', { query, ...options })

export type GetHouseholdsCountQuery = {
  /** 名称的一部分 */
  q?: string | null
  /** 户编号 */
  number?: string | null; 'number.in'?: string | null; 'number.empty'?: '0' | '1' | null
  /** 户籍地 */
  home_code?: number | null; 'home_code.ge'?: number | null; 'home_code.le'?: number | null; 'home_code.in'?: string | null; 'home_code.empty'?: '0' | '1' | null
  /** 户类别 */
  target_group?: string | null; 'target_group.in'?: string | null; 'target_group.empty'?: '0' | '1' | null
  /** 家庭人口 */
  residents?: number | null; 'residents.ge'?: number | null; 'residents.le'?: number | null; 'residents.in'?: string | null; 'residents.empty'?: '0' | '1' | null
  /** 在册人数 */
  members?: number | null; 'members.ge'?: number | null; 'members.le'?: number | null; 'members.in'?: string | null; 'members.empty'?: '0' | '1' | null
  /** 劳动力 */
  workers?: number | null; 'workers.ge'?: number | null; 'workers.le'?: number | null; 'workers.in'?: string | null; 'workers.empty'?: '0' | '1' | null
  /** 家庭年收入 */
  income_fen?: number | null; 'income_fen.ge'?: number | null; 'income_fen.le'?: number | null; 'income_fen.in'?: string | null; 'income_fen.empty'?: '0' | '1' | null
  /** 人均年收入 */
  income_per_head_fen?: number | null; 'income_per_head_fen.ge'?: number | null; 'income_per_head_fen.le'?: number | null; 'income_per_head_fen.in'?: string | null; 'income_per_head_fen.empty'?: '0' | '1' | null
  /** 留守儿童 */
  left_behind_children?: number | null; 'left_behind_children.ge'?: number | null; 'left_behind_children.le'?: number | null; 'left_behind_children.in'?: string | null; 'left_behind_children.empty'?: '0' | '1' | null
  /** 留守老人 */
  left_behind_elders?: number | null; 'left_behind_elders.ge'?: number | null; 'left_behind_elders.le'?: number | null; 'left_behind_elders.in'?: string | null; 'left_behind_elders.empty'?: '0' | '1' | null
  /** 零就业家庭 */
  zero_employment?: string | null; 'zero_employment.in'?: string | null; 'zero_employment.empty'?: '0' | '1' | null
  /** 有技能成员 */
  has_skilled_member?: boolean | null; 'has_skilled_member.in'?: string | null; 'has_skilled_member.empty'?: '0' | '1' | null
  /** 在这个地区（12 位代码）之内：户籍地；属于就业地一侧的，就业地 */
  region?: number | null
}

/** 家庭数 (people.read) */
export const getHouseholdsCount = (query?: GetHouseholdsCountQuery, options?: CallOptions): Promise<Count> =>
  call('GET', '/households/count', { query, ...options })

export type GetHouseholdsExportQuery = {
  /** 名称的一部分 */
  q?: string | null
  /** 户编号 */
  number?: string | null; 'number.in'?: string | null; 'number.empty'?: '0' | '1' | null
  /** 户籍地 */
  home_code?: number | null; 'home_code.ge'?: number | null; 'home_code.le'?: number | null; 'home_code.in'?: string | null; 'home_code.empty'?: '0' | '1' | null
  /** 户类别 */
  target_group?: string | null; 'target_group.in'?: string | null; 'target_group.empty'?: '0' | '1' | null
  /** 家庭人口 */
  residents?: number | null; 'residents.ge'?: number | null; 'residents.le'?: number | null; 'residents.in'?: string | null; 'residents.empty'?: '0' | '1' | null
  /** 在册人数 */
  members?: number | null; 'members.ge'?: number | null; 'members.le'?: number | null; 'members.in'?: string | null; 'members.empty'?: '0' | '1' | null
  /** 劳动力 */
  workers?: number | null; 'workers.ge'?: number | null; 'workers.le'?: number | null; 'workers.in'?: string | null; 'workers.empty'?: '0' | '1' | null
  /** 家庭年收入 */
  income_fen?: number | null; 'income_fen.ge'?: number | null; 'income_fen.le'?: number | null; 'income_fen.in'?: string | null; 'income_fen.empty'?: '0' | '1' | null
  /** 人均年收入 */
  income_per_head_fen?: number | null; 'income_per_head_fen.ge'?: number | null; 'income_per_head_fen.le'?: number | null; 'income_per_head_fen.in'?: string | null; 'income_per_head_fen.empty'?: '0' | '1' | null
  /** 留守儿童 */
  left_behind_children?: number | null; 'left_behind_children.ge'?: number | null; 'left_behind_children.le'?: number | null; 'left_behind_children.in'?: string | null; 'left_behind_children.empty'?: '0' | '1' | null
  /** 留守老人 */
  left_behind_elders?: number | null; 'left_behind_elders.ge'?: number | null; 'left_behind_elders.le'?: number | null; 'left_behind_elders.in'?: string | null; 'left_behind_elders.empty'?: '0' | '1' | null
  /** 零就业家庭 */
  zero_employment?: string | null; 'zero_employment.in'?: string | null; 'zero_employment.empty'?: '0' | '1' | null
  /** 有技能成员 */
  has_skilled_member?: boolean | null; 'has_skilled_member.in'?: string | null; 'has_skilled_member.empty'?: '0' | '1' | null
  /** 在这个地区（12 位代码）之内：户籍地；属于就业地一侧的，就业地 */
  region?: number | null
  /** 字段，前加 - 为倒序 */
  sort?: 'number' | '-number' | null
  /** 从 1 起 */
  page?: number | null
  /** 1–200，默认 20 */
  size?: number | null
  /** 字段，用逗号隔开 */
  columns?: string | null
}

/** 导出家庭名单 (export) */
export const getHouseholdsExportAddress = (query?: GetHouseholdsExportQuery): string => pathWithQuery('/households/export', query)

/** 家庭 (people.read) */
export const getHouseholdsById = (id: string | number, options?: CallOptions): Promise<HouseholdRow> =>
  call('GET', `/households/${encodeURIComponent(id)}`, { ...options })

/** 更正家庭情况 (people.write) */
export const patchHouseholdsById = (id: string | number, body: HouseholdEdit, options?: CallOptions): Promise<Version> =>
  call('PATCH', `/households/${encodeURIComponent(id)}`, { body, ...options })

export type GetSpellsQuery = {
  /** 名称的一部分 */
  q?: string | null
  /** 人员 */
  person_id?: string | null; 'person_id.in'?: string | null; 'person_id.empty'?: '0' | '1' | null
  /** 状态 */
  state?: string | null; 'state.in'?: string | null; 'state.empty'?: '0' | '1' | null
  /** 用人单位 */
  employer_id?: number | null; 'employer_id.ge'?: number | null; 'employer_id.le'?: number | null; 'employer_id.in'?: string | null; 'employer_id.empty'?: '0' | '1' | null
  /** 统一社会信用代码 */
  unit_code?: string | null; 'unit_code.in'?: string | null; 'unit_code.empty'?: '0' | '1' | null
  /** 工种 */
  trade?: string | null; 'trade.in'?: string | null; 'trade.empty'?: '0' | '1' | null
  /** 介绍机构 */
  broker_unit?: number | null; 'broker_unit.ge'?: number | null; 'broker_unit.le'?: number | null; 'broker_unit.in'?: string | null; 'broker_unit.empty'?: '0' | '1' | null
  /** 就业地区 */
  work_code?: number | null; 'work_code.ge'?: number | null; 'work_code.le'?: number | null; 'work_code.in'?: string | null; 'work_code.empty'?: '0' | '1' | null
  /** 就业层次 */
  tier?: string | null; 'tier.in'?: string | null; 'tier.empty'?: '0' | '1' | null
  /** 开始务工时间 */
  start_on?: string | null; 'start_on.ge'?: string | null; 'start_on.le'?: string | null; 'start_on.in'?: string | null; 'start_on.empty'?: '0' | '1' | null
  /** 结束务工时间 */
  end_on?: string | null; 'end_on.ge'?: string | null; 'end_on.le'?: string | null; 'end_on.in'?: string | null; 'end_on.empty'?: '0' | '1' | null
  /** 合同类型 */
  contract_kind?: string | null; 'contract_kind.in'?: string | null; 'contract_kind.empty'?: '0' | '1' | null
  /** 就业满意度 */
  satisfaction?: string | null; 'satisfaction.in'?: string | null; 'satisfaction.empty'?: '0' | '1' | null
  /** 转岗需求 */
  wants_change?: string | null; 'wants_change.in'?: string | null; 'wants_change.empty'?: '0' | '1' | null
  /** 子女入学 */
  child_schooling?: string | null; 'child_schooling.in'?: string | null; 'child_schooling.empty'?: '0' | '1' | null
  /** 就业形式 */
  form?: string | null; 'form.in'?: string | null; 'form.empty'?: '0' | '1' | null
  /** 就业类别 */
  employment_class?: string | null; 'employment_class.in'?: string | null; 'employment_class.empty'?: '0' | '1' | null
  /** 所属行业 */
  sector?: string | null; 'sector.in'?: string | null; 'sector.empty'?: '0' | '1' | null
  /** 就业渠道 */
  channel?: string | null; 'channel.in'?: string | null; 'channel.empty'?: '0' | '1' | null
  /** 有组织输出 */
  organised?: boolean | null; 'organised.in'?: string | null; 'organised.empty'?: '0' | '1' | null
  /** 离岗原因 */
  end_reason?: string | null; 'end_reason.in'?: string | null; 'end_reason.empty'?: '0' | '1' | null
  /** 来源 */
  source?: string | null; 'source.in'?: string | null; 'source.empty'?: '0' | '1' | null
  /** 在这个地区（12 位代码）之内：户籍地；属于就业地一侧的，就业地 */
  region?: number | null
  /** 字段，前加 - 为倒序 */
  sort?: 'start_on' | '-start_on' | 'end_on' | '-end_on' | null
  /** 从 1 起 */
  page?: number | null
  /** 1–200，默认 20 */
  size?: number | null
}

/** 就业经历名单 (people.read) */
export const getSpells = (query?: GetSpellsQuery, options?: CallOptions): Promise<SpellRowPage> =>
  call('GET', '/spells', { query, ...options })

export type GetSpellsCountQuery = {
  /** 名称的一部分 */
  q?: string | null
  /** 人员 */
  person_id?: string | null; 'person_id.in'?: string | null; 'person_id.empty'?: '0' | '1' | null
  /** 状态 */
  state?: string | null; 'state.in'?: string | null; 'state.empty'?: '0' | '1' | null
  /** 用人单位 */
  employer_id?: number | null; 'employer_id.ge'?: number | null; 'employer_id.le'?: number | null; 'employer_id.in'?: string | null; 'employer_id.empty'?: '0' | '1' | null
  /** 统一社会信用代码 */
  unit_code?: string | null; 'unit_code.in'?: string | null; 'unit_code.empty'?: '0' | '1' | null
  /** 工种 */
  trade?: string | null; 'trade.in'?: string | null; 'trade.empty'?: '0' | '1' | null
  /** 介绍机构 */
  broker_unit?: number | null; 'broker_unit.ge'?: number | null; 'broker_unit.le'?: number | null; 'broker_unit.in'?: string | null; 'broker_unit.empty'?: '0' | '1' | null
  /** 就业地区 */
  work_code?: number | null; 'work_code.ge'?: number | null; 'work_code.le'?: number | null; 'work_code.in'?: string | null; 'work_code.empty'?: '0' | '1' | null
  /** 就业层次 */
  tier?: string | null; 'tier.in'?: string | null; 'tier.empty'?: '0' | '1' | null
  /** 开始务工时间 */
  start_on?: string | null; 'start_on.ge'?: string | null; 'start_on.le'?: string | null; 'start_on.in'?: string | null; 'start_on.empty'?: '0' | '1' | null
  /** 结束务工时间 */
  end_on?: string | null; 'end_on.ge'?: string | null; 'end_on.le'?: string | null; 'end_on.in'?: string | null; 'end_on.empty'?: '0' | '1' | null
  /** 合同类型 */
  contract_kind?: string | null; 'contract_kind.in'?: string | null; 'contract_kind.empty'?: '0' | '1' | null
  /** 就业满意度 */
  satisfaction?: string | null; 'satisfaction.in'?: string | null; 'satisfaction.empty'?: '0' | '1' | null
  /** 转岗需求 */
  wants_change?: string | null; 'wants_change.in'?: string | null; 'wants_change.empty'?: '0' | '1' | null
  /** 子女入学 */
  child_schooling?: string | null; 'child_schooling.in'?: string | null; 'child_schooling.empty'?: '0' | '1' | null
  /** 就业形式 */
  form?: string | null; 'form.in'?: string | null; 'form.empty'?: '0' | '1' | null
  /** 就业类别 */
  employment_class?: string | null; 'employment_class.in'?: string | null; 'employment_class.empty'?: '0' | '1' | null
  /** 所属行业 */
  sector?: string | null; 'sector.in'?: string | null; 'sector.empty'?: '0' | '1' | null
  /** 就业渠道 */
  channel?: string | null; 'channel.in'?: string | null; 'channel.empty'?: '0' | '1' | null
  /** 有组织输出 */
  organised?: boolean | null; 'organised.in'?: string | null; 'organised.empty'?: '0' | '1' | null
  /** 离岗原因 */
  end_reason?: string | null; 'end_reason.in'?: string | null; 'end_reason.empty'?: '0' | '1' | null
  /** 来源 */
  source?: string | null; 'source.in'?: string | null; 'source.empty'?: '0' | '1' | null
  /** 在这个地区（12 位代码）之内：户籍地；属于就业地一侧的，就业地 */
  region?: number | null
}

/** 就业经历数 (people.read) */
export const getSpellsCount = (query?: GetSpellsCountQuery, options?: CallOptions): Promise<Count> =>
  call('GET', '/spells/count', { query, ...options })

export type GetSpellsExportQuery = {
  /** 名称的一部分 */
  q?: string | null
  /** 人员 */
  person_id?: string | null; 'person_id.in'?: string | null; 'person_id.empty'?: '0' | '1' | null
  /** 状态 */
  state?: string | null; 'state.in'?: string | null; 'state.empty'?: '0' | '1' | null
  /** 用人单位 */
  employer_id?: number | null; 'employer_id.ge'?: number | null; 'employer_id.le'?: number | null; 'employer_id.in'?: string | null; 'employer_id.empty'?: '0' | '1' | null
  /** 统一社会信用代码 */
  unit_code?: string | null; 'unit_code.in'?: string | null; 'unit_code.empty'?: '0' | '1' | null
  /** 工种 */
  trade?: string | null; 'trade.in'?: string | null; 'trade.empty'?: '0' | '1' | null
  /** 介绍机构 */
  broker_unit?: number | null; 'broker_unit.ge'?: number | null; 'broker_unit.le'?: number | null; 'broker_unit.in'?: string | null; 'broker_unit.empty'?: '0' | '1' | null
  /** 就业地区 */
  work_code?: number | null; 'work_code.ge'?: number | null; 'work_code.le'?: number | null; 'work_code.in'?: string | null; 'work_code.empty'?: '0' | '1' | null
  /** 就业层次 */
  tier?: string | null; 'tier.in'?: string | null; 'tier.empty'?: '0' | '1' | null
  /** 开始务工时间 */
  start_on?: string | null; 'start_on.ge'?: string | null; 'start_on.le'?: string | null; 'start_on.in'?: string | null; 'start_on.empty'?: '0' | '1' | null
  /** 结束务工时间 */
  end_on?: string | null; 'end_on.ge'?: string | null; 'end_on.le'?: string | null; 'end_on.in'?: string | null; 'end_on.empty'?: '0' | '1' | null
  /** 合同类型 */
  contract_kind?: string | null; 'contract_kind.in'?: string | null; 'contract_kind.empty'?: '0' | '1' | null
  /** 就业满意度 */
  satisfaction?: string | null; 'satisfaction.in'?: string | null; 'satisfaction.empty'?: '0' | '1' | null
  /** 转岗需求 */
  wants_change?: string | null; 'wants_change.in'?: string | null; 'wants_change.empty'?: '0' | '1' | null
  /** 子女入学 */
  child_schooling?: string | null; 'child_schooling.in'?: string | null; 'child_schooling.empty'?: '0' | '1' | null
  /** 就业形式 */
  form?: string | null; 'form.in'?: string | null; 'form.empty'?: '0' | '1' | null
  /** 就业类别 */
  employment_class?: string | null; 'employment_class.in'?: string | null; 'employment_class.empty'?: '0' | '1' | null
  /** 所属行业 */
  sector?: string | null; 'sector.in'?: string | null; 'sector.empty'?: '0' | '1' | null
  /** 就业渠道 */
  channel?: string | null; 'channel.in'?: string | null; 'channel.empty'?: '0' | '1' | null
  /** 有组织输出 */
  organised?: boolean | null; 'organised.in'?: string | null; 'organised.empty'?: '0' | '1' | null
  /** 离岗原因 */
  end_reason?: string | null; 'end_reason.in'?: string | null; 'end_reason.empty'?: '0' | '1' | null
  /** 来源 */
  source?: string | null; 'source.in'?: string | null; 'source.empty'?: '0' | '1' | null
  /** 在这个地区（12 位代码）之内：户籍地；属于就业地一侧的，就业地 */
  region?: number | null
  /** 字段，前加 - 为倒序 */
  sort?: 'start_on' | '-start_on' | 'end_on' | '-end_on' | null
  /** 从 1 起 */
  page?: number | null
  /** 1–200，默认 20 */
  size?: number | null
  /** 字段，用逗号隔开 */
  columns?: string | null
}

/** 导出就业经历名单 (export) */
export const getSpellsExportAddress = (query?: GetSpellsExportQuery): string => pathWithQuery('/spells/export', query)

/** 就业经历 (people.read) */
export const getSpellsById = (id: string | number, options?: CallOptions): Promise<SpellRow> =>
  call('GET', `/spells/${encodeURIComponent(id)}`, { ...options })

export type GetEmployersQuery = {
  /** 名称的一部分 */
  q?: string | null
  /** 统一社会信用代码 */
  credit_code?: string | null; 'credit_code.in'?: string | null; 'credit_code.empty'?: '0' | '1' | null
  /** 单位名称含有 */
  'name.like'?: string | null
  /** 所在地区 */
  region_code?: number | null; 'region_code.ge'?: number | null; 'region_code.le'?: number | null; 'region_code.in'?: string | null; 'region_code.empty'?: '0' | '1' | null
  /** 行业 */
  industry?: string | null; 'industry.in'?: string | null; 'industry.empty'?: '0' | '1' | null
  /** 性质 */
  ownership?: string | null; 'ownership.in'?: string | null; 'ownership.empty'?: '0' | '1' | null
  /** 职工人数 */
  staff?: number | null; 'staff.ge'?: number | null; 'staff.le'?: number | null; 'staff.in'?: string | null; 'staff.empty'?: '0' | '1' | null
  /** 基地级别 */
  base_level?: string | null; 'base_level.in'?: string | null; 'base_level.empty'?: '0' | '1' | null
  /** 基地类型 */
  base_kind?: string | null; 'base_kind.in'?: string | null; 'base_kind.empty'?: '0' | '1' | null
  /** 核验状态 */
  verification?: string | null; 'verification.in'?: string | null; 'verification.empty'?: '0' | '1' | null
  /** 字段，前加 - 为倒序 */
  sort?: 'name' | '-name' | 'updated_at' | '-updated_at' | null
  /** 从 1 起 */
  page?: number | null
  /** 1–200，默认 20 */
  size?: number | null
}

/** 用人单位名单 (employers.read) */
export const getEmployers = (query?: GetEmployersQuery, options?: CallOptions): Promise<EmployerRowPage> =>
  call('GET', '/employers', { query, ...options })

/** 登记用人单位 (employers.write) */
export const postEmployers = (body: EmployerNew, options?: CallOptions): Promise<Version> =>
  call('POST', '/employers', { body, ...options })

export type GetEmployersCountQuery = {
  /** 名称的一部分 */
  q?: string | null
  /** 统一社会信用代码 */
  credit_code?: string | null; 'credit_code.in'?: string | null; 'credit_code.empty'?: '0' | '1' | null
  /** 单位名称含有 */
  'name.like'?: string | null
  /** 所在地区 */
  region_code?: number | null; 'region_code.ge'?: number | null; 'region_code.le'?: number | null; 'region_code.in'?: string | null; 'region_code.empty'?: '0' | '1' | null
  /** 行业 */
  industry?: string | null; 'industry.in'?: string | null; 'industry.empty'?: '0' | '1' | null
  /** 性质 */
  ownership?: string | null; 'ownership.in'?: string | null; 'ownership.empty'?: '0' | '1' | null
  /** 职工人数 */
  staff?: number | null; 'staff.ge'?: number | null; 'staff.le'?: number | null; 'staff.in'?: string | null; 'staff.empty'?: '0' | '1' | null
  /** 基地级别 */
  base_level?: string | null; 'base_level.in'?: string | null; 'base_level.empty'?: '0' | '1' | null
  /** 基地类型 */
  base_kind?: string | null; 'base_kind.in'?: string | null; 'base_kind.empty'?: '0' | '1' | null
  /** 核验状态 */
  verification?: string | null; 'verification.in'?: string | null; 'verification.empty'?: '0' | '1' | null
}

/** 用人单位数 (employers.read) */
export const getEmployersCount = (query?: GetEmployersCountQuery, options?: CallOptions): Promise<Count> =>
  call('GET', '/employers/count', { query, ...options })

export type GetEmployersExportQuery = {
  /** 名称的一部分 */
  q?: string | null
  /** 统一社会信用代码 */
  credit_code?: string | null; 'credit_code.in'?: string | null; 'credit_code.empty'?: '0' | '1' | null
  /** 单位名称含有 */
  'name.like'?: string | null
  /** 所在地区 */
  region_code?: number | null; 'region_code.ge'?: number | null; 'region_code.le'?: number | null; 'region_code.in'?: string | null; 'region_code.empty'?: '0' | '1' | null
  /** 行业 */
  industry?: string | null; 'industry.in'?: string | null; 'industry.empty'?: '0' | '1' | null
  /** 性质 */
  ownership?: string | null; 'ownership.in'?: string | null; 'ownership.empty'?: '0' | '1' | null
  /** 职工人数 */
  staff?: number | null; 'staff.ge'?: number | null; 'staff.le'?: number | null; 'staff.in'?: string | null; 'staff.empty'?: '0' | '1' | null
  /** 基地级别 */
  base_level?: string | null; 'base_level.in'?: string | null; 'base_level.empty'?: '0' | '1' | null
  /** 基地类型 */
  base_kind?: string | null; 'base_kind.in'?: string | null; 'base_kind.empty'?: '0' | '1' | null
  /** 核验状态 */
  verification?: string | null; 'verification.in'?: string | null; 'verification.empty'?: '0' | '1' | null
  /** 字段，前加 - 为倒序 */
  sort?: 'name' | '-name' | 'updated_at' | '-updated_at' | null
  /** 从 1 起 */
  page?: number | null
  /** 1–200，默认 20 */
  size?: number | null
  /** 字段，用逗号隔开 */
  columns?: string | null
}

/** 导出用人单位名单 (export) */
export const getEmployersExportAddress = (query?: GetEmployersExportQuery): string => pathWithQuery('/employers/export', query)

/** 用人单位 (employers.read) */
export const getEmployersById = (id: string | number, options?: CallOptions): Promise<EmployerRow> =>
  call('GET', `/employers/${encodeURIComponent(id)}`, { ...options })

/** 更正用人单位 (employers.write) */
export const patchEmployersById = (id: string | number, body: EmployerEdit, options?: CallOptions): Promise<Version> =>
  call('PATCH', `/employers/${encodeURIComponent(id)}`, { body, ...options })

export type GetPostsQuery = {
  /** 名称的一部分 */
  q?: string | null
  /** 岗位编号 */
  external_id?: string | null; 'external_id.in'?: string | null; 'external_id.empty'?: '0' | '1' | null
  /** 岗位名称含有 */
  'name.like'?: string | null
  /** 单位代码 */
  employer_code?: string | null; 'employer_code.in'?: string | null; 'employer_code.empty'?: '0' | '1' | null
  /** 用人单位含有 */
  'employer_name.like'?: string | null
  /** 工作地区 */
  region_code?: number | null; 'region_code.ge'?: number | null; 'region_code.le'?: number | null; 'region_code.in'?: string | null; 'region_code.empty'?: '0' | '1' | null
  /** 工种 */
  trade?: string | null; 'trade.in'?: string | null; 'trade.empty'?: '0' | '1' | null
  /** 招聘人数 */
  openings?: number | null; 'openings.ge'?: number | null; 'openings.le'?: number | null; 'openings.in'?: string | null; 'openings.empty'?: '0' | '1' | null
  /** 已匹配 */
  placed?: number | null; 'placed.ge'?: number | null; 'placed.le'?: number | null; 'placed.in'?: string | null; 'placed.empty'?: '0' | '1' | null
  /** 技能等级 */
  skill_grade?: string | null; 'skill_grade.in'?: string | null; 'skill_grade.empty'?: '0' | '1' | null
  /** 最低月薪 */
  wage_min_fen?: number | null; 'wage_min_fen.ge'?: number | null; 'wage_min_fen.le'?: number | null; 'wage_min_fen.in'?: string | null; 'wage_min_fen.empty'?: '0' | '1' | null
  /** 最高月薪 */
  wage_max_fen?: number | null; 'wage_max_fen.ge'?: number | null; 'wage_max_fen.le'?: number | null; 'wage_max_fen.in'?: string | null; 'wage_max_fen.empty'?: '0' | '1' | null
  /** 计件 */
  piece_rate?: boolean | null; 'piece_rate.in'?: string | null; 'piece_rate.empty'?: '0' | '1' | null
  /** 最低学历 */
  education_min?: string | null; 'education_min.in'?: string | null; 'education_min.empty'?: '0' | '1' | null
  /** 健康要求 */
  health?: string | null; 'health.in'?: string | null; 'health.empty'?: '0' | '1' | null
  /** 性别限定 */
  sex_required?: string | null; 'sex_required.in'?: string | null; 'sex_required.empty'?: '0' | '1' | null
  /** 有效期起 */
  valid_from?: string | null; 'valid_from.ge'?: string | null; 'valid_from.le'?: string | null; 'valid_from.in'?: string | null; 'valid_from.empty'?: '0' | '1' | null
  /** 有效期止 */
  valid_to?: string | null; 'valid_to.ge'?: string | null; 'valid_to.le'?: string | null; 'valid_to.in'?: string | null; 'valid_to.empty'?: '0' | '1' | null
  /** 定向地区 */
  reserved_region?: number | null; 'reserved_region.ge'?: number | null; 'reserved_region.le'?: number | null; 'reserved_region.in'?: string | null; 'reserved_region.empty'?: '0' | '1' | null
  /** 状态 */
  state?: string | null; 'state.in'?: string | null; 'state.empty'?: '0' | '1' | null
  /** 收集单位 */
  collected_by?: number | null; 'collected_by.ge'?: number | null; 'collected_by.le'?: number | null; 'collected_by.in'?: string | null; 'collected_by.empty'?: '0' | '1' | null
  /** 发布单位 */
  published_by?: number | null; 'published_by.ge'?: number | null; 'published_by.le'?: number | null; 'published_by.in'?: string | null; 'published_by.empty'?: '0' | '1' | null
  /** 字段，前加 - 为倒序 */
  sort?: 'name' | '-name' | 'openings' | '-openings' | 'wage_min_fen' | '-wage_min_fen' | 'valid_from' | '-valid_from' | 'valid_to' | '-valid_to' | 'updated_at' | '-updated_at' | null
  /** 从 1 起 */
  page?: number | null
  /** 1–200，默认 20 */
  size?: number | null
}

/** 岗位名单 (posts.read) */
export const getPosts = (query?: GetPostsQuery, options?: CallOptions): Promise<PostRowPage> =>
  call('GET', '/posts', { query, ...options })

/** 登记岗位 (posts.write) */
export const postPosts = (body: PostNew, options?: CallOptions): Promise<Version> =>
  call('POST', '/posts', { body, ...options })

export type GetPostsCountQuery = {
  /** 名称的一部分 */
  q?: string | null
  /** 岗位编号 */
  external_id?: string | null; 'external_id.in'?: string | null; 'external_id.empty'?: '0' | '1' | null
  /** 岗位名称含有 */
  'name.like'?: string | null
  /** 单位代码 */
  employer_code?: string | null; 'employer_code.in'?: string | null; 'employer_code.empty'?: '0' | '1' | null
  /** 用人单位含有 */
  'employer_name.like'?: string | null
  /** 工作地区 */
  region_code?: number | null; 'region_code.ge'?: number | null; 'region_code.le'?: number | null; 'region_code.in'?: string | null; 'region_code.empty'?: '0' | '1' | null
  /** 工种 */
  trade?: string | null; 'trade.in'?: string | null; 'trade.empty'?: '0' | '1' | null
  /** 招聘人数 */
  openings?: number | null; 'openings.ge'?: number | null; 'openings.le'?: number | null; 'openings.in'?: string | null; 'openings.empty'?: '0' | '1' | null
  /** 已匹配 */
  placed?: number | null; 'placed.ge'?: number | null; 'placed.le'?: number | null; 'placed.in'?: string | null; 'placed.empty'?: '0' | '1' | null
  /** 技能等级 */
  skill_grade?: string | null; 'skill_grade.in'?: string | null; 'skill_grade.empty'?: '0' | '1' | null
  /** 最低月薪 */
  wage_min_fen?: number | null; 'wage_min_fen.ge'?: number | null; 'wage_min_fen.le'?: number | null; 'wage_min_fen.in'?: string | null; 'wage_min_fen.empty'?: '0' | '1' | null
  /** 最高月薪 */
  wage_max_fen?: number | null; 'wage_max_fen.ge'?: number | null; 'wage_max_fen.le'?: number | null; 'wage_max_fen.in'?: string | null; 'wage_max_fen.empty'?: '0' | '1' | null
  /** 计件 */
  piece_rate?: boolean | null; 'piece_rate.in'?: string | null; 'piece_rate.empty'?: '0' | '1' | null
  /** 最低学历 */
  education_min?: string | null; 'education_min.in'?: string | null; 'education_min.empty'?: '0' | '1' | null
  /** 健康要求 */
  health?: string | null; 'health.in'?: string | null; 'health.empty'?: '0' | '1' | null
  /** 性别限定 */
  sex_required?: string | null; 'sex_required.in'?: string | null; 'sex_required.empty'?: '0' | '1' | null
  /** 有效期起 */
  valid_from?: string | null; 'valid_from.ge'?: string | null; 'valid_from.le'?: string | null; 'valid_from.in'?: string | null; 'valid_from.empty'?: '0' | '1' | null
  /** 有效期止 */
  valid_to?: string | null; 'valid_to.ge'?: string | null; 'valid_to.le'?: string | null; 'valid_to.in'?: string | null; 'valid_to.empty'?: '0' | '1' | null
  /** 定向地区 */
  reserved_region?: number | null; 'reserved_region.ge'?: number | null; 'reserved_region.le'?: number | null; 'reserved_region.in'?: string | null; 'reserved_region.empty'?: '0' | '1' | null
  /** 状态 */
  state?: string | null; 'state.in'?: string | null; 'state.empty'?: '0' | '1' | null
  /** 收集单位 */
  collected_by?: number | null; 'collected_by.ge'?: number | null; 'collected_by.le'?: number | null; 'collected_by.in'?: string | null; 'collected_by.empty'?: '0' | '1' | null
  /** 发布单位 */
  published_by?: number | null; 'published_by.ge'?: number | null; 'published_by.le'?: number | null; 'published_by.in'?: string | null; 'published_by.empty'?: '0' | '1' | null
}

/** 岗位数 (posts.read) */
export const getPostsCount = (query?: GetPostsCountQuery, options?: CallOptions): Promise<Count> =>
  call('GET', '/posts/count', { query, ...options })

export type GetPostsExportQuery = {
  /** 名称的一部分 */
  q?: string | null
  /** 岗位编号 */
  external_id?: string | null; 'external_id.in'?: string | null; 'external_id.empty'?: '0' | '1' | null
  /** 岗位名称含有 */
  'name.like'?: string | null
  /** 单位代码 */
  employer_code?: string | null; 'employer_code.in'?: string | null; 'employer_code.empty'?: '0' | '1' | null
  /** 用人单位含有 */
  'employer_name.like'?: string | null
  /** 工作地区 */
  region_code?: number | null; 'region_code.ge'?: number | null; 'region_code.le'?: number | null; 'region_code.in'?: string | null; 'region_code.empty'?: '0' | '1' | null
  /** 工种 */
  trade?: string | null; 'trade.in'?: string | null; 'trade.empty'?: '0' | '1' | null
  /** 招聘人数 */
  openings?: number | null; 'openings.ge'?: number | null; 'openings.le'?: number | null; 'openings.in'?: string | null; 'openings.empty'?: '0' | '1' | null
  /** 已匹配 */
  placed?: number | null; 'placed.ge'?: number | null; 'placed.le'?: number | null; 'placed.in'?: string | null; 'placed.empty'?: '0' | '1' | null
  /** 技能等级 */
  skill_grade?: string | null; 'skill_grade.in'?: string | null; 'skill_grade.empty'?: '0' | '1' | null
  /** 最低月薪 */
  wage_min_fen?: number | null; 'wage_min_fen.ge'?: number | null; 'wage_min_fen.le'?: number | null; 'wage_min_fen.in'?: string | null; 'wage_min_fen.empty'?: '0' | '1' | null
  /** 最高月薪 */
  wage_max_fen?: number | null; 'wage_max_fen.ge'?: number | null; 'wage_max_fen.le'?: number | null; 'wage_max_fen.in'?: string | null; 'wage_max_fen.empty'?: '0' | '1' | null
  /** 计件 */
  piece_rate?: boolean | null; 'piece_rate.in'?: string | null; 'piece_rate.empty'?: '0' | '1' | null
  /** 最低学历 */
  education_min?: string | null; 'education_min.in'?: string | null; 'education_min.empty'?: '0' | '1' | null
  /** 健康要求 */
  health?: string | null; 'health.in'?: string | null; 'health.empty'?: '0' | '1' | null
  /** 性别限定 */
  sex_required?: string | null; 'sex_required.in'?: string | null; 'sex_required.empty'?: '0' | '1' | null
  /** 有效期起 */
  valid_from?: string | null; 'valid_from.ge'?: string | null; 'valid_from.le'?: string | null; 'valid_from.in'?: string | null; 'valid_from.empty'?: '0' | '1' | null
  /** 有效期止 */
  valid_to?: string | null; 'valid_to.ge'?: string | null; 'valid_to.le'?: string | null; 'valid_to.in'?: string | null; 'valid_to.empty'?: '0' | '1' | null
  /** 定向地区 */
  reserved_region?: number | null; 'reserved_region.ge'?: number | null; 'reserved_region.le'?: number | null; 'reserved_region.in'?: string | null; 'reserved_region.empty'?: '0' | '1' | null
  /** 状态 */
  state?: string | null; 'state.in'?: string | null; 'state.empty'?: '0' | '1' | null
  /** 收集单位 */
  collected_by?: number | null; 'collected_by.ge'?: number | null; 'collected_by.le'?: number | null; 'collected_by.in'?: string | null; 'collected_by.empty'?: '0' | '1' | null
  /** 发布单位 */
  published_by?: number | null; 'published_by.ge'?: number | null; 'published_by.le'?: number | null; 'published_by.in'?: string | null; 'published_by.empty'?: '0' | '1' | null
  /** 字段，前加 - 为倒序 */
  sort?: 'name' | '-name' | 'openings' | '-openings' | 'wage_min_fen' | '-wage_min_fen' | 'valid_from' | '-valid_from' | 'valid_to' | '-valid_to' | 'updated_at' | '-updated_at' | null
  /** 从 1 起 */
  page?: number | null
  /** 1–200，默认 20 */
  size?: number | null
  /** 字段，用逗号隔开 */
  columns?: string | null
}

/** 导出岗位名单 (export) */
export const getPostsExportAddress = (query?: GetPostsExportQuery): string => pathWithQuery('/posts/export', query)

/** 岗位 (posts.read) */
export const getPostsById = (id: string | number, options?: CallOptions): Promise<PostRow> =>
  call('GET', `/posts/${encodeURIComponent(id)}`, { ...options })

/** 更正岗位 (posts.write) */
export const patchPostsById = (id: string | number, body: PostEdit, options?: CallOptions): Promise<Version> =>
  call('PATCH', `/posts/${encodeURIComponent(id)}`, { body, ...options })

/** 发布岗位 (posts.publish) */
export const postPostsByIdPublish = (id: string | number, options?: CallOptions): Promise<Version> =>
  call('POST', `/posts/${encodeURIComponent(id)}/publish`, { ...options })

/** 任务进度 (signed_in) */
export const getJobsById = (id: string | number, options?: CallOptions): Promise<Job> =>
  call('GET', `/jobs/${encodeURIComponent(id)}`, { ...options })

/** 任务实时进度 (signed_in) */
export const getJobsByIdEventsAddress = (id: string | number): string => pathWithQuery(`/jobs/${encodeURIComponent(id)}/events`)

/** 停止任务 (signed_in) */
export const postJobsByIdCancel = (id: string | number, options?: CallOptions): Promise<Job> =>
  call('POST', `/jobs/${encodeURIComponent(id)}/cancel`, { ...options })

export type PostImportsQuery = {
  /** 文件种类 */
  kind: 'roster' | 'posts' | 'employers' | 'claims' | 'households'
  /** 文件名 */
  name: string
}

/** 上传要导入的文件 (imports.run) */
export const postImports = (file: Blob, query: PostImportsQuery, options?: CallOptions): Promise<ImportRun> =>
  call('POST', '/imports', { file, query, ...options })

export type GetImportsQuery = {
  /** 1：只要检查过、还没有执行的 */
  waiting?: string | null
}

/** 导入记录 (imports.run) */
export const getImports = (query?: GetImportsQuery, options?: CallOptions): Promise<ImportRunRows> =>
  call('GET', '/imports', { query, ...options })

export type GetImportsTemplateQuery = {
  /** 文件种类 */
  kind?: 'roster' | 'posts' | 'employers' | 'claims' | 'households' | null
}

/** 下载模板 (imports.run) */
export const getImportsTemplateAddress = (query?: GetImportsTemplateQuery): string => pathWithQuery('/imports/template', query)

/** 一次导入 (imports.run) */
export const getImportsById = (id: string | number, options?: CallOptions): Promise<ImportRun> =>
  call('GET', `/imports/${encodeURIComponent(id)}`, { ...options })

/** 对应列 (imports.run) */
export const putImportsByIdMapping = (id: string | number, body: ImportMapping, options?: CallOptions): Promise<ImportRun> =>
  call('PUT', `/imports/${encodeURIComponent(id)}/mapping`, { body, ...options })

/** 检查，不写入 (imports.run) */
export const postImportsByIdCheck = (id: string | number, body?: ImportGo, options?: CallOptions): Promise<ImportRun> =>
  call('POST', `/imports/${encodeURIComponent(id)}/check`, { body, ...options })

/** 执行导入 (imports.run) */
export const postImportsByIdRun = (id: string | number, body?: ImportGo, options?: CallOptions): Promise<ImportRun> =>
  call('POST', `/imports/${encodeURIComponent(id)}/run`, { body, ...options })

/** 撤回整次导入 (imports.run) */
export const postImportsByIdWithdraw = (id: string | number, body?: ImportGo, options?: CallOptions): Promise<ImportRun> =>
  call('POST', `/imports/${encodeURIComponent(id)}/withdraw`, { body, ...options })

export type GetImportsByIdProblemsQuery = {
  /** 从 1 起 */
  page?: number | null
}

/** 有问题的行 (imports.run) */
export const getImportsByIdProblems = (id: string | number, query?: GetImportsByIdProblemsQuery, options?: CallOptions): Promise<ImportProblems> =>
  call('GET', `/imports/${encodeURIComponent(id)}/problems`, { query, ...options })

export type GetImportsByIdChangesQuery = {
  /** 从 1 起 */
  page?: number | null
  /** 只看一种 */
  kind?: 'new' | 'update' | 'conflict' | null
}

/** 逐格预览 (imports.run) */
export const getImportsByIdChanges = (id: string | number, query?: GetImportsByIdChangesQuery, options?: CallOptions): Promise<ImportChanges> =>
  call('GET', `/imports/${encodeURIComponent(id)}/changes`, { query, ...options })

/** 下载自己的文件，标出要改的格子 (imports.run) */
export const getImportsByIdReturnedAddress = (id: string | number): string => pathWithQuery(`/imports/${encodeURIComponent(id)}/returned`)

/** 比对记录 (month.run) */
export const getComparisons = (options?: CallOptions): Promise<ComparisonRows> =>
  call('GET', '/comparisons', { ...options })

/** 开始一次比对 (month.run) */
export const postComparisons = (body: StartComparison, options?: CallOptions): Promise<Comparison> =>
  call('POST', '/comparisons', { body, ...options })

/** 登记库文件夹里的文件 (month.run) */
export const getComparisonsFolder = (options?: CallOptions): Promise<DroppedFiles> =>
  call('GET', '/comparisons/folder', { ...options })

/** 一次比对，连同各个数字 (month.run) */
export const getComparisonsById = (id: string | number, options?: CallOptions): Promise<Comparison> =>
  call('GET', `/comparisons/${encodeURIComponent(id)}`, { ...options })

export type GetComparisonsByIdPeopleQuery = {
  /** 数字的 key */
  figure?: string | null
  /** 从 1 起 */
  page?: number | null
}

/** 一个数字的名单 (month.run) */
export const getComparisonsByIdPeople = (id: string | number, query?: GetComparisonsByIdPeopleQuery, options?: CallOptions): Promise<ComparisonNames> =>
  call('GET', `/comparisons/${encodeURIComponent(id)}/people`, { query, ...options })

/** 执行会改什么，不写入 (month.run) */
export const getComparisonsByIdPlan = (id: string | number, options?: CallOptions): Promise<ApplyPlan> =>
  call('GET', `/comparisons/${encodeURIComponent(id)}/plan`, { ...options })

/** 把确定的结论写入档案 (month.run) */
export const postComparisonsByIdApply = (id: string | number, body?: ApplyComparison, options?: CallOptions): Promise<Comparison> =>
  call('POST', `/comparisons/${encodeURIComponent(id)}/apply`, { body, ...options })

/** 撤回整次比对 (month.run) */
export const postComparisonsByIdWithdraw = (id: string | number, options?: CallOptions): Promise<Comparison> =>
  call('POST', `/comparisons/${encodeURIComponent(id)}/withdraw`, { ...options })

export type GetComparisonsByIdReviewsQuery = {
  /** 只看一种状态；不给时是还没有结论的 */
  state?: 'open' | 'second' | 'unsure' | 'accepted' | 'rejected' | null
  /** 只看疑似同一人的，或只看号码更正 */
  purpose?: 'match' | 'correction' | null
  /** 从 1 起 */
  page?: number | null
}

/** 待核对名单 (month.run) */
export const getComparisonsByIdReviews = (id: string | number, query?: GetComparisonsByIdReviewsQuery, options?: CallOptions): Promise<ReviewRowPage> =>
  call('GET', `/comparisons/${encodeURIComponent(id)}/reviews`, { query, ...options })

/** 一条待核对，两边并排 (month.run) */
export const getComparisonsByIdReviewsByReview = (id: string | number, review: string | number, options?: CallOptions): Promise<Review> =>
  call('GET', `/comparisons/${encodeURIComponent(id)}/reviews/${encodeURIComponent(review)}`, { ...options })

/** 核对结论 (month.run) */
export const postComparisonsByIdReviewsByReviewDecision = (id: string | number, review: string | number, body: ReviewDecision, options?: CallOptions): Promise<Review> =>
  call('POST', `/comparisons/${encodeURIComponent(id)}/reviews/${encodeURIComponent(review)}/decision`, { body, ...options })

export type PostUploadsQuery = {
  /** 文件名 */
  name: string
}

/** 上传当月的文件 (month.run) */
export const postUploads = (file: Blob, query: PostUploadsQuery, options?: CallOptions): Promise<Uploaded> =>
  call('POST', '/uploads', { file, query, ...options })

/** 开始办一个月 (month.run) */
export const postMonths = (body: StartMonth, options?: CallOptions): Promise<MonthStarted> =>
  call('POST', '/months', { body, ...options })

/** 办过的月份 (month.run) */
export const getMonths = (options?: CallOptions): Promise<Months> =>
  call('GET', '/months', { ...options })

/** 一个月的结果 (month.run) */
export const getMonthsByPeriod = (period: string | number, options?: CallOptions): Promise<Month> =>
  call('GET', `/months/${encodeURIComponent(period)}`, { ...options })

/** 下载结果文件 (month.run) */
export const getMonthsByPeriodFilesByNameAddress = (period: string | number, name: string | number): string => pathWithQuery(`/months/${encodeURIComponent(period)}/files/${encodeURIComponent(name)}`)

export type GetHomeQuery = {
  /** 只看这个地区（12 位代码） */
  region?: number | null
}

/** 首页：本月与待办 (lists.read) */
export const getHome = (query?: GetHomeQuery, options?: CallOptions): Promise<Home> =>
  call('GET', '/home', { query, ...options })

export type GetChangeRequestsQuery = {
  /** 人员 */
  person_id?: string | null; 'person_id.in'?: string | null; 'person_id.empty'?: '0' | '1' | null
  /** 记录 */
  record_type?: string | null; 'record_type.in'?: string | null; 'record_type.empty'?: '0' | '1' | null
  /** 字段 */
  field?: string | null; 'field.in'?: string | null; 'field.empty'?: '0' | '1' | null
  /** 决定单位 */
  unit_id?: number | null; 'unit_id.ge'?: number | null; 'unit_id.le'?: number | null; 'unit_id.in'?: string | null; 'unit_id.empty'?: '0' | '1' | null
  /** 申请单位 */
  asked_by_unit?: number | null; 'asked_by_unit.ge'?: number | null; 'asked_by_unit.le'?: number | null; 'asked_by_unit.in'?: string | null; 'asked_by_unit.empty'?: '0' | '1' | null
  /** 状态 */
  state?: string | null; 'state.in'?: string | null; 'state.empty'?: '0' | '1' | null
  /** 字段，前加 - 为倒序 */
  sort?: 'created_at' | '-created_at' | null
  /** 从 1 起 */
  page?: number | null
  /** 1–200，默认 20 */
  size?: number | null
}

/** 变更申请 (requests.read) */
export const getChangeRequests = (query?: GetChangeRequestsQuery, options?: CallOptions): Promise<ChangeRequestRowPage> =>
  call('GET', '/change-requests', { query, ...options })

/** 提出变更申请 (people.write|spells.write) */
export const postChangeRequests = (body: ChangeProposal, options?: CallOptions): Promise<Requested> =>
  call('POST', '/change-requests', { body, ...options })

/** 变更申请数 (requests.read) */
export const getChangeRequestsCount = (options?: CallOptions): Promise<Count> =>
  call('GET', '/change-requests/count', { ...options })

/** 变更申请 (requests.read) */
export const getChangeRequestsById = (id: string | number, options?: CallOptions): Promise<ChangeRequestRow> =>
  call('GET', `/change-requests/${encodeURIComponent(id)}`, { ...options })

/** 接受或拒绝变更申请 (requests.decide) */
export const postChangeRequestsByIdDecision = (id: string | number, body: RequestDecision, options?: CallOptions): Promise<Version> =>
  call('POST', `/change-requests/${encodeURIComponent(id)}/decision`, { body, ...options })

export type GetTransfersQuery = {
  /** 决定单位 */
  unit_id?: number | null; 'unit_id.ge'?: number | null; 'unit_id.le'?: number | null; 'unit_id.in'?: string | null; 'unit_id.empty'?: '0' | '1' | null
  /** 申请单位 */
  asked_by_unit?: number | null; 'asked_by_unit.ge'?: number | null; 'asked_by_unit.le'?: number | null; 'asked_by_unit.in'?: string | null; 'asked_by_unit.empty'?: '0' | '1' | null
  /** 状态 */
  state?: string | null; 'state.in'?: string | null; 'state.empty'?: '0' | '1' | null
  /** 答复期限 */
  expires_on?: string | null; 'expires_on.ge'?: string | null; 'expires_on.le'?: string | null; 'expires_on.in'?: string | null; 'expires_on.empty'?: '0' | '1' | null
  /** 字段，前加 - 为倒序 */
  sort?: 'created_at' | '-created_at' | null
  /** 从 1 起 */
  page?: number | null
  /** 1–200，默认 20 */
  size?: number | null
}

/** 转移申请 (requests.read) */
export const getTransfers = (query?: GetTransfersQuery, options?: CallOptions): Promise<TransferRequestRowPage> =>
  call('GET', '/transfers', { query, ...options })

/** 提出转移申请（人已在别处登记） (people.write) */
export const postTransfers = (body: TransferNew, options?: CallOptions): Promise<Version> =>
  call('POST', '/transfers', { body, ...options })

/** 转移申请数 (requests.read) */
export const getTransfersCount = (options?: CallOptions): Promise<Count> =>
  call('GET', '/transfers/count', { ...options })

/** 转移申请 (requests.read) */
export const getTransfersById = (id: string | number, options?: CallOptions): Promise<TransferRequestRow> =>
  call('GET', `/transfers/${encodeURIComponent(id)}`, { ...options })

/** 接受或拒绝转移申请 (requests.decide) */
export const postTransfersByIdDecision = (id: string | number, body: RequestDecision, options?: CallOptions): Promise<Version> =>
  call('POST', `/transfers/${encodeURIComponent(id)}/decision`, { body, ...options })

/** 做一份匹配方案 (plans.run) */
export const postMatchPlans = (body: MatchPlanStart, options?: CallOptions): Promise<MatchPlanStarted> =>
  call('POST', '/match-plans', { body, ...options })

export type GetMatchPlansQuery = {
  /** 目标 */
  objective?: string | null; 'objective.in'?: string | null; 'objective.empty'?: '0' | '1' | null
  /** 方式 */
  scheme?: string | null; 'scheme.in'?: string | null; 'scheme.empty'?: '0' | '1' | null
  /** 状态 */
  state?: string | null; 'state.in'?: string | null; 'state.empty'?: '0' | '1' | null
  /** 字段，前加 - 为倒序 */
  sort?: 'created_at' | '-created_at' | null
  /** 从 1 起 */
  page?: number | null
  /** 1–200，默认 20 */
  size?: number | null
}

/** 匹配方案 (plans.run) */
export const getMatchPlans = (query?: GetMatchPlansQuery, options?: CallOptions): Promise<MatchPlanRowPage> =>
  call('GET', '/match-plans', { query, ...options })

/** 一份方案的指标与结果 (plans.run) */
export const getMatchPlansById = (id: string | number, options?: CallOptions): Promise<MatchPlanFile> =>
  call('GET', `/match-plans/${encodeURIComponent(id)}`, { ...options })

export type GetMatchPlansByIdPostsQuery = {
  /** 只看一个工种 */
  trade?: string | null
  /** 第几页 */
  page?: number | null
  /** 每页多少 */
  size?: number | null
}

/** 方案里的岗位，名额最紧的在前 (plans.run) */
export const getMatchPlansByIdPosts = (id: string | number, query?: GetMatchPlansByIdPostsQuery, options?: CallOptions): Promise<MatchPostPricePage> =>
  call('GET', `/match-plans/${encodeURIComponent(id)}/posts`, { query, ...options })

export type GetMatchPlansByIdUnplacedQuery = {
  /** 只看卡在一项条件的 */
  limit?: string | null
  /** 只看没有合适岗位的 */
  none?: number | null
  /** 第几页 */
  page?: number | null
  /** 每页多少 */
  size?: number | null
}

/** 方案里没有推荐的人，和卡在哪里 (plans.run) */
export const getMatchPlansByIdUnplaced = (id: string | number, query?: GetMatchPlansByIdUnplacedQuery, options?: CallOptions): Promise<UnplacedPersonPage> =>
  call('GET', `/match-plans/${encodeURIComponent(id)}/unplaced`, { query, ...options })

export type GetOffersQuery = {
  /** 方案 */
  plan_id?: string | null; 'plan_id.in'?: string | null; 'plan_id.empty'?: '0' | '1' | null
  /** 岗位 */
  post_id?: string | null; 'post_id.in'?: string | null; 'post_id.empty'?: '0' | '1' | null
  /** 工作地区 */
  work_code?: number | null; 'work_code.ge'?: number | null; 'work_code.le'?: number | null; 'work_code.in'?: string | null; 'work_code.empty'?: '0' | '1' | null
  /** 单位代码 */
  employer_code?: string | null; 'employer_code.in'?: string | null; 'employer_code.empty'?: '0' | '1' | null
  /** 就业层次 */
  tier?: string | null; 'tier.in'?: string | null; 'tier.empty'?: '0' | '1' | null
  /** 状态 */
  state?: string | null; 'state.in'?: string | null; 'state.empty'?: '0' | '1' | null
  /** 答复期限 */
  expires_on?: string | null; 'expires_on.ge'?: string | null; 'expires_on.le'?: string | null; 'expires_on.in'?: string | null; 'expires_on.empty'?: '0' | '1' | null
  /** 不去的原因 */
  answer_reason?: string | null; 'answer_reason.in'?: string | null; 'answer_reason.empty'?: '0' | '1' | null
  /** 同行种类 */
  bond_kind?: string | null; 'bond_kind.in'?: string | null; 'bond_kind.empty'?: '0' | '1' | null
  /** 同行安排 */
  bond_place?: string | null; 'bond_place.in'?: string | null; 'bond_place.empty'?: '0' | '1' | null
  /** 单独去 */
  alone?: string | null; 'alone.in'?: string | null; 'alone.empty'?: '0' | '1' | null
  /** 在这个地区（12 位代码）之内：户籍地；属于就业地一侧的，就业地 */
  region?: number | null
  /** 字段，前加 - 为倒序 */
  sort?: 'updated_at' | '-updated_at' | null
  /** 从 1 起 */
  page?: number | null
  /** 1–200，默认 20 */
  size?: number | null
}

/** 岗位推荐名单 (offers.read) */
export const getOffers = (query?: GetOffersQuery, options?: CallOptions): Promise<OfferRowPage> =>
  call('GET', '/offers', { query, ...options })

export type GetOffersCountQuery = {
  /** 方案 */
  plan_id?: string | null; 'plan_id.in'?: string | null; 'plan_id.empty'?: '0' | '1' | null
  /** 岗位 */
  post_id?: string | null; 'post_id.in'?: string | null; 'post_id.empty'?: '0' | '1' | null
  /** 工作地区 */
  work_code?: number | null; 'work_code.ge'?: number | null; 'work_code.le'?: number | null; 'work_code.in'?: string | null; 'work_code.empty'?: '0' | '1' | null
  /** 单位代码 */
  employer_code?: string | null; 'employer_code.in'?: string | null; 'employer_code.empty'?: '0' | '1' | null
  /** 就业层次 */
  tier?: string | null; 'tier.in'?: string | null; 'tier.empty'?: '0' | '1' | null
  /** 状态 */
  state?: string | null; 'state.in'?: string | null; 'state.empty'?: '0' | '1' | null
  /** 答复期限 */
  expires_on?: string | null; 'expires_on.ge'?: string | null; 'expires_on.le'?: string | null; 'expires_on.in'?: string | null; 'expires_on.empty'?: '0' | '1' | null
  /** 不去的原因 */
  answer_reason?: string | null; 'answer_reason.in'?: string | null; 'answer_reason.empty'?: '0' | '1' | null
  /** 同行种类 */
  bond_kind?: string | null; 'bond_kind.in'?: string | null; 'bond_kind.empty'?: '0' | '1' | null
  /** 同行安排 */
  bond_place?: string | null; 'bond_place.in'?: string | null; 'bond_place.empty'?: '0' | '1' | null
  /** 单独去 */
  alone?: string | null; 'alone.in'?: string | null; 'alone.empty'?: '0' | '1' | null
  /** 在这个地区（12 位代码）之内：户籍地；属于就业地一侧的，就业地 */
  region?: number | null
}

/** 岗位推荐数 (offers.read) */
export const getOffersCount = (query?: GetOffersCountQuery, options?: CallOptions): Promise<Count> =>
  call('GET', '/offers/count', { query, ...options })

/** 一条岗位推荐 (offers.read) */
export const getOffersById = (id: string | number, options?: CallOptions): Promise<OfferRow> =>
  call('GET', `/offers/${encodeURIComponent(id)}`, { ...options })

/** 确认推荐 (offers.confirm) */
export const postOffersConfirm = (body: OfferSelection, options?: CallOptions): Promise<OfferBatch> =>
  call('POST', '/offers/confirm', { body, ...options })

/** 撤回推荐 (offers.confirm) */
export const postOffersWithdraw = (body: OfferSelection, options?: CallOptions): Promise<OfferBatch> =>
  call('POST', '/offers/withdraw', { body, ...options })

/** 登记已告知本人 (offers.answer) */
export const postOffersTell = (body: OfferTelling, options?: CallOptions): Promise<OfferBatch> =>
  call('POST', '/offers/tell', { body, ...options })

/** 把逾期未答复的推荐收回 (offers.confirm) */
export const postOffersExpire = (options?: CallOptions): Promise<OffersExpired> =>
  call('POST', '/offers/expire', { ...options })

/** 登记本人的答复 (offers.answer) */
export const postOffersByIdAnswer = (id: string | number, body: OfferAnswer, options?: CallOptions): Promise<OfferVersion> =>
  call('POST', `/offers/${encodeURIComponent(id)}/answer`, { body, ...options })

/** 登记出发 (offers.confirm) */
export const postOffersByIdDepart = (id: string | number, body: OfferDeparture, options?: CallOptions): Promise<OfferVersion> =>
  call('POST', `/offers/${encodeURIComponent(id)}/depart`, { body, ...options })

/** 适合我的活：一个人的十个岗位 (offers.read) */
export const getPeopleByIdPosts = (id: string | number, options?: CallOptions): Promise<PostsForPerson> =>
  call('GET', `/people/${encodeURIComponent(id)}/posts`, { ...options })

/** 适合的人：一个岗位的十个人 (offers.read) */
export const getPostsByIdPeople = (id: string | number, options?: CallOptions): Promise<PeopleForPost> =>
  call('GET', `/posts/${encodeURIComponent(id)}/people`, { ...options })

/** 打印招聘卡 (posts.read) */
export const getPostsByIdCardPdfAddress = (id: string | number): string => pathWithQuery(`/posts/${encodeURIComponent(id)}/card.pdf`)

/** 招聘卡图片，可发到群里 (posts.read) */
export const getPostsByIdCardPngAddress = (id: string | number): string => pathWithQuery(`/posts/${encodeURIComponent(id)}/card.png`)

export type GetClaimsQuery = {
  /** 只要本方经办的 */
  handled_here?: 'true' | null
  /** 申请人 */
  claimant_id?: string | null; 'claimant_id.in'?: string | null; 'claimant_id.empty'?: '0' | '1' | null
  /** 规则 */
  rule?: string | null; 'rule.in'?: string | null; 'rule.empty'?: '0' | '1' | null
  /** 来源 */
  source?: string | null; 'source.in'?: string | null; 'source.empty'?: '0' | '1' | null
  /** 办理状态 */
  state?: string | null; 'state.in'?: string | null; 'state.empty'?: '0' | '1' | null
  /** 免申即享 */
  by_register?: boolean | null; 'by_register.in'?: string | null; 'by_register.empty'?: '0' | '1' | null
  /** 核定结论 */
  outcome?: string | null; 'outcome.in'?: string | null; 'outcome.empty'?: '0' | '1' | null
  /** 公示 */
  notice_id?: string | null; 'notice_id.in'?: string | null; 'notice_id.empty'?: '0' | '1' | null
  /** 发放批次 */
  batch_id?: string | null; 'batch_id.in'?: string | null; 'batch_id.empty'?: '0' | '1' | null
  /** 经办地 */
  handled_by?: string | null; 'handled_by.in'?: string | null; 'handled_by.empty'?: '0' | '1' | null
  /** 在这个地区（12 位代码）之内：户籍地；属于就业地一侧的，就业地 */
  region?: number | null
  /** 字段，前加 - 为倒序 */
  sort?: 'state_at' | '-state_at' | null
  /** 从 1 起 */
  page?: number | null
  /** 1–200，默认 20 */
  size?: number | null
}

/** 补贴申请 (subsidies.read) */
export const getClaims = (query?: GetClaimsQuery, options?: CallOptions): Promise<ClaimRowPage> =>
  call('GET', '/claims', { query, ...options })

/** 登记补贴申请 (subsidies.apply) */
export const postClaims = (body: ClaimCreate, options?: CallOptions): Promise<ClaimFile> =>
  call('POST', '/claims', { body, ...options })

export type GetClaimsCountQuery = {
  /** 只要本方经办的 */
  handled_here?: 'true' | null
  /** 申请人 */
  claimant_id?: string | null; 'claimant_id.in'?: string | null; 'claimant_id.empty'?: '0' | '1' | null
  /** 规则 */
  rule?: string | null; 'rule.in'?: string | null; 'rule.empty'?: '0' | '1' | null
  /** 来源 */
  source?: string | null; 'source.in'?: string | null; 'source.empty'?: '0' | '1' | null
  /** 办理状态 */
  state?: string | null; 'state.in'?: string | null; 'state.empty'?: '0' | '1' | null
  /** 免申即享 */
  by_register?: boolean | null; 'by_register.in'?: string | null; 'by_register.empty'?: '0' | '1' | null
  /** 核定结论 */
  outcome?: string | null; 'outcome.in'?: string | null; 'outcome.empty'?: '0' | '1' | null
  /** 公示 */
  notice_id?: string | null; 'notice_id.in'?: string | null; 'notice_id.empty'?: '0' | '1' | null
  /** 发放批次 */
  batch_id?: string | null; 'batch_id.in'?: string | null; 'batch_id.empty'?: '0' | '1' | null
  /** 经办地 */
  handled_by?: string | null; 'handled_by.in'?: string | null; 'handled_by.empty'?: '0' | '1' | null
  /** 在这个地区（12 位代码）之内：户籍地；属于就业地一侧的，就业地 */
  region?: number | null
}

/** 补贴申请数 (subsidies.read) */
export const getClaimsCount = (query?: GetClaimsCountQuery, options?: CallOptions): Promise<Count> =>
  call('GET', '/claims/count', { query, ...options })

/** 一件补贴申请 (subsidies.read) */
export const getClaimsById = (id: string | number, options?: CallOptions): Promise<ClaimFile> =>
  call('GET', `/claims/${encodeURIComponent(id)}`, { ...options })

/** 更正补贴申请 (subsidies.apply) */
export const patchClaimsById = (id: string | number, body: ClaimEdit, options?: CallOptions): Promise<ClaimFile> =>
  call('PATCH', `/claims/${encodeURIComponent(id)}`, { body, ...options })

/** 提交、审核、退回、审批、追回 (subsidies.apply|subsidies.review.village|subsidies.review.county|subsidies.approve) */
export const postClaimsByIdSteps = (id: string | number, body: ClaimStepTaken, options?: CallOptions): Promise<ClaimFile> =>
  call('POST', `/claims/${encodeURIComponent(id)}/steps`, { body, ...options })

/** 按规则核定 (subsidies.apply) */
export const postClaimsByIdDecision = (id: string | number, options?: CallOptions): Promise<ClaimFile> =>
  call('POST', `/claims/${encodeURIComponent(id)}/decision`, { ...options })

export type GetClaimsByIdExplanationQuery = {
  /** 台账里的一笔核定；不写为最近一笔 */
  entry?: string | null
}

/** 为什么这样核定 (subsidies.read) */
export const getClaimsByIdExplanation = (id: string | number, query?: GetClaimsByIdExplanationQuery, options?: CallOptions): Promise<Explanation> =>
  call('GET', `/claims/${encodeURIComponent(id)}/explanation`, { query, ...options })

export type PostClaimsByIdEvidenceQuery = {
  /** 材料名称 */
  document: string
  /** 文件名 */
  name: string
  /** 说明 */
  note?: string | null
  /** 有效期至 */
  valid_to?: string | null
}

/** 上传申请材料 (subsidies.apply) */
export const postClaimsByIdEvidence = (id: string | number, file: Blob, query: PostClaimsByIdEvidenceQuery, options?: CallOptions): Promise<ClaimFile> =>
  call('POST', `/claims/${encodeURIComponent(id)}/evidence`, { file, query, ...options })

/** 登记已核对的纸质原件 (subsidies.apply) */
export const postClaimsByIdPapers = (id: string | number, body: PaperSeen, options?: CallOptions): Promise<ClaimFile> =>
  call('POST', `/claims/${encodeURIComponent(id)}/papers`, { body, ...options })

/** 看申请材料 (subsidies.read) */
export const getClaimsByIdEvidenceByEvidenceAddress = (id: string | number, evidence: string | number): string => pathWithQuery(`/claims/${encodeURIComponent(id)}/evidence/${encodeURIComponent(evidence)}`)

/** 撤下申请材料 (subsidies.apply) */
export const deleteClaimsByIdEvidenceByEvidence = (id: string | number, evidence: string | number, options?: CallOptions): Promise<ClaimFile> =>
  call('DELETE', `/claims/${encodeURIComponent(id)}/evidence/${encodeURIComponent(evidence)}`, { ...options })

/** 一个人能领什么：核定过的，和今天可能可领的 (subsidies.read) */
export const getPeopleByIdEntitlements = (id: string | number, options?: CallOptions): Promise<EntitlementRows> =>
  call('GET', `/people/${encodeURIComponent(id)}/entitlements`, { ...options })

/** 补贴规则 (subsidies.read) */
export const getSubsidyRules = (options?: CallOptions): Promise<SubsidyRuleRows> =>
  call('GET', '/subsidy-rules', { ...options })

/** 一项补贴规则和它的决策表 (subsidies.read) */
export const getSubsidyRulesByRule = (rule: string | number, options?: CallOptions): Promise<SubsidyRuleGrid> =>
  call('GET', `/subsidy-rules/${encodeURIComponent(rule)}`, { ...options })

/** 批量核定，或从登记册提议 (subsidies.review.county) */
export const postClaimsJobs = (body: ClaimsJob, options?: CallOptions): Promise<JobStarted> =>
  call('POST', '/claims/jobs', { body, ...options })

/** 测算：改几个数会怎样 (rules.draft) */
export const postWhatIfs = (body: WhatIfAsked, options?: CallOptions): Promise<WhatIfStarted> =>
  call('POST', '/what-ifs', { body, ...options })

export type GetWhatIfsQuery = {
  /** 字段，前加 - 为倒序 */
  sort?: 'created_at' | '-created_at' | null
  /** 从 1 起 */
  page?: number | null
  /** 1–200，默认 20 */
  size?: number | null
}

/** 做过的测算 (rules.draft) */
export const getWhatIfs = (query?: GetWhatIfsQuery, options?: CallOptions): Promise<WhatIfLinePage> =>
  call('GET', '/what-ifs', { query, ...options })

/** 一次测算和它的结果 (rules.draft) */
export const getWhatIfsById = (id: string | number, options?: CallOptions): Promise<WhatIfFile> =>
  call('GET', `/what-ifs/${encodeURIComponent(id)}`, { ...options })

/** 删去一次测算和它的名单 (rules.draft) */
export const deleteWhatIfsById = (id: string | number, options?: CallOptions): Promise<void> =>
  call('DELETE', `/what-ifs/${encodeURIComponent(id)}`, { ...options })

export type GetWhatIfsByIdPeopleQuery = {
  /** 测算 */
  what_if_id?: string | null; 'what_if_id.in'?: string | null; 'what_if_id.empty'?: '0' | '1' | null
  /** 规则 */
  rule?: string | null; 'rule.in'?: string | null; 'rule.empty'?: '0' | '1' | null
  /** 支出县 */
  county?: string | null; 'county.in'?: string | null; 'county.empty'?: '0' | '1' | null
  /** 月份 */
  month?: string | null; 'month.in'?: string | null; 'month.empty'?: '0' | '1' | null
  /** 资金池 */
  pool?: string | null; 'pool.in'?: string | null; 'pool.empty'?: '0' | '1' | null
  /** 现在 */
  before_fen?: number | null; 'before_fen.ge'?: number | null; 'before_fen.le'?: number | null; 'before_fen.in'?: string | null; 'before_fen.empty'?: '0' | '1' | null
  /** 改后 */
  after_fen?: number | null; 'after_fen.ge'?: number | null; 'after_fen.le'?: number | null; 'after_fen.in'?: string | null; 'after_fen.empty'?: '0' | '1' | null
  /** 相差 */
  difference_fen?: number | null; 'difference_fen.ge'?: number | null; 'difference_fen.le'?: number | null; 'difference_fen.in'?: string | null; 'difference_fen.empty'?: '0' | '1' | null
  /** 现在的结论 */
  outcome_before?: string | null; 'outcome_before.in'?: string | null; 'outcome_before.empty'?: '0' | '1' | null
  /** 改后的结论 */
  outcome_after?: string | null; 'outcome_after.in'?: string | null; 'outcome_after.empty'?: '0' | '1' | null
  /** 在这个地区（12 位代码）之内：户籍地；属于就业地一侧的，就业地 */
  region?: number | null
  /** 字段，前加 - 为倒序 */
  sort?: 'difference_fen' | '-difference_fen' | null
  /** 从 1 起 */
  page?: number | null
  /** 1–200，默认 20 */
  size?: number | null
}

/** 测算的名单：现在或改后可发的、结论不同的 (rules.draft) */
export const getWhatIfsByIdPeople = (id: string | number, query?: GetWhatIfsByIdPeopleQuery, options?: CallOptions): Promise<WhatIfNamePage> =>
  call('GET', `/what-ifs/${encodeURIComponent(id)}/people`, { query, ...options })

export type GetWhatIfsByIdPeopleCountQuery = {
  /** 测算 */
  what_if_id?: string | null; 'what_if_id.in'?: string | null; 'what_if_id.empty'?: '0' | '1' | null
  /** 规则 */
  rule?: string | null; 'rule.in'?: string | null; 'rule.empty'?: '0' | '1' | null
  /** 支出县 */
  county?: string | null; 'county.in'?: string | null; 'county.empty'?: '0' | '1' | null
  /** 月份 */
  month?: string | null; 'month.in'?: string | null; 'month.empty'?: '0' | '1' | null
  /** 资金池 */
  pool?: string | null; 'pool.in'?: string | null; 'pool.empty'?: '0' | '1' | null
  /** 现在 */
  before_fen?: number | null; 'before_fen.ge'?: number | null; 'before_fen.le'?: number | null; 'before_fen.in'?: string | null; 'before_fen.empty'?: '0' | '1' | null
  /** 改后 */
  after_fen?: number | null; 'after_fen.ge'?: number | null; 'after_fen.le'?: number | null; 'after_fen.in'?: string | null; 'after_fen.empty'?: '0' | '1' | null
  /** 相差 */
  difference_fen?: number | null; 'difference_fen.ge'?: number | null; 'difference_fen.le'?: number | null; 'difference_fen.in'?: string | null; 'difference_fen.empty'?: '0' | '1' | null
  /** 现在的结论 */
  outcome_before?: string | null; 'outcome_before.in'?: string | null; 'outcome_before.empty'?: '0' | '1' | null
  /** 改后的结论 */
  outcome_after?: string | null; 'outcome_after.in'?: string | null; 'outcome_after.empty'?: '0' | '1' | null
  /** 在这个地区（12 位代码）之内：户籍地；属于就业地一侧的，就业地 */
  region?: number | null
}

/** 测算名单的件数 (rules.draft) */
export const getWhatIfsByIdPeopleCount = (id: string | number, query?: GetWhatIfsByIdPeopleCountQuery, options?: CallOptions): Promise<Count> =>
  call('GET', `/what-ifs/${encodeURIComponent(id)}/people/count`, { query, ...options })

/** 从施行的版本起草 (rules.draft) */
export const postRuleDrafts = (body: RuleDraftNew, options?: CallOptions): Promise<RuleDraftFile> =>
  call('POST', '/rule-drafts', { body, ...options })

export type GetRuleDraftsQuery = {
  /** 规则 */
  rule?: string | null; 'rule.in'?: string | null; 'rule.empty'?: '0' | '1' | null
  /** 状态 */
  state?: string | null; 'state.in'?: string | null; 'state.empty'?: '0' | '1' | null
  /** 字段，前加 - 为倒序 */
  sort?: 'created_at' | '-created_at' | null
  /** 从 1 起 */
  page?: number | null
  /** 1–200，默认 20 */
  size?: number | null
}

/** 规则草案 (rules.draft) */
export const getRuleDrafts = (query?: GetRuleDraftsQuery, options?: CallOptions): Promise<RuleDraftLinePage> =>
  call('GET', '/rule-drafts', { query, ...options })

/** 一份规则草案 (rules.draft) */
export const getRuleDraftsById = (id: string | number, options?: CallOptions): Promise<RuleDraftFile> =>
  call('GET', `/rule-drafts/${encodeURIComponent(id)}`, { ...options })

/** 保存草案 (rules.draft) */
export const patchRuleDraftsById = (id: string | number, body: RuleDraftEdit, options?: CallOptions): Promise<RuleDraftFile> =>
  call('PATCH', `/rule-drafts/${encodeURIComponent(id)}`, { body, ...options })

/** 删去草案 (rules.draft) */
export const deleteRuleDraftsById = (id: string | number, options?: CallOptions): Promise<void> =>
  call('DELETE', `/rule-drafts/${encodeURIComponent(id)}`, { ...options })

/** 检查改动，不保存：类型、空档、重叠、永不成立的行、法定界限、算例 (rules.draft) */
export const postRuleDraftsByIdCheck = (id: string | number, body: RuleDraftEdit, options?: CallOptions): Promise<DraftCheck> =>
  call('POST', `/rule-drafts/${encodeURIComponent(id)}/check`, { body, ...options })

/** 保存的草案各行命中多少件 (rules.draft) */
export const postRuleDraftsByIdHits = (id: string | number, body: HitsAsked, options?: CallOptions): Promise<JobStarted> =>
  call('POST', `/rule-drafts/${encodeURIComponent(id)}/hits`, { body, ...options })

/** 草案的决策表，交给 policy check、policy publish (rules.draft) */
export const getRuleDraftsByIdRuleDmnAddress = (id: string | number): string => pathWithQuery(`/rule-drafts/${encodeURIComponent(id)}/rule.dmn`)

/** 草案的条款与参数，交给 policy check、policy publish (rules.draft) */
export const getRuleDraftsByIdRuleTomlAddress = (id: string | number): string => pathWithQuery(`/rule-drafts/${encodeURIComponent(id)}/rule.toml`)

/** 送审：检查无误的草案，请另一人复核发布 (rules.draft) */
export const postRuleDraftsByIdPropose = (id: string | number, body: DraftStep, options?: CallOptions): Promise<RuleDraftFile> =>
  call('POST', `/rule-drafts/${encodeURIComponent(id)}/propose`, { body, ...options })

/** 退回起草 (rules.draft) */
export const postRuleDraftsByIdReturn = (id: string | number, body: DraftStep, options?: CallOptions): Promise<RuleDraftFile> =>
  call('POST', `/rule-drafts/${encodeURIComponent(id)}/return`, { body, ...options })

/** 复核并发布送审的草案；起草、送审的人不能办 (rules.publish) */
export const postRuleDraftsByIdPublish = (id: string | number, body: DraftStep, options?: CallOptions): Promise<RulePublicationLine> =>
  call('POST', `/rule-drafts/${encodeURIComponent(id)}/publish`, { body, ...options })

export type GetRulePublicationsQuery = {
  /** 规则 */
  rule?: string | null; 'rule.in'?: string | null; 'rule.empty'?: '0' | '1' | null
  /** 字段，前加 - 为倒序 */
  sort?: 'seq' | '-seq' | null
  /** 从 1 起 */
  page?: number | null
  /** 1–200，默认 20 */
  size?: number | null
}

/** 在系统里发布过的规则 (subsidies.read) */
export const getRulePublications = (query?: GetRulePublicationsQuery, options?: CallOptions): Promise<RulePublicationLinePage> =>
  call('GET', '/rule-publications', { query, ...options })

/** 网上公示 (public) */
export const getPublicNotices = (options?: CallOptions): Promise<ShownNoticeRows> =>
  call('GET', '/public/notices', { ...options })

export type GetNoticesQuery = {
  /** 公示形式 */
  profile?: string | null; 'profile.in'?: string | null; 'profile.empty'?: '0' | '1' | null
  /** 在这个地区（12 位代码）之内：户籍地；属于就业地一侧的，就业地 */
  region?: number | null
  /** 字段，前加 - 为倒序 */
  sort?: 'opened_on' | '-opened_on' | null
  /** 从 1 起 */
  page?: number | null
  /** 1–200，默认 20 */
  size?: number | null
}

/** 公示 (subsidies.read) */
export const getNotices = (query?: GetNoticesQuery, options?: CallOptions): Promise<NoticeRowPage> =>
  call('GET', '/notices', { query, ...options })

/** 发布公示 (subsidies.notice) */
export const postNotices = (body: NoticePlan, options?: CallOptions): Promise<NoticesOpened> =>
  call('POST', '/notices', { body, ...options })

/** 一次公示的名单 (subsidies.read) */
export const getNoticesById = (id: string | number, options?: CallOptions): Promise<NoticeFile> =>
  call('GET', `/notices/${encodeURIComponent(id)}`, { ...options })

/** 撤下公示 (subsidies.notice) */
export const postNoticesByIdTakedown = (id: string | number, body: TakeDown, options?: CallOptions): Promise<NoticeFile> =>
  call('POST', `/notices/${encodeURIComponent(id)}/takedown`, { body, ...options })

/** 记录对公示的异议 (subsidies.apply) */
export const postObjections = (body: ObjectionNew, options?: CallOptions): Promise<ObjectionRow> =>
  call('POST', '/objections', { body, ...options })

/** 答复异议 (subsidies.review.county) */
export const postObjectionsByIdAnswer = (id: string | number, body: ObjectionAnswer, options?: CallOptions): Promise<ObjectionRow> =>
  call('POST', `/objections/${encodeURIComponent(id)}/answer`, { body, ...options })

export type GetPaymentBatchesQuery = {
  /** 状态 */
  state?: string | null; 'state.in'?: string | null; 'state.empty'?: '0' | '1' | null
  /** 在这个地区（12 位代码）之内：户籍地；属于就业地一侧的，就业地 */
  region?: number | null
  /** 字段，前加 - 为倒序 */
  sort?: 'created_at' | '-created_at' | null
  /** 从 1 起 */
  page?: number | null
  /** 1–200，默认 20 */
  size?: number | null
}

/** 发放批次 (subsidies.read) */
export const getPaymentBatches = (query?: GetPaymentBatchesQuery, options?: CallOptions): Promise<BatchRowPage> =>
  call('GET', '/payment-batches', { query, ...options })

/** 编制发放批次 (subsidies.pay) */
export const postPaymentBatches = (body: BatchPlan, options?: CallOptions): Promise<BatchesComposed> =>
  call('POST', '/payment-batches', { body, ...options })

/** 一个发放批次的明细 (subsidies.read) */
export const getPaymentBatchesById = (id: string | number, options?: CallOptions): Promise<BatchFile> =>
  call('GET', `/payment-batches/${encodeURIComponent(id)}`, { ...options })

/** 核放发放批次 (subsidies.pay) */
export const postPaymentBatchesByIdRelease = (id: string | number, options?: CallOptions): Promise<BatchFile> =>
  call('POST', `/payment-batches/${encodeURIComponent(id)}/release`, { ...options })

/** 撤销发放批次 (subsidies.pay) */
export const postPaymentBatchesByIdCancel = (id: string | number, options?: CallOptions): Promise<BatchFile> =>
  call('POST', `/payment-batches/${encodeURIComponent(id)}/cancel`, { ...options })

/** 下载给银行的文件 (subsidies.pay) */
export const getPaymentBatchesByIdFileAddress = (id: string | number): string => pathWithQuery(`/payment-batches/${encodeURIComponent(id)}/file`)

export type PostPaymentBatchesByIdReceiptQuery = {
  /** 文件名 */
  name: string
}

/** 导入银行回盘 (subsidies.pay) */
export const postPaymentBatchesByIdReceipt = (id: string | number, file: Blob, query: PostPaymentBatchesByIdReceiptQuery, options?: CallOptions): Promise<Receipt> =>
  call('POST', `/payment-batches/${encodeURIComponent(id)}/receipt`, { file, query, ...options })

export type GetEventsQuery = {
  /** 单位的内部编号 */
  chain: number
  /** 早于这个序号 */
  before?: number | null
  /** 关于这个人 */
  person?: string | null
  /** 经办人的姓名或账号 */
  by?: string | null
  /** 事项，如 person.edit */
  kind?: string | null
  /** 起 */
  from?: string | null
  /** 止，当天在内 */
  to?: string | null
}

/** 事件链 (audit.read) */
export const getEvents = (query: GetEventsQuery, options?: CallOptions): Promise<EventLineRows> =>
  call('GET', '/events', { query, ...options })

export type GetAuditAccessQuery = {
  /** 人员编号 */
  person: string
}

/** 谁看过这个人 (audit.read) */
export const getAuditAccess = (query: GetAuditAccessQuery, options?: CallOptions): Promise<AccessRows> =>
  call('GET', '/audit/access', { query, ...options })
