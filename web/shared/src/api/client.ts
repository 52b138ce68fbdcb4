// One door to the server, behind the functions of generated.ts. Every call answers with the body or throws an ApiError whose words can be shown as they
// are. A session that has run out is asked for again on the spot (see `onSignedOut`) and the call repeated, so that
// a half-filled form survives.
import type { Failure, FailureBody } from './generated'

export type QueryValue = string | number | boolean | null | undefined
export type Query = Record<string, QueryValue>

export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly hint: string | null
  /** What kind of failure it is, in English; nothing for failures that the server did not describe. */
  readonly titleEn: string | null
  readonly details: FailureBody['details']

  constructor(status: number, body: Pick<FailureBody, 'code' | 'message'> & Partial<FailureBody>) {
    super(body.message)
    this.name = 'ApiError'
    this.status = status
    this.code = body.code
    this.hint = body.hint ?? null
    this.titleEn = body.title_en || null
    this.details = body.details ?? []
  }

  /** The field an error speaks of, when it speaks of one. */
  get field(): string | null {
    return this.details.find((detail) => detail.key === 'field')?.value ?? null
  }
}

let signedOut: (() => Promise<boolean>) | null = null

/** `handler` asks for the password again and answers whether the call may be repeated. */
export function onSignedOut(handler: () => Promise<boolean>): void {
  signedOut = handler
}

export function pathWithQuery(path: string, query?: Query): string {
  const parts = new URLSearchParams()
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value !== null && value !== undefined && value !== '') parts.append(key, String(value))
  }
  const text = parts.toString()
  return `/api${path}${text ? `?${text}` : ''}`
}

async function errorOf(response: Response): Promise<ApiError> {
  try {
    const body = (await response.json()) as Partial<Failure>
    if (body.error?.message) return new ApiError(response.status, body.error)
  } catch {
    // Not our JSON: a proxy or a stopped server answered. The words below say so.
  }
  const words: Record<number, string> = {
    401: '登录已失效',
    403: '您没有这项权限',
    404: '没有找到',
    413: '文件太大',
    429: '请求太多，请稍后再试',
  }
  return new ApiError(response.status, {
    code: `http_${response.status}`,
    message: words[response.status] ?? `服务器没有给出可读的回答（${response.status}）`,
    hint: response.status >= 500 ? '请稍后再试；一直这样时，请把时间和代码告诉管理员' : undefined,
  })
}

export interface CallOptions {
  signal?: AbortSignal
  /** A 401 is an answer here, not an interruption: calls about the session itself. */
  quiet?: boolean
}
interface Request extends CallOptions {
  query?: Query
  body?: unknown
  file?: Blob
}

export const call = <T>(method: string, path: string, request: Request): Promise<T> =>
  send<T>(method, path, request, true)

async function send<T>(method: string, path: string, options: Request, again: boolean): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json' }
  const init: RequestInit = { method, headers, credentials: 'same-origin', signal: options.signal }
  if (method !== 'GET') headers['X-Gangqiao'] = '1'
  if (options.file) {
    headers['Content-Type'] = 'application/octet-stream'
    init.body = options.file
  } else if (options.body !== undefined) {
    headers['Content-Type'] = 'application/json'
    init.body = JSON.stringify(options.body)
  }
  let response: Response
  try {
    response = await fetch(pathWithQuery(path, options.query), init)
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new ApiError(0, {
      code: 'offline',
      message: '连不上服务器',
      hint: '请看网线或无线网络，再按“重试”；已填写的内容还在',
    })
  }
  if (response.status === 401 && signedOut && !options.quiet && again && (await signedOut())) {
    return send<T>(method, path, options, false)
  }
  if (!response.ok) throw await errorOf(response)
  if (response.status === 204) return undefined as T
  const text = await response.text()
  return (text === '' ? undefined : JSON.parse(text)) as T
}

/** What to tell a person about anything that was thrown. */
export function asApiError(cause: unknown): ApiError {
  if (cause instanceof ApiError) return cause
  return new ApiError(0, {
    code: 'console',
    message: '页面出了差错，没有做完',
    hint: '请刷新页面再试；一直这样时，请把当时做的事告诉管理员',
  })
}

export function isAborted(cause: unknown): boolean {
  return cause instanceof DOMException && cause.name === 'AbortError'
}
