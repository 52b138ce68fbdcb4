import { mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { describe, expect, it, vi } from 'vitest'
import type { RuleParameter } from '@shared/api/generated'
import { i18n } from '@shared/i18n'
import DraftParameters from './DraftParameters.vue'

const value = (text: string, from: string, county = ''): RuleParameter => ({
  name: 'amount_each',
  value: text,
  from,
  to: null,
  unit: '元',
  county,
  county_name: county && '花垣县',
  article: '第二十四条',
  document: '某办法',
  floor: '',
  cap: '',
})

const screen = { matches: false, addEventListener: () => {}, removeEventListener: () => {} }
vi.stubGlobal('matchMedia', () => screen)

describe('parameters of a draft', () => {
  const shown = (county: string) =>
    mount(DraftParameters, {
      props: {
        rule: 'R-XX24',
        title: '企业一次性岗位补贴',
        parameters: [value('1000', '2016-05-18'), value('1100', '2017-01-01', '433124')],
        county,
        modelValue: [{ parameter: 'amount_each', value: '1200', from: '2027-01-01', article: '', document: '' }],
      },
      global: { plugins: [i18n, createPinia()] },
    })
  it('says whose a value is', () => {
    const chip = shown('').find('button').text()
    expect(chip).toContain('1000')
    expect(chip).toMatch(/花垣县\s*1100\s*自/)
    expect(shown('').find('.added').text()).not.toContain('花垣县')
    expect(shown('花垣县').find('.added').text()).toContain('花垣县')
  })
})
