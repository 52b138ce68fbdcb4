// The region chosen last (its 12-digit code), kept while the officer walks between pages.
import { defineStore } from 'pinia'
import { ref } from 'vue'

export const useRegion = defineStore('region', () => {
  const code = ref<number | null>(null)
  const choose = (value: number | null) => (code.value = value)
  return { code, choose }
})
