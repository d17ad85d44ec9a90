import type { Channel, Message, User } from '@parley-chat/protocol'
import { type Access, type Context, worldOf } from '../../core/context.ts'
import { Failure, fail } from '../../core/errors.ts'
import type { Audience, EventChannel } from '../../core/events.ts'
import { groupsByApp } from '../../core/lists.ts'
import type { Write } from '../../core/writer.ts'
import { type ChannelRow, channelConfig, eventChannel, toChannel, usersOfChannel } from '../channels/channels.ts'
import { publicUsers } from '../users/users.ts'
import type { Place } from './content-rules.ts'
import { audienceOf } from './message-events.ts'
import type { MessageRow } from './message-row.ts'
import { everybody, memberKey, toMessage, viewerOf } from './message-shapes.ts'
import type { SummarisedReaction } from './reaction-summary.ts'
import { placeOf } from './rules.ts'
import { selectChannelsOf, selectMessages, selectStandings } from './store.ts'
import { historyCuts, isVisible, loadSurroundings, seenAfter, standingOf } from './surroundings.ts'

/** One request about one message, among others of a batch. */
export interface Aim {
  readonly context: Context
  readonly message_id: string
}

/** A message that whoever asks may see, and where they stand. */
export interface Target {
  readonly row: MessageRow
  readonly channel: ChannelRow
  readonly place: Place
  /** Banned in silence: what they do is answered as if it had been done, and nobody hears of it. */
  readonly isShadowBanned: boolean
}

/** How a message of a batch is told, as it is by then. */
export interface ShownTarget {
  readonly channel: EventChannel
  readonly whole: Channel
  readonly message: Message
  readonly audience: Audience | undefined
}

/** The messages that a batch of requests is about, loaded with a fixed number of queries for each app. */
export interface Targets {
  /** Who asks; or why the request ends here. */
  access(aim: Aim): Access | Failure
  /** The message that a request is about; refuses it where there is none for them. */
  find(aim: Aim): Target
  users(app_pk: number): ReadonlyMap<string, User>
  /** Loads users whom messages show only now. */
  meet(app_pk: number, ids: readonly string[]): Promise<void>
  show(row: MessageRow): ShownTarget
  /** The same for one viewer, with what is their own. */
  answer(row: MessageRow, access: Access, own: readonly SummarisedReaction[]): Message
}

export async function loadTargets(write: Write, aims: readonly Aim[]): Promise<Targets> {
  const { services } = aims[0]!.context
  const found = await services.loadAccess(
    write,
    aims.map(({ context }) => context),
    write,
  )
  const accesses = new Map(aims.map((aim, index) => [aim, found[index]!]))
  const apps = new Map<number, AppTargets>()
  for (const [app_pk, some] of groupsByApp(aims, ({ context }) => context.app_pk)) {
    const admitted = some.flatMap((aim) => {
      const access = accesses.get(aim)!
      return access instanceof Failure ? [] : [{ aim, access }]
    })
    if (admitted.length > 0) apps.set(app_pk, await loadAppTargets(write, app_pk, admitted))
  }
  const at = (app_pk: number) => apps.get(app_pk)!

  return {
    access: (aim) => accesses.get(aim)!,
    find(aim) {
      const access = accesses.get(aim)!
      if (access instanceof Failure) throw access
      return findTarget(at(aim.context.app_pk), aim, access)
    },
    users: (app_pk) => at(app_pk).around.users,
    meet: (app_pk, ids) => at(app_pk).meet(ids),
    show(row) {
      const { around, channels, config, cuts } = at(row.app_pk)
      const channel = channels.get(row.channel_pk)!
      return {
        channel: eventChannel(channel, config),
        whole: at(row.app_pk).whole(channel),
        message: toMessage(row, around, everybody),
        audience: audienceOf(row, cuts.get(row.channel_pk)),
      }
    },
    answer(row, access, own) {
      const around = { ...at(row.app_pk).around, ownReactions: new Map([[row.id, own]]) }
      return toMessage(row, around, viewerOf(access))
    },
  }
}

type AppTargets = Awaited<ReturnType<typeof loadAppTargets>>

async function loadAppTargets(
  write: Write,
  app_pk: number,
  admitted: readonly { readonly aim: Aim; readonly access: Access }[],
) {
  const { access, aim } = admitted[0]!
  const world = { ...worldOf(aim.context), now: write.now }
  const ids = admitted.map((each) => each.aim.message_id)
  const channels = new Map((await selectChannelsOf(write, app_pk, ids)).map((channel) => [channel.pk, channel]))
  const rows = await selectMessages(write, app_pk, ids)
  const living = rows.filter((row) => channels.has(row.channel_pk))
  const messages = new Map(living.map((row) => [row.id, row]))
  const wanted = admitted.flatMap((each) => {
    const row = messages.get(each.aim.message_id)
    return row && each.access.user ? [{ channel_pk: row.channel_pk, user_id: each.access.user.id }] : []
  })
  const standings = await selectStandings(write, app_pk, wanted)
  const seen = [...channels.values()].map((channel) => ({
    ...channel,
    seenAfter: seenAfter(channel.truncated_at, null),
  }))
  const around = await loadSurroundings(write, living, seen, everybody, world)
  const people = [...wanted.map(({ user_id }) => user_id), ...[...channels.values()].flatMap(usersOfChannel)]
  const all = new Map([...around.users, ...(await publicUsers(write, app_pk, people, world))])
  const wholes = new Map<number, Channel>()
  return {
    config: access.config,
    messages,
    channels,
    standings: new Map(standings.map((row) => [memberKey(row.channel_pk, row.user_id), standingOf(row, write.now)])),
    around: { ...around, users: all },
    cuts: await historyCuts(write, [...channels.keys()]),
    async meet(ids: readonly string[]): Promise<void> {
      const strangers = ids.filter((id) => !all.has(id))
      for (const [id, user] of await publicUsers(write, app_pk, strangers, world)) all.set(id, user)
    },
    /** One shape of each channel serves all events of the batch. */
    whole(channel: ChannelRow): Channel {
      const made = wholes.get(channel.pk) ?? toChannel(channel, access.config, all)
      wholes.set(channel.pk, made)
      return made
    },
  }
}

function findTarget(app: AppTargets, { message_id }: Aim, access: Access): Target {
  const row = app.messages.get(message_id) ?? missing(message_id)
  const channel = app.channels.get(row.channel_pk)!
  const { user, caller } = access
  const standing = user && app.standings.get(memberKey(channel.pk, user.id))
  const hiddenBefore = caller.kind === 'server' ? null : standing?.hide_messages_before
  const seen = { ...channel, seenAfter: seenAfter(channel.truncated_at, hiddenBefore) }
  if (!isVisible(row, seen, viewerOf(access))) missing(message_id)
  const place = placeOf(access, { row: channel, config: channelConfig(app.config, channel) }, standing)
  const isShadowBanned =
    caller.kind !== 'server' && ((user?.isShadowBanned ?? false) || (standing?.isShadowBanned ?? false))
  return { row, channel, place, isShadowBanned }
}

function missing(id: string): never {
  return fail('not_found', `Message with id ${id} doesn't exist`)
}
