import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Field } from '@shared/api/row'
import { useMeta, withinUnit } from './meta'

describe('a place as the officer says it', () => {
  it('leaves out what is above the own unit', () => {
    expect(withinUnit('湘西土家族苗族自治州花垣县双龙镇十八洞村', '花垣县')).toBe('双龙镇十八洞村')
    expect(withinUnit('湘西土家族苗族自治州花垣县双龙镇', '湘西土家族苗族自治州')).toBe('花垣县双龙镇')
    expect(withinUnit('湘西土家族苗族自治州花垣县', '花垣县')).toBe('花垣县')
    expect(withinUnit('长沙市', '花垣县')).toBe('长沙市')
    expect(withinUnit('长沙市', undefined)).toBe('长沙市')
  })
})

describe('codes and ids in words', () => {
  beforeEach(() => setActivePinia(createPinia()))
  const field = (name: string, type: Field['type']): Field => ({ name, label: name, type })

  it('shows what the server says beside a value', () => {
    const meta = useMeta()
    const row = {
      steward_unit: 454763,
      steward_unit_name: '花垣县',
      staff_by_origin: '433124:12',
      staff_by_origin_name: '花垣县 12 人',
      added_by: 'huayuan',
      added_by_name: '某某',
      wage_fen: 420000,
    }
    expect(meta.display(field('steward_unit', 'unit'), row)).toBe('花垣县')
    expect(meta.display(field('staff_by_origin', 'text'), row)).toBe('花垣县 12 人')
    expect(meta.display(field('added_by', 'text'), row)).toBe('某某')
    expect(meta.display(field('wage_fen', 'money'), row)).toBe('4,200')
  })
  it('never shows an id or a code that has no name', () => {
    const meta = useMeta()
    expect(meta.display(field('steward_unit', 'unit'), { steward_unit: 454763 })).toBe('--')
    expect(meta.display(field('work_code', 'region'), { work_code: 350104001000 })).toBe('--')
    expect(meta.displayValue(field('broker_unit', 'unit'), 7)).toBe('--')
  })
})
