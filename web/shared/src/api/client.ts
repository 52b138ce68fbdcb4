// One door to the server. Every call answers with the body or throws an ApiError whose words can be shown as they
// are. A session that has run out is asked for again on the spot (see `onSignedOut`) and the call repeated, so that
// a half-filled form survives.
import type { ApiErrorBody } from './contract'

export type QueryValue = string | number | boolean | null | undefined
export type Query = Record<string, QueryValue>

export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly hint: string | null
  readonly details: { key: string; value: unknown }[]

  constructor(status: number, body: ApiErrorBody) {
    super(body.message)
    this.name = 'ApiError'
    this.status = status
    this.code = body.code
    this.hint = body.hint ?? null
    this.details = body.details ?? []
  }

  /** The field an error speaks of, when it speaks of one. */
  get field(): string | null {
    const value = this.details.find((detail) => detail.key === 'field')?.value
    return typeof value === 'string' ? value : null
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
    const body = (await response.json()) as { error?: ApiErrorBody }
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
    hint: response.status >= 500 ? '请稍后再试；一直这样时，请把时间和代码告诉管理员' : null,
  })
}

interface Options {
  query?: Query
  body?: unknown
  file?: Blob
  signal?: AbortSignal
  quiet?: boolean
}

async function call<T>(method: string, path: string, options: Options, again: boolean): Promise<T> {
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
    return call<T>(method, path, options, false)
  }
  if (!response.ok) throw await errorOf(response)
  if (response.status === 204) return undefined as T
  const text = await response.text()
  return (text === '' ? undefined : JSON.parse(text)) as T
}

export const api = {
  get: <T>(path: string, query?: Query, signal?: AbortSignal) => call<T>('GET', path, { query, signal }, true),
  post: <T>(path: string, body?: unknown, query?: Query) => call<T>('POST', path, { body: body ?? {}, query }, true),
  patch: <T>(path: string, body: unknown) => call<T>('PATCH', path, { body }, true),
  put: <T>(path: string, body: unknown) => call<T>('PUT', path, { body }, true),
  delete: <T>(path: string) => call<T>('DELETE', path, {}, true),
  upload: <T>(path: string, file: Blob, query: Query) => call<T>('POST', path, { file, query }, true),
  /** Session calls: a 401 is an answer here, not an interruption. */
  quietly: <T>(method: string, path: string, body?: unknown) => call<T>(method, path, { body, quiet: true }, false),
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
