import {
  createRouter,
  createWebHistory,
  type RouteLocationNormalized,
  type RouteLocationRaw,
  type RouteRecordRaw,
} from 'vue-router'
import { onSignedOut } from '@shared/api/client'
import { i18n } from '@shared/i18n'
import { useMeta } from './meta'
import { entriesFor } from './entries'
import { rememberPlaces } from './scroll'
import { useSession } from './session'

declare module 'vue-router' {
  interface RouteMeta {
    open?: boolean
    /** The entry of the rail that is lit. */
    rail?: string
    /** The page shows one region: choosing in the tree changes this page instead of leaving it. */
    regional?: boolean
    /** Without this right the page says so and asks for nothing. */
    permission?: string
  }
}

const viewNames = ['task', 'retention', 'visit']
function asView(to: RouteLocationNormalized): RouteLocationRaw | true {
  const { list, view, ...rest } = to.query
  if (typeof list !== 'string' || view || !viewNames.includes(list)) return true
  return { path: '/people', query: { view: list, ...rest }, replace: true }
}

const routes: RouteRecordRaw[] = [
  { path: '/sign-in', name: 'sign-in', component: () => import('@/modules/org/SignInPage.vue'), meta: { open: true } },
  { path: '/password', name: 'password', component: () => import('@/modules/org/PasswordPage.vue') },
  {
    path: '/',
    component: () => import('./AppShell.vue'),
    children: [
      { path: '', name: 'home', component: () => import('@/modules/home/HomePage.vue'), meta: { rail: 'home' } },
      {
        // "list=task" is the condition of a figure, "view=task" the page of that list: the same people.
        path: 'people',
        name: 'people',
        beforeEnter: asView,
        component: () => import('@/modules/people/PeopleList.vue'),
        meta: { rail: 'people', regional: true, permission: 'people.read' },
      },
      {
        path: 'people/new',
        name: 'person-new',
        component: () => import('@/modules/people/PersonForm.vue'),
        meta: { rail: 'people', permission: 'people.write' },
      },
      {
        path: 'people/:id',
        name: 'person',
        component: () => import('@/modules/people/PersonPage.vue'),
        meta: { rail: 'people', permission: 'people.read' },
      },
      {
        path: 'people/:id/edit',
        name: 'person-edit',
        component: () => import('@/modules/people/PersonForm.vue'),
        meta: { rail: 'people', permission: 'people.write' },
      },
      {
        path: 'households',
        name: 'households',
        component: () => import('@/modules/people/HouseholdList.vue'),
        meta: { rail: 'people', regional: true, permission: 'people.read' },
      },
      {
        path: 'spells',
        name: 'spells',
        component: () => import('@/modules/people/SpellList.vue'),
        meta: { rail: 'people', regional: true, permission: 'people.read' },
      },
      {
        path: 'posts',
        name: 'posts',
        component: () => import('@/modules/posts/PostList.vue'),
        meta: { rail: 'posts', permission: 'posts.read' },
      },
      {
        path: 'posts/new',
        name: 'post-new',
        component: () => import('@/modules/posts/PostForm.vue'),
        meta: { rail: 'posts', permission: 'posts.write' },
      },
      {
        path: 'posts/:id',
        name: 'post',
        component: () => import('@/modules/posts/PostPage.vue'),
        meta: { rail: 'posts', permission: 'posts.read' },
      },
      {
        path: 'posts/:id/edit',
        name: 'post-edit',
        component: () => import('@/modules/posts/PostForm.vue'),
        meta: { rail: 'posts', permission: 'posts.write' },
      },
      {
        path: 'offers',
        name: 'offers',
        component: () => import('@/modules/matching/OfferList.vue'),
        meta: { rail: 'matching', permission: 'offers.read' },
      },
      {
        path: 'plans',
        name: 'plans',
        component: () => import('@/modules/matching/PlanList.vue'),
        meta: { rail: 'matching' },
      },
      {
        path: 'plans/:id',
        name: 'plan',
        component: () => import('@/modules/matching/PlanPage.vue'),
        meta: { rail: 'matching' },
      },
      {
        path: 'plans/:id/unplaced',
        name: 'plan-unplaced',
        component: () => import('@/modules/matching/UnplacedList.vue'),
        meta: { rail: 'matching' },
      },
      {
        path: 'employers',
        name: 'employers',
        component: () => import('@/modules/employers/EmployerList.vue'),
        meta: { rail: 'employers', permission: 'employers.read' },
      },
      {
        path: 'employers/new',
        name: 'employer-new',
        component: () => import('@/modules/employers/EmployerForm.vue'),
        meta: { rail: 'employers', permission: 'employers.write' },
      },
      {
        path: 'employers/:id',
        name: 'employer',
        component: () => import('@/modules/employers/EmployerPage.vue'),
        meta: { rail: 'employers', permission: 'employers.read' },
      },
      {
        path: 'employers/:id/edit',
        name: 'employer-edit',
        component: () => import('@/modules/employers/EmployerForm.vue'),
        meta: { rail: 'employers', permission: 'employers.write' },
      },
      {
        path: 'imports',
        name: 'imports',
        component: () => import('@/modules/sources/ImportList.vue'),
        meta: { rail: 'imports', permission: 'imports.run' },
      },
      {
        path: 'imports/new',
        name: 'import-new',
        component: () => import('@/modules/sources/ImportStart.vue'),
        meta: { rail: 'imports', permission: 'imports.run' },
      },
      {
        path: 'imports/:id',
        name: 'import',
        component: () => import('@/modules/sources/ImportPage.vue'),
        meta: { rail: 'imports', permission: 'imports.run' },
      },
      {
        path: 'months',
        name: 'months',
        component: () => import('@/modules/month/MonthList.vue'),
        meta: { rail: 'months', permission: 'month.run' },
      },
      {
        path: 'months/new',
        name: 'month-new',
        component: () => import('@/modules/month/MonthStart.vue'),
        meta: { rail: 'months', permission: 'month.run' },
      },
      {
        path: 'months/:period',
        name: 'month',
        component: () => import('@/modules/month/MonthPage.vue'),
        meta: { rail: 'months', permission: 'month.run' },
      },
      {
        path: 'comparisons',
        name: 'comparisons',
        component: () => import('@/modules/sources/ComparisonList.vue'),
        meta: { rail: 'months', permission: 'month.run' },
      },
      {
        path: 'comparisons/new',
        name: 'comparison-new',
        component: () => import('@/modules/sources/ComparisonStart.vue'),
        meta: { rail: 'months', permission: 'month.run' },
      },
      {
        path: 'comparisons/:id',
        name: 'comparison',
        component: () => import('@/modules/sources/ComparisonPage.vue'),
        meta: { rail: 'months', permission: 'month.run' },
      },
      {
        path: 'comparisons/:id/people',
        name: 'comparison-people',
        component: () => import('@/modules/sources/ComparisonNames.vue'),
        meta: { rail: 'months', permission: 'month.run' },
      },
      {
        path: 'comparisons/:id/reviews',
        name: 'comparison-reviews',
        component: () => import('@/modules/sources/ReviewQueue.vue'),
        meta: { rail: 'months', permission: 'month.run' },
      },
      {
        path: 'subsidies',
        name: 'subsidies',
        component: () => import('@/modules/subsidies/ClaimList.vue'),
        meta: { rail: 'subsidies', permission: 'subsidies.read' },
      },
      {
        path: 'subsidies/claims/:id',
        name: 'claim',
        component: () => import('@/modules/subsidies/ClaimPage.vue'),
        meta: { rail: 'subsidies' },
      },
      {
        path: 'subsidies/claims/:id/why',
        name: 'claim-why',
        component: () => import('@/modules/subsidies/WhyPage.vue'),
        meta: { rail: 'subsidies' },
      },
      {
        path: 'subsidies/notices',
        name: 'notices',
        component: () => import('@/modules/subsidies/NoticeList.vue'),
        meta: { rail: 'subsidies' },
      },
      {
        path: 'subsidies/notices/:id',
        name: 'notice',
        component: () => import('@/modules/subsidies/NoticePage.vue'),
        meta: { rail: 'subsidies' },
      },
      {
        path: 'subsidies/batches',
        name: 'batches',
        component: () => import('@/modules/subsidies/BatchList.vue'),
        meta: { rail: 'subsidies' },
      },
      {
        path: 'subsidies/batches/:id',
        name: 'batch',
        component: () => import('@/modules/subsidies/BatchPage.vue'),
        meta: { rail: 'subsidies' },
      },
      {
        path: 'subsidies/what-ifs',
        name: 'what-ifs',
        component: () => import('@/modules/subsidies/WhatIfList.vue'),
        meta: { rail: 'subsidies' },
      },
      {
        path: 'subsidies/what-ifs/:id',
        name: 'what-if',
        component: () => import('@/modules/subsidies/WhatIfPage.vue'),
        meta: { rail: 'subsidies' },
      },
      {
        path: 'subsidies/rules',
        name: 'rules',
        component: () => import('@/modules/subsidies/RuleList.vue'),
        meta: { rail: 'subsidies' },
      },
      {
        path: 'subsidies/drafts/:id',
        name: 'rule-draft',
        component: () => import('@/modules/subsidies/DraftPage.vue'),
        meta: { rail: 'subsidies' },
      },
      {
        path: 'subsidies/rules/:rule',
        name: 'rule',
        component: () => import('@/modules/subsidies/RulePage.vue'),
        meta: { rail: 'subsidies' },
      },
      {
        path: 'requests',
        name: 'requests',
        component: () => import('@/modules/requests/RequestList.vue'),
        meta: { rail: 'requests', permission: 'requests.read' },
      },
      {
        path: 'requests/transfer',
        name: 'transfer-new',
        component: () => import('@/modules/requests/TransferForm.vue'),
        meta: { rail: 'requests', permission: 'people.write' },
      },
      {
        path: 'events',
        name: 'events',
        component: () => import('@/modules/audit/EventList.vue'),
        meta: { rail: 'audit', permission: 'audit.read' },
      },
      {
        path: 'accounts',
        name: 'accounts',
        component: () => import('@/modules/admin/AccountList.vue'),
        meta: { rail: 'admin', permission: 'accounts.write' },
      },
      {
        path: 'accounts/:id',
        name: 'account',
        component: () => import('@/modules/admin/AccountPage.vue'),
        meta: { rail: 'admin', permission: 'accounts.write' },
      },
      {
        path: 'units',
        name: 'units',
        component: () => import('@/modules/admin/UnitList.vue'),
        meta: { rail: 'admin', permission: 'accounts.write' },
      },
      { path: ':path(.*)*', name: 'missing', component: () => import('./NoPage.vue') },
    ],
  },
]

export const router = createRouter({
  history: createWebHistory(),
  routes,
})

router.beforeEach(async (to) => {
  const session = useSession()
  const known = await session.restore().catch(() => null)
  if (to.meta.open) return known && to.name === 'sign-in' ? { path: '/' } : true
  if (!known) return { name: 'sign-in', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
  // A one-time password opens nothing but the page where it is changed.
  if (known.password_due && to.name !== 'password') return { name: 'password' }
  if (to.name === 'password') return true
  // Who may not see the lists has no home page: the first entry that is open takes its place.
  if (to.name === 'home' && !session.can('lists.read')) {
    const [first] = entriesFor(session.can)
    if (first) return first.to
  }
  try {
    await useMeta().load()
  } catch {
    // The shell shows what is missing and offers to try again.
  }
  return true
})

router.afterEach((to) => {
  const { t } = i18n.global
  const words = to.meta.rail ? t(`rail.${to.meta.rail}`) : null
  document.title = words ? `${words} · ${t('brand')}` : t('brand')
})

rememberPlaces(router)
onSignedOut(() => useSession().askAgain())
