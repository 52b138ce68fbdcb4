// What the charts show, as plain data. Colours of charts: the accent, grey, ochre (ux.md).
import { formatNumber, formatPercent } from '@shared/format/format'
import type { Option } from './echarts'

export type ChartOption = Option
export interface FunnelRow {
  label: string
  value: number | null
  of?: number | null
}

const accent = '#0B6E5F'
const grey = '#CDD4D0'
const ink = '#1D2321'
const ink2 = '#5B6661'
const font = { fontFamily: '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif', fontSize: 13 }

/** Horizontal bars; the last stage, what stayed, carries the accent. */
export function funnelOption(rows: FunnelRow[]): ChartOption {
  return {
    animation: false,
    textStyle: font,
    grid: { left: 88, right: 150, top: 4, bottom: 4 },
    xAxis: { type: 'value', show: false, min: 0 },
    yAxis: {
      type: 'category',
      inverse: true,
      data: rows.map((row) => row.label),
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { color: ink2, fontSize: 13, align: 'left', margin: 84 },
    },
    series: [
      {
        type: 'bar',
        barWidth: 20,
        silent: true,
        data: rows.map((row, index) => ({
          value: row.value ?? 0,
          itemStyle: { color: index >= rows.length - 2 ? accent : grey, borderRadius: 2 },
          label: { show: true, position: 'right', color: ink, fontSize: 13, formatter: labelOf(row) },
        })),
      },
    ],
  }
}

function labelOf(row: FunnelRow): string {
  const share = row.of && row.value !== null ? `   ${formatPercent(row.value / row.of)}` : ''
  return `${formatNumber(row.value)}${share}`
}
