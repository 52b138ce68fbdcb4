// What the server says, in English. It speaks Chinese, also from what it has stored; every sentence of its that a screen
// shows stands in codes/phrase.csv with its English, and is looked up here. {0}, {1} stand for what is filled in, which
// is looked up in its turn; {value} stays for the figure that the screen puts there.
import { i18n } from './index'

export interface Phrase {
  label: string
  label_en: string
}
interface Pattern {
  test: RegExp
  places: string[]
  english: string
}

let exact = new Map<string, string>()
let patterns: Pattern[] = []
let known = new Map<string, string>()

const place = /\{\d\}/g

export function setPhrases(phrases: Phrase[]): void {
  known = new Map()
  exact = new Map(phrases.map((one) => [one.label, one.label_en]))
  patterns = phrases
    .filter((one) => one.label.search(place) >= 0)
    .map((one) => ({
      test: new RegExp(`^${one.label.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(place, '(.+?)')}$`),
      places: one.label.match(place) ?? [],
      english: one.label_en,
    }))
    // The one with the most words of its own says most precisely what is meant.
    .sort((a, b) => b.test.source.length - a.test.source.length)
}

/** The English of a sentence of the server; the sentence itself where none is known. */
export function inEnglish(sentence: string): string {
  const text = sentence.trim()
  const found = exact.get(text) ?? known.get(text)
  if (found !== undefined) return found
  for (const { test, places, english } of patterns) {
    const match = test.exec(text)
    if (!match) continue
    const words = places.reduce((all, name, at) => all.replace(name, inEnglish(match[at + 1] ?? '')), english)
    known.set(text, words)
    return words
  }
  known.set(text, sentence)
  return sentence
}

/** A sentence of the server in the language of the screen. */
export function say(sentence: string | null | undefined): string {
  if (!sentence) return ''
  return i18n.global.locale.value === 'en' ? inEnglish(sentence) : sentence
}
