import { describe, expect, test } from 'bun:test'
import { conversation } from '../testing/conversation.ts'
import { message, reaction, user } from '../testing/samples.ts'
import type { Message, Reaction } from '../wire.ts'
import { loadReplies } from './load.ts'

const [ann, bob] = [user('ann'), user('bob')]
const types = (own: readonly Reaction[] | undefined) => own?.map(({ type }) => type)

/** The message with these reactions, all of them listed. */
function reactedTo(latest: Reaction[], fields: Partial<Message> = {}): Message {
  const reaction_counts: Record<string, number> = {}
  for (const { type } of latest) reaction_counts[type] = (reaction_counts[type] ?? 0) + 1
  return message('m1', 1, { latest_reactions: latest, reaction_counts, ...fields })
}

describe('a reaction', () => {
  test('of somebody else changes the counts and not the viewer’s own', () => {
    const like = reaction('m1', 'ann', 'like')
    const chat = conversation({ messages: [message('m1', 1, { own_reactions: [like] })] })
    const love = reaction('m1', 'bob', 'love')
    chat.stored('reaction.new', { message: reactedTo([love, like]), reaction: love, user: bob })
    expect(chat.general.messages[0]?.reaction_counts).toEqual({ love: 1, like: 1 })
    expect(types(chat.general.messages[0]?.own_reactions)).toEqual(['like'])
  })

  test('of the viewer comes and goes, on whatever device', () => {
    const chat = conversation({ messages: [message('m1', 1)] })
    const like = reaction('m1', 'ann', 'like')
    chat.stored('reaction.new', { message: reactedTo([like]), reaction: like, user: ann })
    expect(types(chat.general.messages[0]?.own_reactions)).toEqual(['like'])
    chat.stored('reaction.deleted', { message: reactedTo([]), reaction: like, user: ann })
    expect(types(chat.general.messages[0]?.own_reactions)).toEqual([])
  })

  test('with another score replaces the one of its type only', () => {
    const [like, love] = [reaction('m1', 'ann', 'like'), reaction('m1', 'ann', 'love')]
    const chat = conversation({ messages: [reactedTo([like, love], { own_reactions: [like, love] })] })
    const more = reaction('m1', 'ann', 'like', { score: 9 })
    chat.stored('reaction.updated', { message: reactedTo([more, love]), reaction: more, user: ann })
    expect(chat.general.messages[0]?.own_reactions).toEqual([more, love])
  })

  test('that is unique takes the place of the others', () => {
    const [like, love] = [reaction('m1', 'ann', 'like'), reaction('m1', 'ann', 'love')]
    const chat = conversation({ messages: [reactedTo([like], { own_reactions: [like] })] })
    chat.stored('reaction.updated', { message: reactedTo([love]), reaction: love, user: ann })
    expect(types(chat.general.messages[0]?.own_reactions)).toEqual(['love'])
  })

  test('among more than the message lists is told by whose count went down', () => {
    const own = [reaction('m1', 'ann', 'like'), reaction('m1', 'ann', 'wow')]
    const crowd = { reaction_counts: { like: 20, wow: 8, love: 3 }, latest_reactions: [] }
    const chat = conversation({ messages: [message('m1', 1, { ...crowd, own_reactions: own })] })
    const love = reaction('m1', 'ann', 'love')
    const after = message('m1', 1, { ...crowd, reaction_counts: { like: 19, wow: 8, love: 4 } })
    chat.stored('reaction.updated', { message: after, reaction: love, user: ann })
    expect(types(chat.general.messages[0]?.own_reactions)).toEqual(['wow', 'love'])
    chat.stored('reaction.deleted', {
      message: message('m1', 1, { ...crowd, reaction_counts: { like: 19, wow: 7, love: 4 } }),
      reaction: own[1]!,
      user: ann,
    })
    expect(types(chat.general.messages[0]?.own_reactions)).toEqual(['love'])
  })

  test('to a reply reaches the thread', () => {
    const chat = conversation({ messages: [message('m0', 0)] })
    const reply = { parent_id: 'm0', type: 'reply' } as const
    chat.state = loadReplies(chat.state, 'messaging:general', 'm0', [message('m1', 1, reply)])
    const like = reaction('m1', 'ann', 'like')
    chat.stored('reaction.new', { message: reactedTo([like], reply), reaction: like, user: ann })
    expect(types(chat.general.threads.m0?.[0]?.own_reactions)).toEqual(['like'])
  })

  test('of a type named like an object’s own method is a reaction like any other', () => {
    const chat = conversation({
      messages: [message('m1', 1, { own_reactions: [reaction('m1', 'ann', 'constructor')] })],
    })
    const love = reaction('m1', 'ann', 'love')
    const after = message('m1', 1, { reaction_counts: { love: 1, like: 12 } })
    chat.stored('reaction.updated', { message: after, reaction: love, user: ann })
    expect(types(chat.general.messages[0]?.own_reactions)).toEqual(['love'])
  })
})
