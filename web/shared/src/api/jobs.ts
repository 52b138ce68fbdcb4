// Follows a background job: server-sent events while they arrive, polling when they do not (old proxies buffer
// event streams). The caller gets every state of the job and stops listening by calling the returned function.
import { getJobsById, getJobsByIdEventsAddress, type Job } from './generated'

const pollMs = 1500
const silenceMs = 6000

export function isFinished(job: Pick<Job, 'state'>): boolean {
  return job.state === 'done' || job.state === 'failed' || job.state === 'cancelled'
}

export function followJob(id: string, onJob: (job: Job) => void, onError: (cause: unknown) => void): () => void {
  let stopped = false
  let source: EventSource | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let failures = 0

  const stop = () => {
    stopped = true
    source?.close()
    clearTimeout(timer)
  }
  const receive = (job: Job) => {
    if (stopped) return
    onJob(job)
    if (isFinished(job)) stop()
  }
  const poll = async () => {
    if (stopped) return
    try {
      receive(await getJobsById(id))
      failures = 0
    } catch (cause) {
      failures += 1
      if (failures >= 3) onError(cause)
    }
    if (!stopped) timer = setTimeout(poll, pollMs * Math.min(1 + failures, 8))
  }
  const startPolling = () => {
    source?.close()
    source = null
    clearTimeout(timer)
    void poll()
  }
  const armSilence = () => {
    clearTimeout(timer)
    timer = setTimeout(startPolling, silenceMs)
  }
  const onMessage = (event: MessageEvent<string>) => {
    armSilence()
    try {
      receive(JSON.parse(event.data) as Job)
    } catch {
      startPolling()
    }
  }

  if (typeof EventSource === 'undefined') {
    startPolling()
  } else {
    source = new EventSource(getJobsByIdEventsAddress(id))
    for (const name of ['message', 'job', 'progress', 'done']) source.addEventListener(name, onMessage)
    source.onerror = startPolling
    armSilence()
  }
  return stop
}
