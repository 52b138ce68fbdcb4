import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Job } from './generated'
import { followJob } from './jobs'

const job = (state: Job['state']): Job => ({
  id: 'j',
  kind: 'month',
  state,
  step: '',
  steps: [],
  message: '',
  result: null,
  created_at: null,
  started_at: null,
  finished_at: null,
})
class FakeSource {
  static last: FakeSource | null = null
  onerror: (() => void) | null = null
  closed = false
  private listeners = new Map<string, (event: MessageEvent<string>) => void>()
  constructor(readonly url: string) {
    FakeSource.last = this
  }
  addEventListener(name: string, listener: (event: MessageEvent<string>) => void) {
    this.listeners.set(name, listener)
  }
  send(data: string) {
    this.listeners.get('message')?.({ data } as MessageEvent<string>)
  }
  close() {
    this.closed = true
  }
}
let answers: Job[] = []

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('EventSource', FakeSource)
  vi.stubGlobal(
    'fetch',
    vi.fn(async () => new Response(JSON.stringify(answers.shift() ?? job('done')), { status: 200 })),
  )
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('following a job', () => {
  it('takes events and stops at the end', () => {
    const seen: string[] = []
    followJob(
      'j',
      (now) => seen.push(now.state),
      () => seen.push('error'),
    )
    FakeSource.last?.send(JSON.stringify(job('running')))
    FakeSource.last?.send(JSON.stringify(job('done')))
    FakeSource.last?.send(JSON.stringify(job('running')))
    expect(seen).toEqual(['running', 'done'])
    expect(FakeSource.last?.closed).toBe(true)
    expect(fetch).not.toHaveBeenCalled()
  })
  it('polls when no event arrives', async () => {
    const seen: string[] = []
    answers = [job('running'), job('running'), job('done')]
    followJob(
      'j',
      (now) => seen.push(now.state),
      () => seen.push('error'),
    )
    await vi.advanceTimersByTimeAsync(20_000)
    expect(seen).toEqual(['running', 'running', 'done'])
  })
  it('polls when the stream breaks, and says so only after several failures', async () => {
    vi.stubGlobal(
      'fetch',
      vi.fn(async () => Promise.reject(new TypeError('down'))),
    )
    const errors: unknown[] = []
    const stop = followJob(
      'j',
      () => undefined,
      (cause) => errors.push(cause),
    )
    FakeSource.last?.onerror?.()
    await vi.advanceTimersByTimeAsync(100)
    expect(errors).toHaveLength(0)
    await vi.advanceTimersByTimeAsync(30_000)
    expect(errors.length).toBeGreaterThan(0)
    stop()
  })
})
