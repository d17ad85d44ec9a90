import type { ChannelState, Message } from '../wire.ts'
import { applyToChannel } from './apply.ts'
import { withChannel } from './channel-data.ts'
import { clearHistory } from './channels.ts'
import { at, indexBy, put } from './maps.ts'
import { addPage, compareMessages, findMessage, isLocalOnly, type Messages, marked, mergePage } from './message-list.ts'
import { type ChannelModel, type State, type Viewer, viewerOf } from './model.ts'
import { newerRow } from './reads.ts'
import { compareTimes } from './times.ts'
import { recount, withUnread } from './unread.ts'

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
  const model = replay(state, cid, fromAnswer(known, answer, viewer))
  if (!model) return state
  const stale = model.stale || (state.remembered?.overflowed ?? false)
  return { ...state, channels: put(state.channels, cid, { ...model, stale }) }
}

/**
 * Takes a page of replies; the thread is loaded from now on, and events keep it right. The newest page merges like that of a channel;
 * one that begins or ends at a place, which may be empty, only adds to what is loaded.
 */
export function loadReplies(
  state: State,
  cid: string,
  parentId: string,
  replies: readonly Message[],
  isFromPlace = false,
): State {
  return changeLists(state, cid, (model) => {
    const local = at(model.threads, parentId) ?? []
    const adds = isFromPlace || isOlderPage(local, replies)
    const merged = adds ? addPage(local, replies) : mergePage(local, replies)
    return { ...model, threads: put(model.threads, parentId, merged) }
  })
}

/**
 * Takes a page of messages older than those shown. With the id that it was asked from it joins the list that has this message, or
 * none: a reader who has jumped elsewhere meanwhile gets no gap.
 */
export function loadOlder(state: State, cid: string, messages: readonly Message[], from?: string): State {
  return changeLists(state, cid, (model) => {
    const list = from === undefined ? (model.stretch ? 'stretch' : 'messages') : listWith(model, from)
    return list ? joined({ ...model, [list]: addPage(model[list] ?? [], messages) }) : model
  })
}

/**
 * Takes a page of messages that follow on the stretch which the reader has jumped to. One that reaches the newest messages closes the
 * gap; so does an empty one, behind which there is nothing more. To the newest messages a page has nothing to add: events do that.
 */
export function loadNewer(state: State, cid: string, messages: readonly Message[], from?: string): State {
  return changeLists(state, cid, (model) => {
    if (!model.stretch || (from !== undefined && listWith(model, from) !== 'stretch')) return model
    const stretch = addPage(model.stretch, messages)
    return messages.length === 0 ? closed({ ...model, stretch }) : joined({ ...model, stretch })
  })
}

/**
 * Takes a page from the middle of the history: it is what the reader is shown from now on. The newest messages stay loaded, and go on
 * with the events; a page that reaches them just joins them.
 */
export function loadAround(state: State, cid: string, messages: readonly Message[]): State {
  const stretch = addPage([], messages)
  return changeLists(state, cid, (model) => (stretch.length > 0 ? joined({ ...model, stretch }) : model))
}

/** Brings the reader back to the newest messages. */
export function showNewest(state: State, cid: string): State {
  const model = at(state.channels, cid)
  return model?.stretch ? { ...state, channels: put(state.channels, cid, { ...model, stretch: undefined }) } : state
}

/** The channels in which something was missed that events cannot repair: to be queried again. */
export function staleChannels(state: State): string[] {
  return Object.entries(state.channels).flatMap(([cid, model]) => (model.stale ? [cid] : []))
}

function fromAnswer(known: ChannelModel | undefined, answer: ChannelState, viewer: Viewer): ChannelModel {
  const { channel, parley } = answer
  const continues = known && !known.stale && known.parley?.epoch === parley?.epoch
  const local = continues ? known.messages : (known?.messages.filter(isLocalOnly) ?? [])
  const rows = (answer.read ?? []).map((row) => newerRow(at(known?.read, row.user.id), row))
  const read = indexBy(rows, (row) => row.user.id)
  const fresh: ChannelModel = {
    channel,
    own_capabilities: channel.own_capabilities ?? [],
    member_count: channel.member_count,
    message_count: channel.message_count,
    hidden: answer.hidden ?? channel.hidden ?? false,
    messages: local,
    stretch: continues ? known.stretch : undefined,
    threads: continues ? known.threads : {},
    pinned: answer.pinned_messages.map((message) => marked(message)),
    members: indexBy(answer.members, (member) => member.user_id),
    membership: answer.membership,
    read,
    watchers: answer.watchers ? indexBy(answer.watchers, (user) => user.id) : (known?.watchers ?? {}),
    watcher_count: answer.watcher_count ?? 0,
    typing: known?.typing ?? {},
    unread: at(read, viewer.id)?.unread_messages ?? 0,
    unread_seq: parley?.seq ?? 0,
    is_unread_told: false,
    parley,
    stale: false,
  }
  const begins = answer.hide_messages_before ?? channel.hide_messages_before
  const named = withChannel(fresh, { ...channel, ...(begins !== undefined && { hide_messages_before: begins }) })
  const visible = [channel.truncated_at, begins].reduce(
    (model, start) => (start ? clearHistory(model, start) : model),
    named,
  )
  const messages = mergePage(visible.messages, answer.messages)
  const loaded = joined({ ...visible, messages, pinned: fresh.pinned })
  // A row that is newer than the answer has a number that goes with newer messages than the answer's.
  const isNewer = rows.some((row) => row.user.id === viewer.id && row === at(known?.read, viewer.id))
  return isNewer ? withUnread(loaded, viewer, recount(loaded, viewer)) : loaded
}

// Events have told more than this answer knows, and what they told is not at hand to lay over it.
function isOutdated(known: ChannelModel, { parley }: ChannelState): boolean {
  return !known.stale && known.parley?.epoch === parley?.epoch && (parley?.seq ?? 0) < (known.parley?.seq ?? 0)
}

/** Lays the remembered events over an answer; those it includes are known to it by their seq. */
function replay(state: State, cid: string, loaded: ChannelModel): ChannelModel | undefined {
  let model: ChannelModel | undefined = loaded
  for (const { event, viewer } of state.remembered?.events ?? []) {
    if (event.cid !== cid || !model) continue
    const changed = applyToChannel(model, event, viewer)
    if (changed !== 'known') model = changed
  }
  return model
}

/**
 * Takes an answer about replies or older messages. It bears no seq, so every remembered event is laid over it: whatever an event says of
 * a message it says absolutely. All else in the channel includes those events already.
 */
function changeLists(state: State, cid: string, change: (model: ChannelModel) => ChannelModel): State {
  const model = at(state.channels, cid)
  if (!model) return state
  const loaded = change(model)
  const fromStart = { ...loaded, ...(loaded.parley && { parley: { ...loaded.parley, seq: 0 } }) }
  const { messages, stretch, threads, pinned } = replay(state, cid, fromStart) ?? loaded
  return { ...state, channels: put(state.channels, cid, { ...loaded, messages, stretch, threads, pinned }) }
}

/** Which of the two lists has this message. */
function listWith({ messages, stretch }: ChannelModel, id: string): 'messages' | 'stretch' | undefined {
  if (findMessage(messages, id)) return 'messages'
  return findMessage(stretch, id) ? 'stretch' : undefined
}

/** Makes one list of both once they meet. */
function joined(model: ChannelModel): ChannelModel {
  const last = model.stretch?.at(-1)
  const first = model.messages.find((message) => !isLocalOnly(message))
  return last && first && compareMessages(last, first) >= 0 ? closed(model) : model
}

function closed(model: ChannelModel): ChannelModel {
  return { ...model, messages: addPage(model.messages, model.stretch ?? []), stretch: undefined }
}

function isOlderPage(local: Messages, page: readonly Message[]): boolean {
  const [first, newest] = [local.find((message) => !isLocalOnly(message)), page.at(-1)]
  return first !== undefined && newest !== undefined && compareTimes(newest.created_at, first.created_at) < 0
}
