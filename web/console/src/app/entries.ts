// The entries of the rail, and which of them a set of permissions opens. The first one is where a person lands.
import type { IconName } from '@shared/components/icons'

export interface Entry {
  key: string
  to: string
  icon: IconName
  permission: string
}

const all: Entry[] = [
  { key: 'home', to: '/', icon: 'home', permission: 'lists.read' },
  { key: 'people', to: '/people', icon: 'people', permission: 'people.read' },
  { key: 'lists', to: '/people?view=task', icon: 'list', permission: 'lists.read' },
  { key: 'posts', to: '/posts', icon: 'posts', permission: 'posts.read' },
  { key: 'matching', to: '/offers', icon: 'matching', permission: 'offers.read' },
  { key: 'employers', to: '/employers', icon: 'employer', permission: 'employers.read' },
  { key: 'imports', to: '/imports', icon: 'importing', permission: 'imports.run' },
  { key: 'months', to: '/months', icon: 'month', permission: 'month.run' },
  { key: 'subsidies', to: '/subsidies', icon: 'money', permission: 'subsidies.read' },
  { key: 'requests', to: '/requests', icon: 'requests', permission: 'requests.read' },
  { key: 'audit', to: '/events', icon: 'audit', permission: 'audit.read' },
  { key: 'admin', to: '/accounts', icon: 'settings', permission: 'accounts.write' },
]

export function entriesFor(can: (permission: string) => boolean): Entry[] {
  return all.filter((entry) => can(entry.permission))
}
