import { type Context, type Reader, worldOf } from '../../core/context.ts'
import { channelConfig, eventChannel, findChannels } from '../channels/channels.ts'
import { findOwnMemberships } from '../members/members.ts'
import { allows } from '../permissions/permissions.ts'
import { publicUsers } from '../users/users.ts'

/** The channels among these that the caller may read, and how their watchers learn of one more. */
export async function watchTargets(reader: Reader, context: Context, cids: readonly string[]) {
  const { access } = reader
  const rows = await findChannels(reader, context.app_pk, cids)
  const id = access.user?.id
  const pks = [...rows.values()].map(({ pk }) => pk)
  const own = id === undefined ? new Map() : await findOwnMemberships(reader, pks, id)
  const users = id === undefined ? undefined : await publicUsers(reader, context.app_pk, [id], worldOf(context))
  const watcher = id === undefined ? undefined : users?.get(id)
  return [...rows.values()]
    .filter((row) => allows(access, 'ReadChannel', row, own.get(row.pk)))
    .map((row) => ({
      row,
      channel: eventChannel(row, access.config),
      watcher: channelConfig(access.config, row).connect_events ? watcher : undefined,
    }))
}

/** Watches the channels of a sync from here on; what came before is in its answer. */
export async function watchSynced(context: Context, cids: readonly string[]): Promise<void> {
  const { hub } = context.services
  const user_id = context.caller.kind === 'server' ? '' : context.caller.user_id
  const connection = hub.connection(context.app_pk, user_id, context.connection_id)
  const wanted = [...new Set(cids)]
  const targets = await context.read((reader) => watchTargets(reader, context, wanted))
  await hub.channels.watch(connection, targets, () =>
    context.read(async (reader) => {
      // The right to read may have gone since.
      const still = await watchTargets(reader, context, wanted)
      return { result: undefined, seqs: new Map(still.map(({ row: { pk, seq } }) => [pk, seq])) }
    }),
  )
}
