import { describe, expect, it } from 'vitest'
import { withinUnit } from './meta'

describe('a place as the officer says it', () => {
  it('leaves out what is above the own unit', () => {
    expect(withinUnit('湘西土家族苗族自治州花垣县双龙镇十八洞村', '花垣县')).toBe('双龙镇十八洞村')
    expect(withinUnit('湘西土家族苗族自治州花垣县双龙镇', '湘西土家族苗族自治州')).toBe('花垣县双龙镇')
    expect(withinUnit('湘西土家族苗族自治州花垣县', '花垣县')).toBe('花垣县')
    expect(withinUnit('长沙市', '花垣县')).toBe('长沙市')
    expect(withinUnit('长沙市', undefined)).toBe('长沙市')
  })
})
