import type { Endpoint } from '@parley-chat/protocol'
import type { z } from 'zod'
import type { Services } from '../../core/context.ts'
import type { Call } from '../../core/endpoint.ts'
import type { Passwords } from '../../ports/passwords.ts'
import type { Demo } from '../demo/demo.ts'
import type { Configs } from '../settings/settings.ts'
import type { Attempts } from './attempts.ts'
import type { Signed } from './sessions.ts'

/** What requests of browsers to the server's own pages are answered with. */
export interface AdminServices {
  readonly services: Services
  readonly configs: Configs
  readonly passwords: Passwords
  readonly attempts: Attempts
  readonly version: string
  /** Absent where it is off. */
  readonly demo: Demo | undefined
  /** What AdminSetup must say; undefined where whoever reaches the server owns the machine. */
  readonly setupCode: string | undefined
  /** Sessions have ended: live streams look whether theirs is among them. */
  readonly sessionsEnded: () => void
}

/** One request to the administration or the demo. */
export interface AdminContext extends AdminServices {
  /** Who is signed in: always there where an endpoint is for administrators. */
  readonly signed: Signed | undefined
  readonly ip: string | undefined
  /** The base URL by which the browser reaches the server. */
  readonly publicUrl: string
  /** Gives the browser a session to keep, or takes it away. */
  readonly setCookie: (token: string | undefined) => void
}

export interface AdminRoute {
  readonly name: string
  readonly endpoint: Endpoint
  readonly handle: (context: AdminContext, call: Call<Endpoint>) => Promise<unknown>
}

/** Binds every endpoint of a table to its operation, as `implement` does for the chat. */
export function implementAdmin<const T extends Record<string, Endpoint>>(
  table: T,
  handlers: {
    readonly [Name in keyof T]: (context: AdminContext, call: Call<T[Name]>) => Promise<z.input<T[Name]['reply']>>
  },
): AdminRoute[] {
  return Object.entries(table).map(([name, endpoint]) => ({
    name,
    endpoint,
    handle: handlers[name] as unknown as AdminRoute['handle'],
  }))
}
