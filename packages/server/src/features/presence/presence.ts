import type { ConnectUserDetails, OwnUser } from '@parley-chat/protocol'
import { type Context, type Reader, type Services, worldOf } from '../../core/context.ts'
import type { Write, Writer } from '../../core/writer.ts'
import { membershipsOf } from '../members/members.ts'
import { connectUser, loadOwnUser, stillActive, wentOffline, wentOnline } from '../users/users.ts'

/** What a client is given with its first frame. */
export interface Arrival {
  readonly me: OwnUser | undefined
  /** The seq of each of the user's channels that `me` knows of. */
  readonly seqs: ReadonlyMap<number, number>
}

/**
 * A client comes in: its user is stored or updated, and whoever follows a user that was away hears of it. Answers whether
 * they were told.
 */
export function arrive(context: Context, details: ConnectUserDetails | undefined): Promise<boolean> {
  return context.transaction(async (tx) => {
    const { id } = await connectUser(tx, context, details)
    if (context.services.hub.isOnline(context.app_pk, id)) return false
    await wentOnline(tx, context.app_pk, id)
    return true
  })
}

/** The connecting user's own state, all of one moment. An anonymous client has none. */
export async function loadArrival(reader: Reader, context: Context): Promise<Arrival> {
  const { caller, app_pk } = context
  if (caller.kind !== 'user') return { me: anonymousUser(reader.now), seqs: new Map() }
  const memberships = await membershipsOf(reader, app_pk, caller.user_id)
  const me = await loadOwnUser(reader, reader.access.config, caller.user_id, worldOf(context))
  return { me, seqs: new Map(memberships.map(({ channel_pk, seq }) => [channel_pk, seq])) }
}

/** The user's last connection is gone. */
export const depart = (write: Write, app_pk: number, user_id: string): Promise<void> =>
  wentOffline(write, app_pk, user_id)

/** A user has gone or come without a connection of theirs having said so. */
export const tellPresence = (writer: Writer, app_pk: number, user_id: string, isOnline: boolean): Promise<void> =>
  writer.run('Presence', (write) => (isOnline ? wentOnline : wentOffline)(write, app_pk, user_id))

const activeEveryMs = 15 * 60 * 1000

/** Notes every 15 minutes who is still connected (spec/10 §11). */
export function startActivity({ clock, hub, writer, log }: Services): () => void {
  let cancel = clock.after(activeEveryMs, note)

  function note() {
    const byApp = Map.groupBy(hub.users.all(), (user) => user.app_pk)
    for (const [app_pk, users] of byApp) {
      const ids = users.filter((user) => user.id !== '!anon').map((user) => user.id)
      for (let from = 0; from < ids.length; from += usersPerWrite) {
        writer
          .run('StillActive', (write) => stillActive(write, app_pk, ids.slice(from, from + usersPerWrite)))
          .catch((error) => log.error({ err: error }, 'activity could not be stored'))
      }
    }
    cancel = clock.after(activeEveryMs, note)
  }

  return () => cancel()
}

const usersPerWrite = 500

/** All anonymous clients are one user that is stored nowhere (spec/10 §9). */
const anonymousUser = (now: number): OwnUser => ({
  id: '!anon',
  role: 'anonymous',
  language: '',
  teams: [],
  banned: false,
  online: true,
  invisible: false,
  blocked_user_ids: [],
  devices: [],
  mutes: [],
  channel_mutes: [],
  total_unread_count: 0,
  unread_count: 0,
  unread_channels: 0,
  unread_threads: 0,
  created_at: now,
  updated_at: now,
  custom: {},
})
