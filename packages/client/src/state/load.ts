import { applyToChannel } from './apply.ts'
import { at, indexBy, put } from './maps.ts'
import { isLocalOnly, kept, type Messages, mapMessages, mergePage, prependPage } from './message-list.ts'
import type { ChannelModel, State, Viewer } from './model.ts'
import { memberId, viewerOf, withChannel } from './model.ts'
import { newerRow } from './reads.ts'
import type { ChannelState, Message } from './shapes.ts'
import { compareTimes, later } from './times.ts'

/**
 * Takes the state of a channel as a query with `state: true` answers it. The answered page replaces the newest messages; older loaded
 * ones stay if the page reaches back to them, and go if a gap would open (spec/10 §12). What is still being sent stays.
 *
 * ```ts
 * for (const answer of (await queryChannels(filter)).channels) state = loadChannel(state, answer)
 * ```
 */
export function loadChannel(state: State, answer: ChannelState): State {
  const cid = answer.channel.cid
  const known = at(state.channels, cid)
  if (known && !state.remembered && isOutdated(known, answer)) return state
  const viewer = viewerOf(state)
  const loaded = fromAnswer(known, answer, viewer)
  const model = replay(state, cid, loaded, viewer)
  if (!model) return state
  const stale = state.remembered?.overflowed ?? false
  return { ...state, channels: put(state.channels, cid, stale ? { ...model, stale } : model) }
}

/** Takes a page of replies; the thread is loaded from now on, and events keep it right. Pages merge like those of a channel. */
export function loadReplies(state: State, cid: string, parentId: string, replies: readonly Message[]): State {
  return changeChannel(state, cid, (model, viewer) => {
    const local = at(model.threads, parentId) ?? []
    const merged = isOlderPage(local, replies) ? prependPage(local, replies) : mergePage(local, replies)
    return replayAll(state, cid, { ...model, threads: put(model.threads, parentId, merged) }, viewer)
  })
}

/** Takes a page of messages older than those loaded. */
export function loadOlder(state: State, cid: string, messages: readonly Message[]): State {
  return changeChannel(state, cid, (model, viewer) =>
    replayAll(state, cid, { ...model, messages: prependPage(model.messages, messages) }, viewer),
  )
}

/** The channels in which something was missed that events cannot repair: to be queried again. */
export function staleChannels(state: State): string[] {
  return Object.keys(state.channels).filter((cid) => state.channels[cid]?.stale)
}

function fromAnswer(known: ChannelModel | undefined, answer: ChannelState, viewer: Viewer): ChannelModel {
  const continues = known && !known.stale && known.parley?.epoch === answer.parley?.epoch
  const local = continues ? known.messages : (known?.messages.filter(isLocalOnly) ?? [])
  const start = later(answer.channel.truncated_at, answer.channel.hide_messages_before)
  const visible = mapMessages(local, (message) =>
    start && !isLocalOnly(message) && compareTimes(message.created_at, start) <= 0 ? undefined : message,
  )
  const messages = mergePage(visible, answer.messages)
  const read = indexBy(
    (answer.read ?? []).map((row) => newerRow(at(known?.read, row.user.id), row)),
    (row) => row.user.id,
  )
  const empty: ChannelModel = {
    channel: { cid: answer.channel.cid },
    own_capabilities: answer.channel.own_capabilities ?? known?.own_capabilities ?? [],
    member_count: undefined,
    message_count: undefined,
    hidden: answer.hidden ?? answer.channel.hidden ?? false,
    messages,
    threads: continues ? known.threads : {},
    pinned: (answer.pinned_messages ?? []).map((message) => kept(message)),
    members: indexBy(answer.members, memberId),
    membership: answer.membership ?? undefined,
    read,
    watchers: answer.watchers ? indexBy(answer.watchers, (user) => user.id) : (known?.watchers ?? {}),
    watcher_count: answer.watcher_count ?? known?.watcher_count ?? 0,
    typing: known?.typing ?? {},
    unread: at(read, viewer.id)?.unread_messages ?? 0,
    unread_seq: answer.parley?.seq ?? 0,
    parley: answer.parley,
    stale: false,
  }
  return withChannel(empty, answer.channel)
}

// Events have told more than this answer knows, and what they told is not at hand to lay over it.
function isOutdated(known: ChannelModel, { parley }: ChannelState): boolean {
  return !known.stale && known.parley?.epoch === parley?.epoch && (parley?.seq ?? 0) < (known.parley?.seq ?? 0)
}

/** Lays the remembered events over an answer; those it includes are known to it by their seq. */
function replay(state: State, cid: string, loaded: ChannelModel, viewer: Viewer): ChannelModel | undefined {
  let model: ChannelModel | undefined = loaded
  for (const event of state.remembered?.events ?? []) {
    if (event.cid !== cid || !model) continue
    const changed = applyToChannel(model, event, viewer)
    if (changed !== 'known') model = changed
  }
  return model
}

// Answers about replies and older messages bear no seq. Every remembered event is laid over them: whatever it says of a message, it
// says absolutely. All else in the channel includes them already.
function replayAll(state: State, cid: string, loaded: ChannelModel, viewer: Viewer): ChannelModel {
  if (!state.remembered) return loaded
  const fromStart = { ...loaded, parley: loaded.parley && { ...loaded.parley, seq: 0 } }
  const replayed = replay(state, cid, fromStart, viewer) ?? loaded
  return { ...loaded, messages: replayed.messages, threads: replayed.threads, pinned: replayed.pinned }
}

function isOlderPage(local: Messages, page: readonly Message[]): boolean {
  const [first, newest] = [local.find((message) => !isLocalOnly(message)), page.at(-1)]
  return first !== undefined && newest !== undefined && compareTimes(newest.created_at, first.created_at) < 0
}

function changeChannel(
  state: State,
  cid: string,
  change: (model: ChannelModel, viewer: Viewer) => ChannelModel,
): State {
  const model = at(state.channels, cid)
  return model ? { ...state, channels: put(state.channels, cid, change(model, viewerOf(state))) } : state
}
