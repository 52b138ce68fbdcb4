// The record that the page's address names.
import { onMounted, ref, watch, type Ref } from 'vue'
import { useRoute } from 'vue-router'
import { asApiError } from '@shared/api/client'

export function useRecord<T>(get: (id: string) => Promise<T>) {
  const route = useRoute()
  const row = ref(null) as Ref<T | null>
  const failure = ref<unknown>(null)
  const ready = ref(false)

  async function load() {
    failure.value = null
    const { id } = route.params
    try {
      if (typeof id === 'string') row.value = await get(id)
      ready.value = true
    } catch (cause) {
      failure.value = asApiError(cause)
    }
  }
  onMounted(load)
  watch(() => route.params.id, load)
  return { row, failure, ready, load }
}
