// What tables and forms draw: any record of the program, and its fields. A person, a post ... of generated.ts is a Row.
import type { Field as DeclaredField, RecordMeta as DeclaredRecord } from './generated'

export type Cell = string | number | boolean | null | string[] | undefined
export type Row = Record<string, Cell> & { id?: string | number }

/** A field of the server's table, or a column that the console makes itself. */
export type Field = Pick<DeclaredField, 'name' | 'label' | 'type'> & Partial<DeclaredField>
export type RecordMeta = Omit<DeclaredRecord, 'fields'> & { fields: Field[] }
