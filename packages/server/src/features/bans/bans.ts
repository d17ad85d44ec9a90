import type { BanRequest, UnbanQuery } from '@parley-chat/protocol'
import { type Access, actingId, type Context, type Tx, worldOf } from '../../core/context.ts'
import { fail } from '../../core/errors.ts'
import type { Queries } from '../../ports/database.ts'
import { beginWork, type ChannelRow, eventChannelOf, getChannel } from '../channels/channels.ts'
import { changeMembers, findMember, findPlace } from '../members/members.ts'
import { allows, permit, refuseBanned } from '../permissions/permissions.ts'
import { onSlice, rowsPerSlice, startTask } from '../tasks/tasks.ts'
import { forever, lockUser, publicUsers, setAppBan, toUser, type UserRow } from '../users/users.ts'
import { type BanRow, deleteBan, deleteBansFrom, deleteBansOf, saveBan, selectBan, wholeApp } from './store.ts'

const microsPerMinute = 60_000_000

/** Bans a user from a channel or from the app, in the place of a ban from before. */
export async function banUser(context: Context, input: BanRequest): Promise<void> {
  await context.transaction(async (tx) => {
    const place = await findScope(tx, context, input)
    const { target, channel } = place
    const banner = actingId(context)
    if (target.id === banner) fail('input', 'a user can not ban themself')
    if (target.deleted_at !== null) fail('not_found', `User '${target.id}' does not exist`)
    const known = await selectBan(tx, context.app_pk, target.id, channel?.pk ?? wholeApp)
    const ban: BanRow = {
      app_pk: context.app_pk,
      user_id: target.id,
      channel_pk: channel?.pk ?? wholeApp,
      banned_by_id: banner,
      reason: input.reason ?? null,
      shadow: input.shadow ? 1 : 0,
      expires: input.timeout ? tx.now + input.timeout * microsPerMinute : null,
      created_at: known && isInForce(known, tx.now) ? known.created_at : tx.now,
    }
    await saveBan(tx, ban)
    const banned = await settle(tx, place, ban)
    // To everybody but the backend a ban that turns silent is one that was lifted.
    const isHushed = ban.shadow === 1 && known?.shadow === 0 && isInForce(known, tx.now)
    if (isHushed) await announce(tx, context, banned, banner, known, 'user.unbanned')
    else await announce(tx, context, banned, banner, ban, 'user.banned')
    if (input.delete_messages) await deleteMessages(tx, context, place, input.delete_messages)
  })
}

/** Lifts a ban; where there is none that is no error. */
export async function unbanUser(context: Context, input: UnbanQuery): Promise<void> {
  await context.transaction(async (tx) => {
    const place = await findScope(tx, context, input)
    const { target, channel } = place
    const ban = await selectBan(tx, context.app_pk, target.id, channel?.pk ?? wholeApp)
    if (!ban) return
    await deleteBan(tx, ban)
    const lifted = await settle(tx, place, undefined)
    if (isInForce(ban, tx.now)) await announce(tx, context, lifted, tx.access.user?.id, ban, 'user.unbanned')
  })
}

/** Who is banned from where. */
interface Scope {
  readonly target: UserRow
  /** Absent: from the whole app. */
  readonly channel?: ChannelRow | undefined
}

interface NamesScope {
  readonly target_user_id: string
  readonly channel_cid?: string | undefined
  readonly type?: string | undefined
  readonly id?: string | undefined
}

/** What a request is about. Whoever asks must be allowed to ban there, also in order to lift a ban. */
async function findScope(tx: Tx, context: Context, names: NamesScope): Promise<Scope> {
  const { app_pk } = context
  const { type, id, channel_cid = type && id ? `${type}:${id}` : undefined } = names
  if (channel_cid === undefined && (type || id)) fail('input', 'type and id must be given together')
  const channel = channel_cid === undefined ? undefined : await getChannel(tx, app_pk, channel_cid)
  await permitBans(tx, channel)
  // Also of those who may ban: else they would lift their own ban.
  const own = channel && (await findPlace(tx, channel.pk, tx.access.user?.id, tx.now))
  refuseBanned(tx.access, own?.isBanned ?? false)
  const target =
    (await lockUser(tx, app_pk, names.target_user_id)) ??
    fail('not_found', `User '${names.target_user_id}' does not exist`)
  return { target, channel }
}

/** Refuses whoever may not ban in this channel, or app-wide without one (spec/60 §5.1). */
export async function permitBans(tx: Queries & { readonly access: Access }, channel?: ChannelRow): Promise<void> {
  const { access } = tx
  if (!channel) return permit(access, 'BanUser')
  const member = access.user && (await findMember(tx, channel.pk, access.user.id))
  if (!allows(access, 'BanUser', channel, member)) permit(access, 'BanChannelMember', channel, member)
}

/** Writes down at the user what is true of them everywhere. */
async function settle(tx: Tx, { target, channel }: Scope, ban: BanRow | undefined): Promise<Scope> {
  if (channel) return { target, channel }
  const until = ban && (ban.expires ?? forever)
  const ends = { ban_until: ban?.shadow === 0 ? until! : null, shadow_ban_until: ban?.shadow === 1 ? until! : null }
  return { target: await setAppBan(tx, target, ends) }
}

/** Tells the user concerned, and those who watch the channel. A ban in silence is told to nobody. */
async function announce(
  tx: Tx,
  context: Context,
  { target, channel }: Scope,
  by: string | undefined,
  ban: BanRow,
  type: 'user.banned' | 'user.unbanned',
): Promise<void> {
  const { app_pk } = context
  const row = { by, shadow: ban.shadow === 1, ...(channel && { cid: channel.cid }) }
  const event = { type, app_pk, user_id: target.id, row, reread: 'nothing' } as const
  if (ban.shadow === 1) return tx.tell(event)
  const world = worldOf(context)
  const creator = by === undefined ? undefined : (await publicUsers(tx, app_pk, [by], world)).get(by)
  const body = {
    user: toUser(target, world),
    ...(creator && { created_by: creator }),
    shadow: false,
    ...(type === 'user.banned' && ban.reason !== null && { reason: ban.reason }),
    ...(type === 'user.banned' && ban.expires !== null && { expiration: ban.expires }),
  }
  if (!channel) return tx.tell({ ...event, body, judge: true })
  const work = await beginWork(tx, context, channel, [target.id])
  tx.tell({ ...event, channel: eventChannelOf(work), body, capabilities: true })
  if (await findMember(tx, channel.pk, target.id)) await changeMembers(work, [target.id], {})
}

/** Deletes what the user has said, in the channel or everywhere, in the background. */
async function deleteMessages(
  tx: Tx,
  context: Context,
  { target, channel }: Scope,
  asked: NonNullable<BanRequest['delete_messages']>,
): Promise<void> {
  const { app_pk } = context
  const mode = asked === true ? 'soft' : asked
  if (mode === false) return
  // What a ban deletes is not unread either, even where a stub of it stays (core §5.2).
  const input = {
    user_id: target.id,
    mode,
    at: tx.now,
    uncount: true as const,
    ...(channel && { channel_pk: channel.pk }),
  }
  await startTask(context, tx, { type: 'delete_messages', pieces: [{ work: [['user.messages', input]] }] })
  if (channel) return
  // Channel by channel those who watch are told; the user, who has written in any number of them, once.
  const body = { user: toUser(target, worldOf(context)), soft_delete: mode !== 'hard', hard_delete: mode === 'hard' }
  tx.tell({ type: 'user.messages.deleted', app_pk, user_id: target.id, body, row: { mode }, reread: 'nothing' })
}

const isInForce = ({ expires }: BanRow, now: number): boolean => expires === null || expires > now

onSlice('user.traces', async (tx, { user_id }, _cursor, { app_pk }) => {
  await deleteBansOf(tx, app_pk, user_id)
  return undefined
})

onSlice('channel.remains', async (tx, { channel_pk }, _cursor, { app_pk }) => {
  return (await deleteBansFrom(tx, app_pk, channel_pk, rowsPerSlice)) > 0 ? 'more' : undefined
})
