import { type Attempt, aUser, inside, managing, may, membership, type Need, saying, theSecret } from './needs.ts'
import type { Stage } from './stage.ts'

/** Sends a message with this in it, for which these are needed beside what every message needs. */
const sends = (what: string, message: (at: Stage) => object, ...more: readonly Need[]): Attempt => ({
  what: `sends ${what}`,
  call: 'SendMessage',
  needs: [aUser, may('CreateMessage'), ...more],
  stoppedBy: saying,
  ask: (at) => ({ params: at.channel, body: { message: { text: 'hello', ...message(at) } } }),
})

/** What is read of a channel or of a message of it. */
const reads = (what: string, call: Attempt['call'], ask: Attempt['ask'], ...more: readonly Need[]): Attempt => ({
  what,
  call,
  needs: [may('ReadChannel'), ...more],
  stoppedBy: inside,
  ask,
})

const theirs = ({ own }: Stage) => ({ id: own })
const bens = ({ room }: Stage) => ({ id: room.message })
const edited = (at: Stage) => ({ text: at.name('text') })
const unpin = (id: string) => (at: Stage) =>
  at.server.call('UpdateMessagePartial', { params: { id }, body: { set: { pinned: false }, user_id: 'ann' } })

/** A message of their own to be deleted, or one of ben. */
const doomed = (author?: 'ben') => async (at: Stage, willDo: boolean) => {
  at.made = willDo ? await at.say(author ?? at.who.id) : author ? at.room.message : at.own
}
const wave = (at: Stage) =>
  at.server.call('SendReaction', {
    params: bens(at),
    body: { reaction: { type: 'wave', user_id: at.who.role === 'anonymous' ? 'coe' : at.who.id } },
  })

export const messageAttempts: readonly Attempt[] = [
  sends('a message', () => ({})),
  sends('a message with a link', () => ({ text: 'see https://example.com/here' }), may('AddLinks')),
  sends(
    'a message with an attachment',
    () => ({ attachments: [{ type: 'file', title: 'a.txt' }] }),
    may('CreateAttachment'),
  ),
  sends('a message that mentions somebody', () => ({ mentioned_users: ['ben'] }), may('CreateMention')),
  sends('a system message', () => ({ type: 'system' }), may('CreateSystemMessage')),
  sends('a message that quotes another', ({ room }) => ({ quoted_message_id: room.message }), may('QuoteMessage')),
  sends('a pinned message', () => ({ pinned: true }), may('PinMessage')),
  sends('a message to everyone', () => ({ mentioned_channel: true }), may('NotifyChannel')),
  sends('a message to everyone online', () => ({ mentioned_here: true }), may('NotifyHere')),
  sends('a message to a role', () => ({ mentioned_roles: ['admin'] }), may('NotifyRole')),
  sends('a message to a group', () => ({ mentioned_group_ids: ['friends'] }), may('NotifyGroup')),
  { ...sends('a reply', ({ room }) => ({ parent_id: room.message })), needs: [aUser, may('CreateReply')] },
  reads('reads a message', 'GetMessage', (at) => ({ params: bens(at) })),
  reads('reads messages by their ids', 'GetManyMessages', (at) => ({
    params: at.channel,
    query: { ids: at.room.message },
  })),
  reads('reads the replies to a message', 'GetReplies', (at) => ({ params: { parent_id: at.room.message } })),
  reads('reads the pinned messages', 'GetPinnedMessages', ({ channel }) => ({ params: channel })),
  reads('reads the reactions to a message', 'GetReactions', (at) => ({ params: bens(at) })),
  reads('finds reactions to a message', 'QueryReactions', (at) => ({ params: bens(at), body: {} })),
  {
    what: 'reads what a deleted message said',
    call: 'GetMessage',
    needs: [theSecret],
    stoppedBy: inside,
    ask: (at) => ({ params: bens(at), query: { show_deleted_message: true } }),
  },
  {
    what: 'edits a message of their own',
    call: 'UpdateMessage',
    needs: [aUser, may('UpdateMessage', 'own')],
    stoppedBy: managing,
    ask: (at) => ({ params: theirs(at), body: { message: edited(at) } }),
  },
  {
    what: 'edits a message of somebody else',
    call: 'UpdateMessage',
    needs: [aUser, may('UpdateMessage', 'others')],
    stoppedBy: managing,
    ask: (at) => ({ params: bens(at), body: { message: edited(at) } }),
  },
  {
    what: 'changes a field of a message of their own',
    call: 'UpdateMessagePartial',
    needs: [aUser, may('UpdateMessage', 'own')],
    stoppedBy: managing,
    ask: (at) => ({ params: theirs(at), body: { set: edited(at) } }),
  },
  {
    what: 'changes a field of a message of somebody else',
    call: 'UpdateMessagePartial',
    needs: [aUser, may('UpdateMessage', 'others')],
    stoppedBy: managing,
    ask: (at) => ({ params: bens(at), body: { set: edited(at) } }),
  },
  {
    what: 'puts a link into a message of their own',
    call: 'UpdateMessagePartial',
    needs: [aUser, may('UpdateMessage', 'own'), may('AddLinks')],
    stoppedBy: managing,
    ask: (at) => ({ params: theirs(at), body: { set: { text: `https://example.com/${at.name('page')}` } } }),
  },
  {
    what: 'pins a message of their own',
    call: 'UpdateMessagePartial',
    needs: [aUser, may('PinMessage')],
    stoppedBy: managing,
    ask: (at) => ({ params: theirs(at), body: { set: { pinned: true } } }),
    after: (at) => unpin(at.own)(at),
  },
  {
    what: 'pins a message of somebody else',
    call: 'UpdateMessagePartial',
    needs: [aUser, may('PinMessage')],
    stoppedBy: managing,
    ask: (at) => ({ params: bens(at), body: { set: { pinned: true } } }),
    after: (at) => unpin(at.room.message)(at),
  },
  {
    what: 'deletes a message of their own',
    call: 'DeleteMessage',
    needs: [aUser, may('DeleteMessage', 'own')],
    stoppedBy: inside,
    before: doomed(),
    ask: ({ made }) => ({ params: { id: made } }),
  },
  {
    what: 'deletes a message of somebody else',
    call: 'DeleteMessage',
    needs: [aUser, may('DeleteMessage', 'others')],
    stoppedBy: managing,
    before: doomed('ben'),
    ask: ({ made }) => ({ params: { id: made } }),
  },
  {
    what: 'deletes a message of their own for good',
    call: 'DeleteMessage',
    needs: [aUser, may('DeleteMessage', 'others')],
    stoppedBy: managing,
    before: doomed(),
    ask: ({ made }) => ({ params: { id: made }, query: { hard: true } }),
  },
  {
    what: 'deletes a message for themself alone',
    call: 'DeleteMessage',
    needs: [aUser, may('ReadChannel')],
    stoppedBy: inside,
    before: doomed('ben'),
    ask: ({ made }) => ({ params: { id: made }, query: { delete_for_me: true } }),
  },
  {
    what: 'reacts to a message',
    call: 'SendReaction',
    needs: [aUser, may('CreateReaction')],
    stoppedBy: saying,
    ask: (at) => ({ params: bens(at), body: { reaction: { type: 'like' } } }),
  },
  {
    what: 'takes a reaction back',
    call: 'DeleteReaction',
    needs: [aUser, may('DeleteReaction', 'own')],
    stoppedBy: saying,
    before: wave,
    ask: ({ room }) => ({ params: { id: room.message, type: 'wave' } }),
  },
  reads('marks a channel as read', 'MarkRead', ({ channel }) => ({ params: channel, body: {} }), aUser),
  reads(
    'marks one of several channels as read',
    'MarkChannelsRead',
    ({ cid }) => ({ body: { read_by_channel: { [cid]: '' } } }),
    aUser,
  ),
  {
    what: 'marks a message as unread',
    call: 'MarkUnread',
    needs: [aUser, may('ReadChannel'), membership],
    stoppedBy: inside,
    before: doomed('ben'),
    ask: ({ channel, made }) => ({ params: channel, body: { message_id: made } }),
  },
  {
    what: 'confirms that a message has arrived',
    call: 'MarkDelivered',
    needs: [aUser, membership],
    stoppedBy: inside,
    before: doomed('ben'),
    ask: ({ cid, made }) => ({ body: { latest_delivered_messages: [{ cid, id: made }] } }),
  },
  {
    what: 'types',
    call: 'SendEvent',
    needs: [aUser, may('ReadChannel')],
    stoppedBy: managing,
    ask: ({ channel }) => ({ params: channel, body: { event: { type: 'typing.start' } } }),
  },
  {
    what: 'sends an event of the app’s own',
    call: 'SendEvent',
    needs: [aUser, may('SendCustomEvent')],
    stoppedBy: managing,
    ask: ({ channel }) => ({ params: channel, body: { event: { type: 'confetti' } } }),
  },
]
