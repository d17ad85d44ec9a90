import type { AuditEntry } from '@parley-chat/protocol'
import { fail } from '../../core/errors.ts'
import type { Write } from '../../core/writer.ts'
import type { Queries } from '../../ports/database.ts'
import type { AdminContext } from './context.ts'
import { findSessionRow, insertAudit, listAuditRows, saveStatus } from './store.ts'

/** What is done to what. Secrets, tokens and passwords are never part of it. */
export interface Deed {
  readonly action: string
  readonly app?: { readonly pk: number; readonly name: string }
  readonly target?: string
}

/** Who does it, and from where. */
export type Doer = Pick<AdminContext, 'signed' | 'ip'>

const longestTarget = 300
const pageSize = 50

/**
 * Writes down what an administrator does, in the transaction that does it, and refuses it to whose session has ended
 * since the request came: nobody acts on with a door that is being closed.
 */
export async function note(write: Write, { signed, ip }: Doer, { action, app, target }: Deed): Promise<number> {
  if (signed) {
    const session = await findSessionRow(write, signed.session.token_hash)
    if (!session || session.expires_at <= write.now) fail('authentication', 'nobody is signed in')
  }
  return insertAudit(write, {
    created_at: write.now,
    admin_id: signed?.admin.id ?? null,
    admin_email: signed?.admin.email ?? null,
    action,
    app_pk: app?.pk ?? null,
    app_name: app?.name ?? null,
    target: target === undefined ? null : target.slice(0, longestTarget).toWellFormed(),
    status: null,
    ip: ip ?? null,
  })
}

/**
 * Writes a call of the API down before it is made, so that no change is without its entry whenever the server stops;
 * how it was answered is added afterwards.
 */
export async function noteCall<T extends { readonly status: number }>(
  context: AdminContext,
  deed: Deed,
  call: () => Promise<T>,
): Promise<T> {
  const { writer } = context.services
  const id = await writer.run('NoteCall', (write) => note(write, context, deed))
  const answer = await call()
  await writer.run('NoteAnswer', (write) => saveStatus(write, id, answer.status))
  return answer
}

/** A page of the log, newest first. */
export async function listAudit(
  queries: Queries,
  query: { app_id?: number | undefined; before?: number | undefined; limit?: number | undefined },
): Promise<{ entries: AuditEntry[]; next?: number }> {
  const limit = query.limit || pageSize
  const rows = await listAuditRows(queries, { app_pk: query.app_id, before: query.before, limit: limit + 1 })
  const entries = rows.slice(0, limit).map(
    (row): AuditEntry => ({
      id: row.id,
      at: row.created_at,
      admin_id: row.admin_id ?? undefined,
      admin_email: row.admin_email ?? undefined,
      action: row.action,
      app_id: row.app_pk ?? undefined,
      app_name: row.app_name ?? undefined,
      target: row.target ?? undefined,
      status: row.status ?? undefined,
      ip: row.ip ?? undefined,
    }),
  )
  return { entries, ...(rows.length > limit && { next: entries.at(-1)!.id }) }
}
