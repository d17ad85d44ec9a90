import type { ChannelState, Member, MessagePage, ReadState, User } from '@parley-chat/protocol'
import sql from 'sql-template-tag'
import { type Context, type Reader, worldOf } from '../../core/context.ts'
import { list } from '../../core/lists.ts'
import type { Queries } from '../../ports/database.ts'
import { type ChannelRow, usersOfChannel } from '../channels/channels.ts'
import { listMembers, type MemberDetails, type Place, seenChannel, toMember } from '../members/members.ts'
import { messagesOfChannels, viewerOf } from '../messages/messages.ts'
import { readStates } from '../unread/unread.ts'
import { publicUsers } from '../users/users.ts'

/** What to gather beside the channels themselves. */
export interface StateOptions {
  /** False: no messages, members or reads. */
  readonly state: boolean
  readonly messages: MessagePage
  readonly members: Page
  /** Absent: the watchers are counted, not listed. */
  readonly watchers?: Page | undefined
  /** Keys of the senders' member data to show on messages. */
  readonly memberCustom?: readonly string[] | undefined
}

export interface Page {
  readonly limit: number
  readonly offset?: number | undefined
}

/** A channel about to be shown, and the acting user's place in it. */
export interface Seen {
  readonly row: ChannelRow
  readonly place: Place
  /** False: the channel is listed, but nothing of what happens in it may be read. */
  readonly isReadable: boolean
}

const pinnedLimit = 10

/** Gathers the states of channels as the acting user sees them, with a fixed number of queries. */
export async function loadChannelStates(
  reader: Reader,
  context: Context,
  seen: readonly Seen[],
  options: StateOptions,
): Promise<ChannelState[]> {
  if (seen.length === 0) return []
  const { access } = reader
  const world = worldOf(context)
  const parts = await loadParts(reader, context, seen, options)
  const ids = seen.flatMap(({ row }) => [...usersOfChannel(row), ...(parts.watchers.get(row.pk) ?? [])])
  for (const members of parts.members.values()) for (const { user_id } of members) ids.push(user_id)
  if (access.user) ids.push(access.user.id)
  const users = await publicUsers(reader, context.app_pk, [...new Set(ids)], world)

  return seen.map(({ row, place }) => {
    const { pk } = row
    const show = (member: MemberDetails): Member => toMember(member, row, users, reader.now, access.caller.kind)
    const watchers = parts.watchers.get(pk)
    const { messages = [], pinned_messages = [] } = parts.messages.get(pk) ?? {}
    return {
      channel: seenChannel(access, row, place, users),
      messages,
      pinned_messages,
      members: (parts.members.get(pk) ?? []).map(show),
      ...(place.member && { membership: show(place.member) }),
      read: parts.reads.get(pk) ?? [],
      ...(watchers && { watchers: watchers.flatMap((id): User[] => (id === '!anon' ? [] : [users.get(id)!])) }),
      watcher_count: parts.watcherCounts.get(pk) ?? 0,
      threads: [],
      ...(place.member && { hidden: place.member.hidden === 1 }),
      ...(place.member?.hide_messages_before != null && { hide_messages_before: place.member.hide_messages_before }),
      parley: { epoch: context.services.events.epoch(pk), seq: row.seq, at: parts.times.get(pk) ?? row.created_at },
    }
  })
}

/** Everything that hangs on the channels, each kind with one query for all of them. */
async function loadParts(reader: Reader, context: Context, seen: readonly Seen[], options: StateOptions) {
  const { access } = reader
  const { hub } = context.services
  const readable = options.state ? seen.filter(({ isReadable }) => isReadable) : []
  const pks = readable.map(({ row }) => row.pk)
  const asks = readable.map(({ row, place }) => ({
    channel: row,
    page: options.messages,
    pinned: pinnedLimit,
    hiddenBefore: place.member?.hide_messages_before ?? undefined,
  }))
  const { limit, offset } = options.members
  const pages = pks.map((channel_pk) => ({ channel_pk, limit, ...(offset !== undefined && { offset }) }))
  const world = worldOf(context)
  return {
    members: await listMembers(reader, pages),
    reads: pks.length > 0 ? await readStates(reader, context.app_pk, pks, access.user?.id, world) : noReads,
    messages: await messagesOfChannels(reader, asks, viewerOf(access), world, options.memberCustom),
    times: await timesOfHeads(
      reader,
      seen.map(({ row }) => row.pk),
    ),
    watcherCounts: await ofEach(
      seen.map(({ row }) => row.pk),
      (pk) => hub.channels.countWatchers(pk),
    ),
    watchers: await ofEach(options.watchers ? pks : [], async (pk) =>
      pageOf(await hub.channels.watcherIds(pk), options.watchers!),
    ),
  }
}

const ofEach = async <T>(pks: readonly number[], ask: (pk: number) => Promise<T>): Promise<Map<number, T>> =>
  new Map(await Promise.all(pks.map(async (pk) => [pk, await ask(pk)] as const)))

const noReads: ReadonlyMap<number, ReadState[]> = new Map()

const pageOf = (ids: readonly string[], { limit, offset = 0 }: Page) => ids.slice(offset, offset + limit)

/** When the newest stored event of each channel happened; a channel whose events are pruned is missing. */
async function timesOfHeads(q: Queries, pks: readonly number[]): Promise<Map<number, number>> {
  const rows = await q.all<{ pk: number; created_at: number }>(sql`
    SELECT c.pk, e.created_at FROM channels AS c JOIN events AS e ON e.channel_pk = c.pk AND e.seq = c.seq
    WHERE c.pk IN (${list(pks)})`)
  return new Map(rows.map((row) => [row.pk, row.created_at]))
}
