import type { Migration } from '../ports/database.ts'
import { firstTables } from './0001-first-tables.ts'
import { administration } from './0002-administration.ts'
import { imports } from './0003-imports.ts'

/** All migrations, oldest first. A released one is never edited. */
export const migrations: readonly Migration[] = [firstTables, administration, imports]
