import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { en } from './en'
import { zh } from './zh-CN'

type Tree = { [key: string]: string | Tree }
function leaves(tree: Tree, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[`${path}${key}`, value]] : leaves(value, `${path}${key}.`),
  )
}
const chinese = leaves(zh)
const english = new Map(leaves(en))
const placesIn = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort()

describe('words of the screens', () => {
  it('have the same keys in both languages, in files of the same names', () => {
    expect([...english.keys()].sort()).toEqual(chinese.map(([key]) => key).sort())
    const files = (language: string) => readdirSync(join(dirname(fileURLToPath(import.meta.url)), language)).sort()
    expect(files('en')).toEqual(files('zh-CN'))
    expect(files('en').length).toBeGreaterThan(10)
  })
  it('name every event that the program writes', () => {
    const written = readFileSync(join(dirname(fileURLToPath(import.meta.url)), '../../../../docs/reference/events.md'), 'utf8')
    const actions = written.split('\n').flatMap((line) => {
      const [, first = ''] = line.split('|')
      return [...first.matchAll(/`([a-z_]+\.[a-z_]+)`/g)].map((match) => match[1] ?? '')
    })
    expect(actions.length).toBeGreaterThan(50)
    for (const action of actions) expect(english.has(`event.${action.replace('.', '_')}`), action).toBe(true)
  })
  it('are Chinese in the Chinese console', () => {
    const allowed = /^(English|pasted)/
    for (const [key, text] of chinese) {
      const rest = text.replace(/\{\w+\}/g, '').replace(/Ctrl\+V|\.csv/g, '')
      if (!allowed.test(text)) expect(rest, key).not.toMatch(/[A-Za-z]/)
    }
  })
  it('call nobody poor (D17) and say 您', () => {
    for (const [key, text] of chinese) {
      expect(text, key).not.toMatch(/贫困|贫穷|建档立卡/)
      expect(text, key).not.toMatch(/你/)
    }
  })
  it('do not blame the system in place of saying what happened', () => {
    for (const [key, text] of chinese) expect(text, key).not.toMatch(/系统异常|未知错误|请联系管理员$/)
  })
  it('have the same places for values in both languages', () => {
    for (const [key, text] of chinese) expect(placesIn(english.get(key) ?? ''), key).toEqual(placesIn(text))
  })
})
