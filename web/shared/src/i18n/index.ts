// Chinese first, English second. zh-CN is the source: en must have the same keys (its type says so).
import { createI18n } from 'vue-i18n'
import { en } from './en'
import { zh } from './zh-CN'

export type Locale = 'zh-CN' | 'en'
const storageKey = 'gangqiao.locale'

function stored(): Locale {
  try {
    return localStorage.getItem(storageKey) === 'en' ? 'en' : 'zh-CN'
  } catch {
    return 'zh-CN'
  }
}

export const i18n = createI18n({
  legacy: false,
  locale: stored(),
  fallbackLocale: 'zh-CN',
  messages: { 'zh-CN': zh, en },
})

export function setLocale(locale: Locale): void {
  i18n.global.locale.value = locale
  document.documentElement.lang = locale
  try {
    localStorage.setItem(storageKey, locale)
  } catch {
    // A browser without storage keeps the language for this page only.
  }
}
