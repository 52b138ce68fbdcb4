// One record of a kind that has no page contract of its own: GET answers with the row, or with the row under its name.
import { onMounted, ref, watch } from 'vue'
import { useRoute } from 'vue-router'
import { api, asApiError } from '@shared/api/client'
import type { Row } from '@shared/api/contract'

export function useRecord(record: string, path: string) {
  const route = useRoute()
  const row = ref<Row | null>(null)
  const failure = ref<unknown>(null)
  const ready = ref(false)

  async function load() {
    failure.value = null
    const { id } = route.params
    try {
      if (typeof id === 'string') {
        const answer = await api.get<Row & Record<string, Row>>(`${path}/${id}`)
        const inner: unknown = answer[record]
        row.value = inner !== null && typeof inner === 'object' && !Array.isArray(inner) ? (inner as Row) : answer
      }
      ready.value = true
    } catch (cause) {
      failure.value = asApiError(cause)
    }
  }
  onMounted(load)
  watch(() => route.params.id, load)
  return { row, failure, ready, load }
}
