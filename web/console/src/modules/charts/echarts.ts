import { BarChart, type BarSeriesOption } from 'echarts/charts'
import { GridComponent, type GridComponentOption } from 'echarts/components'
import { init, use, type ComposeOption, type EChartsType } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'

use([BarChart, GridComponent, SVGRenderer])

export type Option = ComposeOption<BarSeriesOption | GridComponentOption>

export function startChart(box: HTMLElement): EChartsType {
  return init(box, undefined, { renderer: 'svg' })
}
