import { mount } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Field, Row } from '../api/row'
import { i18n } from '../i18n'
import DataTable from './DataTable.vue'
import FigureLink from './FigureLink.vue'
import JobProgress from './JobProgress.vue'
import ListPager from './ListPager.vue'
import MaskedText from './MaskedText.vue'
import { freshness } from './region_freshness'

const global = {
  plugins: [i18n],
  stubs: { RouterLink: { props: ['to'], template: '<a :href="to"><slot /></a>' } },
}
afterEach(() => vi.useRealTimers())

const columns: Field[] = [
  { name: 'name', label: '姓名', type: 'text' },
  { name: 'wage_fen', label: '月工资', type: 'money', sortable: true },
]
const rows: Row[] = [
  { id: 'a', name: '阿依古丽·买买提', wage_fen: 400000 },
  { id: 'b', name: '石远志', wage_fen: null },
]
const display = (field: Field, row: Row) => (row[field.name] === null ? '--' : String(row[field.name]))

describe('DataTable', () => {
  it('puts units into headings and numbers to the right', () => {
    const table = mount(DataTable, { props: { columns, rows, display, caption: '人员' }, global })
    expect(table.findAll('th')[1]?.text()).toBe('月工资（元）')
    expect(table.findAll('tbody tr')[0]?.findAll('td')[1]?.classes()).toContain('right')
    expect(table.findAll('tbody tr')[1]?.findAll('td')[1]?.text()).toBe('--')
  })
  it('sorts up, down and not at all', async () => {
    const table = mount(DataTable, { props: { columns, rows, display, caption: '人员', sort: null }, global })
    const press = async (sort: string | null) => {
      await table.setProps({ sort })
      await table.find('button.sort').trigger('click')
    }
    for (const sort of [null, 'wage_fen', '-wage_fen']) await press(sort)
    expect(table.emitted('sort')).toEqual([['wage_fen'], ['-wage_fen'], [null]])
  })
  it('keeps its height while the first rows load and shows what to do when there are none', async () => {
    const table = mount(DataTable, {
      props: { columns, rows: [], display, caption: '人员', loading: true, skeletonRows: 7 },
      slots: { empty: '没有人' },
      global,
    })
    expect(table.findAll('tr.blank')).toHaveLength(7)
    expect(table.text()).not.toContain('没有人')
    await table.setProps({ loading: false })
    expect(table.text()).toContain('没有人')
  })
})

describe('FigureLink', () => {
  it('opens its list, but not when the figure is unknown', () => {
    expect(
      mount(FigureLink, { props: { value: 1207, link: '/people?view=task' }, global })
        .find('a')
        .text(),
    ).toBe('1,207')
    const unknown = mount(FigureLink, { props: { value: null, link: '/people' }, global })
    expect(unknown.find('a').exists()).toBe(false)
    expect(unknown.text()).toBe('--')
  })
})

describe('ListPager', () => {
  it('says what is shown of how many and stops at the ends', () => {
    const pager = mount(ListPager, { props: { page: 61, size: 20, count: 1207, shown: 7, more: false }, global })
    expect(pager.text()).toContain('1,201–1,207 / 1,207')
    expect(pager.find('button[aria-label="下一页"]').attributes('disabled')).toBeDefined()
  })
  it('goes on while the count is still on its way', () => {
    const pager = mount(ListPager, { props: { page: 1, size: 20, count: null, shown: 20, more: true }, global })
    expect(pager.text()).toContain('/ --')
    expect(pager.find('button[aria-label="下一页"]').attributes('disabled')).toBeUndefined()
  })
})

describe('MaskedText', () => {
  it('shows the clear value for a minute and forgets it', async () => {
    vi.useFakeTimers()
    const reveal = vi.fn(async (purpose: string) => (purpose === 'visit' ? '13812341234' : ''))
    const text = mount(MaskedText, {
      props: {
        value: '138****1234',
        kind: 'phone',
        purposes: [{ code: 'visit', label: '入户核实', label_en: 'Visit' }],
        reveal,
      },
      global: {
        ...global,
        stubs: {
          ...global.stubs,
          KitDialog: { template: '<div><slot /><slot name="footer" /></div>' },
          ElDialog: { template: '<div><slot /><slot name="footer" /></div>' },
        },
      },
    })
    expect(text.text()).toContain('138****1234')
    await text.find('button.link-button').trigger('click')
    await text
      .findAll('button')
      .find((one) => one.text() === '查看并记录')
      ?.trigger('click')
    await vi.advanceTimersByTimeAsync(10)
    expect(reveal).toHaveBeenCalledWith('visit')
    expect(text.text()).toContain('138 1234 1234')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(text.text()).not.toContain('138 1234 1234')
  })
  it('offers nothing to who may not look', () => {
    expect(
      mount(MaskedText, { props: { value: '138****1234' }, global })
        .find('button')
        .exists(),
    ).toBe(false)
  })
})

describe('JobProgress', () => {
  it('counts its steps and offers to stop only while it runs', async () => {
    const step = (name: string, state: string, done: number) => ({
      name,
      label: name,
      state,
      done,
      total: 10,
      seconds: 0,
    })
    const job = {
      id: 'j',
      kind: 'month',
      state: 'running' as const,
      step: 'b',
      steps: [step('a', 'done', 10), step('b', 'running', 4)],
      message: '',
      result: null,
      created_at: null,
      started_at: null,
      finished_at: null,
    }
    const progress = mount(JobProgress, { props: { job, cancellable: true }, global })
    expect(progress.text()).toContain('已完成 1/2 步')
    expect(progress.findAll('[role=progressbar]').map((bar) => bar.attributes('aria-valuenow'))).toEqual(['100', '40'])
    expect(progress.text()).toContain('停止')
    await progress.setProps({ job: { ...job, state: 'done' as const } })
    expect(progress.text()).not.toContain('停止')
  })
})

describe('freshness of a region', () => {
  it('turns after 35 and after 70 days', () => {
    const now = new Date('2026-08-21T00:00:00Z')
    const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000).toISOString()
    expect([34, 36, 69, 71].map((days) => freshness(daysAgo(days), now))).toEqual(['fresh', 'old', 'old', 'stale'])
    expect(freshness(null, now)).toBe('fresh')
  })
})
