// With the real table: every phrase is found again in what it makes of itself.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { setLocale } from '.'
import { inEnglish, say, setPhrases, type Phrase } from './phrases'

const file = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', '..', 'codes', 'phrase.csv')
const cells = (line: string) =>
  [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell = '']) => cell.replace(/^"|"$/g, '').replace(/""/g, '"'))
const phrases: Phrase[] = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map(cells)
  .map(([, label = '', label_en = '']) => ({ label, label_en }))

describe('what the server says, in English', () => {
  beforeAll(() => setPhrases(phrases))

  it('finds every phrase, filled in', () => {
    expect(phrases.length).toBeGreaterThan(100)
    for (const { label, label_en } of phrases) {
      const numbers = (text: string) => text.replace(/\{(\d)\}/g, (_, at: string) => `7${at}`)
      expect(inEnglish(numbers(label)), label).toBe(numbers(label_en))
      expect(label_en, label).not.toMatch(/[\u4e00-\u9fff]/)
    }
  })
  it('looks up what is filled in', () => {
    expect(inEnglish('在任务清单上，因为 2026-11-22 起未就业、有劳动能力且愿意外出')).toBe(
      'On the task list: not working since 2026-11-22, able to work and willing to go out',
    )
    expect(inEnglish('在稳岗清单上，因为 2026-03-01 起在岗（福州福耀纺织有限公司）')).toBe(
      'On the retention list: on post (福州福耀纺织有限公司) since 2026-03-01',
    )
    expect(inEnglish('不在任务清单上：本人不愿外出')).toBe('Not on the task list: does not want to go out')
  })
  it('leaves alone what it does not know, and everything in Chinese', () => {
    expect(inEnglish('今天下雨')).toBe('今天下雨')
    setLocale('en')
    expect(say('在岗满 3 个月')).toBe('On post for 3 months')
    setLocale('zh-CN')
    expect(say('在岗满 3 个月')).toBe('在岗满 3 个月')
    expect(say(null)).toBe('')
  })
})
