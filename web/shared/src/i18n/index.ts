// Chinese first, English second, a file a subject in each. zh-CN is the source: en must have the same keys (its types
// say so).
import { createI18n } from 'vue-i18n'
import type { BesideWords, FilterWords } from '../filters/filters'
import { setFormatLocale } from '../format/format'
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

/** The words that chips and sentences need, in the present language. */
export function filterWords(): FilterWords {
  const { t } = i18n.global
  return {
    empty: t('filter.empty'),
    yes: t('filter.yes'),
    no: t('filter.no'),
    or: t('filter.or'),
    join: t('list.join'),
    several: (text, count) => t('filter.several', { text, count }),
    since: (date) => t('filter.since', { date }),
    until: (date) => t('filter.until', { date }),
  }
}

export function besideFilterWords(): BesideWords {
  const { t } = i18n.global
  return {
    figure: (month, figure) => t('filter.figure', { month, figure }),
    matched: (month) => t('filter.matched', { month }),
    unoffered: t('filter.unoffered'),
    toCheck: (which) => t(`filter.toCheck.${which}`),
  }
}

export function setLocale(locale: Locale): void {
  i18n.global.locale.value = locale
  apply(locale)
  try {
    localStorage.setItem(storageKey, locale)
  } catch {
    // A browser without storage keeps the language for this page only.
  }
}

function apply(locale: Locale): void {
  document.documentElement.lang = locale
  setFormatLocale(locale)
}
apply(stored())
