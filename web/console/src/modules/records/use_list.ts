// The state of one list: read from the address, asked from the server (rows first, the count beside them), and
// written back to the address. Columns are remembered per account and kind of record.
import { computed, nextTick, ref, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { asApiError, isAborted } from '@shared/api/client'
import type { Field, Row } from '@shared/api/row'
import {
  addressQuery,
  filterQuery,
  parseListQuery,
  withCondition,
  type Condition,
  type ListState,
} from '@shared/filters/filters'
import { useMeta } from '@/app/meta'
import { restorePlace } from '@/app/scroll'
import { useSession } from '@/app/session'
import { lists, type ListPath } from './lists'

export interface ListOptions {
  record: string
  path: ListPath
  /** Names of the columns shown at first; without them the field table's own list_default stands. */
  columns?: string[]
  sort?: string
  fixed?: Record<string, string>
}

export function useList(options: ListOptions) {
  const route = useRoute()
  const router = useRouter()
  const meta = useMeta()
  const session = useSession()
  const routeName = route.name

  const fields = computed<Field[]>(() => meta.columnsOf(options.record))
  const state = computed<ListState>(() => parseListQuery(route.query))
  const rows = ref<Row[]>([])
  const count = ref<number | null>(null)
  const asOf = ref<string | null>(null)
  const more = ref(false)
  const loading = ref(true)
  const failure = ref<unknown>(null)
  let pending: AbortController | null = null

  const storageKey = `gangqiao.columns.${session.session?.account ?? ''}.${options.record}.${state.value.view ?? 'all'}`
  const defaults = computed(() => {
    const known = new Set(fields.value.map((field) => field.name))
    const wanted = (options.columns ?? []).filter((name) => known.has(name))
    return wanted.length > 0 ? wanted : fields.value.filter((field) => field.list_default).map((field) => field.name)
  })
  const stored = ref<string[] | null>(readStored())
  const chosen = computed(() => {
    const known = new Set(fields.value.map((field) => field.name))
    const kept = (stored.value ?? []).filter((name) => known.has(name))
    return kept.length > 0 ? kept : defaults.value
  })
  const columns = computed(() =>
    chosen.value.map((name) => fields.value.find((field) => field.name === name)).filter((one): one is Field => !!one),
  )

  function readStored(): string[] | null {
    try {
      const value: unknown = JSON.parse(localStorage.getItem(storageKey) ?? 'null')
      return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : null
    } catch {
      return null
    }
  }
  function setColumns(names: string[]) {
    const isDefault = names.join() === defaults.value.join()
    stored.value = isDefault ? null : names
    if (isDefault) localStorage.removeItem(storageKey)
    else localStorage.setItem(storageKey, JSON.stringify(names))
  }

  const filters = computed(() => ({ ...filterQuery(state.value), ...options.fixed }))
  const sort = computed(() => state.value.sort ?? options.sort ?? null)

  async function load() {
    pending?.abort()
    const control = new AbortController()
    pending = control
    loading.value = true
    failure.value = null
    const { page, size } = state.value
    const counting = lists[options.path].count(filters.value, { signal: control.signal }).then((answer) => {
      count.value = answer.count
    })
    try {
      const query = { ...filters.value, sort: sort.value, size, page }
      const answer = await lists[options.path].rows(query, { signal: control.signal })
      rows.value = answer.rows
      asOf.value = answer.as_of
      more.value = answer.rows.length >= answer.size
      loading.value = false
      await nextTick()
      restorePlace()
      await counting
    } catch (cause) {
      counting.catch(() => undefined)
      if (isAborted(cause)) return
      failure.value = asApiError(cause)
      rows.value = []
    }
    if (pending === control) loading.value = false
  }

  /** Every row of the list, page by page, at most `rowsMax`: for printing. */
  async function loadAll(rowsMax: number): Promise<Row[]> {
    const all: Row[] = []
    for (let page = 1; all.length < rowsMax; page += 1) {
      const answer = await lists[options.path].rows({ ...filters.value, sort: sort.value, size: 200, page })
      all.push(...answer.rows)
      if (answer.rows.length < answer.size || answer.rows.length === 0) break
    }
    return all.slice(0, rowsMax)
  }

  const lastFilters = ref('')
  watch(
    () => [route.name === routeName ? route.query : null, options.path],
    () => {
      if (route.name !== routeName) return
      const now = JSON.stringify(filters.value)
      if (now !== lastFilters.value) count.value = null
      lastFilters.value = now
      void load()
    },
    { immediate: true },
  )

  const go = (next: ListState) => router.push({ query: addressQuery(next) })
  return {
    fields,
    state,
    rows,
    count,
    asOf,
    more,
    loading,
    failure,
    columns,
    chosen,
    defaults,
    filters,
    sort,
    setColumns,
    loadAll,
    storageKey,
    apply: (query: Record<string, string>) => router.push({ query }),
    reload: load,
    setCondition: (condition: Condition) => go(withCondition(state.value, condition)),
    clear: () => go({ ...state.value, conditions: [], q: '', page: 1 }),
    search: (q: string) => go({ ...state.value, q: q.trim(), page: 1 }),
    setRegion: (region: string | null) => go({ ...state.value, region, page: 1 }),
    setSort: (value: string | null) => go({ ...state.value, sort: value, page: 1 }),
    setPage: (page: number) => go({ ...state.value, page }),
    setSize: (size: number) => go({ ...state.value, size, page: 1 }),
    setView: (view: string | null) => go({ ...state.value, view: view === 'all' ? null : view, page: 1 }),
  }
}
