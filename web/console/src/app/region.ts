// The region chosen last, kept while the officer walks between pages.
import { defineStore } from 'pinia'
import { ref } from 'vue'

export const useRegion = defineStore('region', () => {
  const id = ref<number | null>(null)
  const choose = (value: number | null) => (id.value = value)
  return { id, choose }
})
