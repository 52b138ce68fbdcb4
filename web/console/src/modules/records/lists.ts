// The lists of the program, by the address of their page: what a list asks for its rows, its count and its file.
import type { CallOptions, Query } from '@shared/api/client'
import {
  getEmployers,
  getEmployersCount,
  getEmployersExportAddress,
  getHouseholds,
  getHouseholdsCount,
  getHouseholdsExportAddress,
  getPeople,
  getPeopleCount,
  getPeopleExportAddress,
  getPosts,
  getPostsCount,
  getPostsExportAddress,
  getSpells,
  getSpellsCount,
  getSpellsExportAddress,
  type Count,
} from '@shared/api/generated'
import type { Row } from '@shared/api/row'

export interface ListCalls {
  rows: (query: Query, options?: CallOptions) => Promise<{ rows: Row[]; page: number; size: number; as_of: string }>
  count: (query: Query, options?: CallOptions) => Promise<Count>
  exportAddress?: (query: Query) => string
}
export type ListPath = '/people' | '/households' | '/spells' | '/employers' | '/posts'

// Conditions come from the field table at run time: they are texts here, and the server refuses what a field does not allow.
export const lists: Record<ListPath, ListCalls> = {
  '/people': { rows: getPeople, count: getPeopleCount, exportAddress: getPeopleExportAddress },
  '/households': { rows: getHouseholds, count: getHouseholdsCount, exportAddress: getHouseholdsExportAddress },
  '/spells': { rows: getSpells, count: getSpellsCount, exportAddress: getSpellsExportAddress },
  '/employers': { rows: getEmployers, count: getEmployersCount, exportAddress: getEmployersExportAddress },
  '/posts': { rows: getPosts, count: getPostsCount, exportAddress: getPostsExportAddress },
}
