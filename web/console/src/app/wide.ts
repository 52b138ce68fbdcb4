// Whether the window is wider than a phone (the same border as in the style sheets).
import { onBeforeUnmount, ref, type Ref } from 'vue'

export function useWide(): Ref<boolean> {
  const query = window.matchMedia('(max-width: 720px)')
  const wide = ref(!query.matches)
  const update = () => (wide.value = !query.matches)
  query.addEventListener('change', update)
  onBeforeUnmount(() => query.removeEventListener('change', update))
  return wide
}
