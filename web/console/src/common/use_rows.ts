// A short list that is read whole: its rows, whether they have come, what went wrong.
import { ref, type Ref } from 'vue'
import { asApiError } from '@shared/api/client'

export function useRows<T>(read: () => Promise<{ rows: T[] }>) {
  const rows = ref([]) as Ref<T[]>
  const ready = ref(false)
  const failure = ref<unknown>(null)
  async function load() {
    failure.value = null
    try {
      rows.value = (await read()).rows
      ready.value = true
    } catch (cause) {
      failure.value = asApiError(cause)
    }
  }
  void load()
  return { rows, ready, failure, load }
}
