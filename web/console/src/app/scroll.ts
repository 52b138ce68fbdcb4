// Going back to a list finds it as it was left: scrolled to the same place, with the row marked that was opened.
import type { Router } from 'vue-router'

const places = new Map<string, number>()
const opened = new Map<string, string>()
let wanted: number | null = null

export function rememberPlaces(router: Router): void {
  let back = false
  window.addEventListener('popstate', () => (back = true))
  router.beforeEach((to, from) => {
    const main = document.getElementById('main')
    if (main) places.set(from.fullPath, main.scrollTop)
    if (typeof from.name === 'string' && typeof to.params.id === 'string') opened.set(from.name, to.params.id)
  })
  router.afterEach((to) => {
    wanted = back ? (places.get(to.fullPath) ?? null) : 0
    back = false
  })
}

/** Called once the content of a page stands: scrolls to where it was left, or to its top. */
export function restorePlace(): void {
  const main = document.getElementById('main')
  if (main && wanted !== null) main.scrollTop = wanted
  wanted = null
}

export function lastOpened(routeName: string): string | null {
  return opened.get(routeName) ?? null
}
