// One piece of work at a time: busy while it runs, what went wrong in words.
import { ref } from 'vue'
import { asApiError } from '@shared/api/client'

export function useWork() {
  const busy = ref(false)
  const failure = ref<unknown>(null)
  async function run(work: () => Promise<unknown>): Promise<boolean> {
    busy.value = true
    failure.value = null
    try {
      await work()
      return true
    } catch (cause) {
      failure.value = asApiError(cause)
      return false
    } finally {
      busy.value = false
    }
  }
  return { busy, failure, run }
}

/** Where a claim stands on its way, for the bar of steps; the sideways states are shown beside it. */
export const way = [
  'draft',
  'submitted',
  'village_reviewed',
  'township_reviewed',
  'county_reviewed',
  'in_notice',
  'approved',
  'in_batch',
  'paid',
] as const
