import type { Message, MessageRequest, SendMessageRequest } from '@parley-chat/protocol'
import { type Context, type Tx, worldOf } from '../../core/context.ts'
import { Failure } from '../../core/errors.ts'
import type { ChannelEvent } from '../../core/events.ts'
import type { HotOperation, Write } from '../../core/writer.ts'
import { saveForSends } from '../channels/channels.ts'
import { unhideForMessage } from '../members/members.ts'
import { writeReplies, writeSends } from '../unread/unread.ts'
import { mentionedIn } from './accepting.ts'
import { decideSend } from './rules.ts'
import { type Known, loadForSends } from './send-load.ts'
import { type Sent, type TellSend, tellSends } from './send-tell.ts'
import type { AcceptedSend, Send } from './sends.ts'
import { insertMessages, saveThreadNumbers } from './store.ts'

/**
 * Stores messages and tells everyone who watches. An id that exists already is refused: stored once, heard once. Many
 * sends share one load and one write (core §1.5).
 */
const sendMessage: HotOperation<Send, Known, AcceptedSend, Sent> = {
  name: 'SendMessage',
  lane: ({ context, cid }) => `${context.app_pk} ${cid}`,
  load: loadForSends,
  decide: decideSend,
  async write(write, accepted, known) {
    const tell = await storeSends(write, accepted, known)
    return accepted.map((each) => {
      const { sent, event, tellRest } = tell(each)
      write.emit(event)
      tellRest(write)
      return sent
    })
  },
}

/** Sends a message on behalf of a request. */
export function send(context: Context, cid: string, request: SendMessageRequest): Promise<Sent> {
  const { writer, ids } = context.services
  return writer.runHot(sendMessage, { context, cid, id: request.message.id ?? ids.uuid(), request })
}

/**
 * Stores the message that comes with a change of a channel (update, members, truncate) as a system message of the
 * acting user. The caller emits `event`, its `message.new`, at its place among its own events.
 */
export async function postSystemMessage(
  context: Context,
  tx: Tx,
  cid: string,
  message: MessageRequest,
): Promise<{ readonly message: Message; readonly event: ChannelEvent }> {
  const id = message.id ?? context.services.ids.uuid()
  const item: Send = { context, cid, id, request: { message }, isPartOfChange: true, access: tx.access }
  const known = await loadForSends(tx, [item])
  const accepted = decideSend(item, known)
  if (accepted instanceof Failure) throw accepted
  const tell = await storeSends(tx, [accepted], known)
  const { sent, event, tellRest } = tell(accepted)
  tellRest(tx)
  return { message: sent.message, event }
}

/** Writes what a batch of sends changes, no table after another; answers how to tell each of them. */
async function storeSends(write: Write, accepted: readonly AcceptedSend[], known: Known): Promise<TellSend> {
  const messages = accepted.map(({ row }) => row)
  const channels = new Set(accepted.map(({ channel }) => channel))
  const parents = accepted.flatMap(({ reply }) => (reply?.counted ? [reply.parent] : []))
  const world = { ...worldOf(accepted[0]!.send.context), now: write.now }
  await Promise.all([
    insertMessages(write, messages),
    saveForSends(
      write,
      Array.from(channels, ({ row }) => row),
    ),
    saveThreadNumbers(write, [...new Map(parents.map((parent) => [parent.id, parent])).values()]),
    writeSends(write, known.sends, accepted.flatMap(sendInChannel)),
    writeReplies(write, known.replies, accepted.flatMap(sendInThread)),
    unhideForMessage(write, shownAgain(accepted, known), world),
  ])
  return tellSends(known, world)
}

function sendInChannel({ row, counted, standing }: AcceptedSend) {
  if (!counted) return []
  const { app_pk, channel_pk, user_id: author, id: message_id, created_at } = row
  return [{ app_pk, channel_pk, author, isMember: standing?.status === 'member', ...counted, message_id, created_at }]
}

function sendInThread({ row, reply }: AcceptedSend) {
  if (!reply?.counted) return []
  const { app_pk, channel_pk, user_id: author, id: message_id, created_at } = row
  const { id: parent_id, user_id: parent_author } = reply.parent
  const mentioned = mentionedIn(row)
  return [{ app_pk, channel_pk, parent_id, parent_author, author, mentioned, ...reply.counted, message_id, created_at }]
}

/** The channels that messages bring back to members who had hidden them. */
function shownAgain(accepted: readonly AcceptedSend[], known: Known) {
  const noticed = accepted.filter(
    ({ row, counted, send }) => counted && row.silent === 0 && row.shadowed === 0 && !send.request.keep_channel_hidden,
  )
  return [...new Set(noticed.map(({ channel }) => channel))].map(({ row }) => ({
    channel: row,
    config: known.configs.get(row.app_pk)!,
  }))
}
