import { expect, test } from 'bun:test'
import fc from 'fast-check'
import type { Json } from '../../testing/test-client.ts'
import { startTalk } from './talk.fixture.ts'

const people = ['ann', 'bob', 'cid']
const names = ['m0', 'm1', 'm2', 'm3', 'm4']
const who = fc.constantFrom(...people)
const id = fc.constantFrom(...names)

const act = fc.oneof(
  fc.record({ kind: fc.constant('say' as const), who, id, silent: fc.boolean(), pinned: fc.boolean() }),
  fc.record({ kind: fc.constant('reply' as const), who, id, parent: id, shown: fc.boolean() }),
  fc.record({ kind: fc.constant('edit' as const), who, id }),
  fc.record({ kind: fc.constant('delete' as const), who, id, hard: fc.boolean() }),
  fc.record({ kind: fc.constant('undelete' as const), id }),
  fc.record({ kind: fc.constant('forMe' as const), who, id }),
  fc.record({ kind: fc.constant('react' as const), who, id, type: fc.constantFrom('a', 'b'), unique: fc.boolean() }),
  fc.record({ kind: fc.constant('clear' as const), who }),
  fc.record({ kind: fc.constant('shadow' as const), isBanned: fc.boolean() }),
  fc.record({ kind: fc.constant('unreact' as const), who, id, type: fc.constantFrom('a', 'b') }),
)

test('whatever people do to messages, every device agrees with a fresh query and every number with a recount', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 25 }), async (acts) => {
      const { chat } = await startTalk({ members: people, type: 'team' })
      await using _ = chat
      const params = { ...chat.general }
      await chat.server.fetch('SendMessage', { params, body: { message: { id: 'first', text: 'x', user_id: 'ann' } } })
      for (const person of people.slice(0, 2)) await (await chat.user(person).connect()).watch(chat.general)
      await chat.user('cid').connect()
      for (const each of acts) {
        // What is not possible is refused, and changes nothing.
        switch (each.kind) {
          case 'say': {
            const { id, silent, pinned } = each
            await chat.server.fetch('SendMessage', {
              params,
              body: { message: { id, text: 'x', silent, pinned, user_id: each.who } },
            })
            break
          }
          case 'reply': {
            const message = { id: each.id, text: 'x', parent_id: each.parent, show_in_channel: each.shown }
            await chat.user(each.who).fetch('SendMessage', { params, body: { message } })
            break
          }
          case 'edit':
            await chat
              .user(each.who)
              .fetch('UpdateMessagePartial', { params: { id: each.id }, body: { set: { text: 'y' } } })
            break
          case 'delete':
            await chat.server.fetch('DeleteMessage', {
              params: { id: each.id },
              query: { user_id: each.who, ...(each.hard && { hard: true }) },
            })
            break
          case 'undelete':
            await chat.server.fetch('UndeleteMessage', { params: { id: each.id }, body: { undeleted_by: 'ann' } })
            break
          case 'forMe':
            await chat
              .user(each.who)
              .fetch('DeleteMessage', { params: { id: each.id }, query: { delete_for_me: true } })
            break
          case 'react': {
            const body = { reaction: { type: each.type }, enforce_unique: each.unique }
            await chat.user(each.who).fetch('SendReaction', { params: { id: each.id }, body })
            break
          }
          case 'clear':
            await chat.user(each.who).fetch('HideChannel', { params, body: { clear_history: true } })
            break
          case 'shadow':
            if (each.isBanned) {
              await chat.server.fetch('Ban', {
                body: { target_user_id: 'bob', user_id: 'ann', shadow: true, ...params },
              })
            } else await chat.server.fetch('Unban', { query: { target_user_id: 'bob', ...params } })
            break
          case 'unreact':
            await chat.user(each.who).fetch('DeleteReaction', { params: { id: each.id, type: each.type } })
        }
      }
      await chat.settle()
      const integrity: Json = await chat.server.call('CheckIntegrity')
      expect(integrity.problems).toEqual([])
    }),
    { numRuns: 20 },
  )
}, 60_000)
