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
