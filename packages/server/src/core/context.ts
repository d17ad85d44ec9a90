import type { UserRequest } from '@parley-chat/protocol'
import sql from 'sql-template-tag'
import type { Clock, Ids } from '../ports/clock.ts'
import type { Database, Queries } from '../ports/database.ts'
import type { Log } from '../ports/log.ts'
import type { AppConfig } from './app-config.ts'
import { Failure, fail } from './errors.ts'
import type { EventLog } from './event-log.ts'
import type { Hub } from './realtime/hub.ts'
import type { View } from './views/view.ts'
import type { World } from './world.ts'
import type { Write, Writer } from './writer.ts'

/** Who sent the request, as the token says. */
export type Caller =
  | { readonly kind: 'server' }
  /** `isUnsigned`: taken at its word, which holds only while the app's checks are off. */
  | { readonly kind: 'user'; readonly user_id: string; readonly issued_at?: number; readonly isUnsigned?: true }
  | { readonly kind: 'anonymous'; readonly user_id: '!anon' }

/** Whom a request acts for. A server-side call may bring the user's data along; it is stored first (spec/20 §2.2). */
export interface Acting {
  readonly id: string
  readonly profile?: UserRequest
}

/** The row of the acting user, read with the first load of every request (core §1.7). */
export interface ActingUser {
  readonly id: string
  readonly role: string
  readonly teams: readonly string[]
  readonly teams_role?: Readonly<Record<string, string>> | undefined
  readonly isBanned: boolean
  readonly isShadowBanned: boolean
  readonly row: unknown
}

/** What a request may rely on: the app's configuration and the acting user as of now. */
export interface Access {
  readonly config: AppConfig
  readonly caller: Caller
  /** Absent for anonymous callers and for server-side calls that act for nobody. */
  readonly user?: ActingUser
}

/** A consistent look at the database on behalf of one request. */
export interface Reader extends Queries {
  readonly access: Access
  readonly now: number
}

/** One operation's part of a transaction: it commits whole or not at all. */
export interface Tx extends Write, Reader {}

/** Where calls come from, as rate limits are counted. */
export type Platform = 'server_side' | 'android' | 'ios' | 'web' | 'unity'

/** What operations are given to work with. */
export interface Services {
  readonly database: Database
  readonly writer: Writer
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  readonly hub: Hub
  readonly events: EventLog
  /** Work that goes on after its request was answered. */
  readonly tasks: { wake(): void; idle(): Promise<void> }
  /** What is left of an app's calls. */
  readonly limits: {
    look(app_pk: number, endpoint: string, platform: Platform): { limit: number; remaining: number; reset: number }
  }
  /** Loads configuration and acting user. In a write, a server-side call's unknown acting user is made on the fly. */
  readonly loadAccess: (queries: Queries, contexts: readonly Context[], write?: Write) => Promise<(Access | Failure)[]>
}

/** Whether a read may look at more rows than the event loop can wait for. */
export interface ReadKind {
  readonly isSlow: boolean
}

/** One request: who asks, for which app, in which generation of the wire. */
export interface Context {
  readonly app_pk: number
  /** The key of the app by which the request came; absent in work that no request does. */
  readonly api_key?: string
  readonly caller: Caller
  readonly acting?: Acting
  readonly view: View
  /** The endpoint's name on the wire. */
  readonly operation: string
  readonly services: Services
  readonly connection_id?: string
  /** Changes belong here: all or nothing, answered after the commit. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** A change of the app itself, one after another: nothing of its configuration changes between its first look and its end. */
  reconfiguration<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** Reads belong here: one moment, no locks. Those that can be slow say so, and hold up nobody else (core §1.6). */
  read<T>(work: (reader: Reader) => Promise<T>, kind?: ReadKind): Promise<T>
  /** The same request on behalf of this user; only for server-side calls. */
  as(acting: Acting): Context
}

export type ContextFields = Omit<Context, 'transaction' | 'reconfiguration' | 'read' | 'as'>

export function createContext(fields: ContextFields): Context {
  const { services } = fields
  const context: Context = {
    ...fields,
    transaction: (work) =>
      services.writer.run(fields.operation, async (write) => {
        const [access] = await services.loadAccess(write, [context], write)
        return work(bind(write, admitted(access)))
      }),
    reconfiguration: (work) =>
      services.writer.run(fields.operation, async (write) => {
        await write.get(sql`SELECT pk FROM apps WHERE pk = ${fields.app_pk} ${write.lock()}`)
        const [access] = await services.loadAccess(write, [context], write)
        return work(bind(write, admitted(access)))
      }),
    read(work, kind) {
      const read = async (queries: Queries) => {
        const [access] = await services.loadAccess(queries, [context])
        return work({ ...queries, access: admitted(access), now: services.clock.now() })
      }
      return kind?.isSlow ? services.database.slowSnapshot(read) : services.database.snapshot(read)
    },
    as: (acting) => createContext({ ...fields, acting }),
  }
  return context
}

function admitted(access: Access | Failure | undefined): Access {
  if (!access || access instanceof Failure) throw access ?? new Error('a request has no access')
  return access
}

/** A hot operation shares one write between many requests; this is the view of it that one of them has. */
export const bind = (write: Write, access: Access): Tx => ({ ...write, access })

/** What printing needs to know of this moment. */
export const worldOf = ({ services }: Context): World => ({
  now: services.clock.now(),
  isOnline: (app_pk, user_id) => services.hub.isOnline(app_pk, user_id),
})

/** The user a request acts for, where one is needed. */
export function actingId(context: Context): string {
  if (context.caller.kind !== 'server') return context.caller.user_id
  return context.acting?.id ?? fail('input', 'either user or user_id must be provided when using server side auth.')
}
