import assert from 'node:assert/strict'
import sql from 'sql-template-tag'
import type { Caller, Json } from '../../packages/server/src/testing/test-client.ts'
import { type Chance, seeded } from '../simulation/chance.ts'
import { attempt, type Node, type Nodes, twoNodes } from './two-nodes.ts'

const people = ['ann', 'bob', 'cid', 'dan', 'eve', 'fay']
const places = ['one', 'two', 'three']
const types = ['love', 'sad', 'wow']
/** So many things go on at the same time. */
const hands = 12

/** Everything that people do at once, and what they may rely on afterwards. */
interface Crowd {
  readonly nodes: Nodes
  readonly chance: Chance
  /** Ids of messages that somebody has sent or tried to send. */
  readonly messages: string[]
  /** What was set of users and channels, each key once and for all. */
  readonly kept: { readonly of: string; readonly key: string }[]
  count: number
}

/** Lets two servers do random things at once, by seed, and checks what is left; answers how many were done. */
export async function hammer(seed: number, steps: number): Promise<number> {
  await using nodes = await twoNodes(people)
  const crowd: Crowd = { nodes, chance: seeded(seed), messages: [], kept: [], count: 0 }
  try {
    await nodes.a.server.call('CreateChannelType', { body: { name: 'lounge' } })
    for (const id of places) {
      await nodes.a.server.call('GetOrCreateChannel', {
        params: { type: 'messaging', id },
        body: { data: { created_by_id: 'ann', members: people.slice(0, 4) } },
      })
    }
    await Promise.all(Array.from({ length: hands }, () => work(crowd, steps)))
    await nodes.expectSound()
    await expectKept(crowd)
    await expectReadable(crowd)
  } catch (error) {
    const logged = nodes.errors.map((each) => Bun.inspect(each)).join('\n')
    throw new Error(`seed ${seed}, step ${crowd.count}; logged: ${logged}`, { cause: error })
  }
  return crowd.count
}

async function work(crowd: Crowd, steps: number): Promise<void> {
  while (crowd.count < steps) {
    crowd.count += 1
    await acts[crowd.chance.weighted(weights)](crowd)
  }
}

const someone = ({ chance }: Crowd): string => chance.pick(people)!
const node = ({ nodes, chance }: Crowd): Node => (chance.happens(0.5) ? nodes.a : nodes.b)
const server = (crowd: Crowd): Caller => node(crowd).server
const room = ({ chance }: Crowd) => ({ type: 'messaging', id: chance.pick(places)! })
const cidOf = ({ type, id }: { type: string; id: string }) => `${type}:${id}`
const oldMessage = ({ chance, messages }: Crowd): string => chance.pick(messages.slice(-15)) ?? 'none'

/** The same by both servers at the same moment. */
const twice = (crowd: Crowd, act: (server: Caller) => Promise<Json>): Promise<Json[]> =>
  Promise.all([act(crowd.nodes.a.server), act(crowd.nodes.b.server)])

const update = (crowd: Crowd, body: object) =>
  attempt(server(crowd), 'UpdateChannel', { params: room(crowd), body: { user_id: someone(crowd), ...body } })

async function send(crowd: Crowd, more: object = {}): Promise<void> {
  const id = `m${crowd.messages.length + 1}`
  crowd.messages.push(id)
  await attempt(server(crowd), 'SendMessage', {
    params: room(crowd),
    body: { message: { id, text: id, user_id: someone(crowd), ...more } },
  })
}

const acts = {
  send: (crowd) => send(crowd),
  async sendTwice(crowd) {
    const id = `m${crowd.messages.length + 1}`
    crowd.messages.push(id)
    const [one, other] = [room(crowd), room(crowd)]
    const message = { id, text: id, user_id: someone(crowd) }
    await Promise.all([
      attempt(crowd.nodes.a.server, 'SendMessage', { params: one, body: { message } }),
      attempt(crowd.nodes.b.server, 'SendMessage', { params: other, body: { message } }),
    ])
  },
  reply: (crowd) => send(crowd, { parent_id: oldMessage(crowd), show_in_channel: crowd.chance.happens(0.3) }),
  react: (crowd) =>
    attempt(server(crowd), 'SendReaction', {
      params: { id: oldMessage(crowd) },
      body: {
        reaction: { type: crowd.chance.pick(types), user_id: someone(crowd), score: 1 + crowd.chance.below(3) },
        enforce_unique: crowd.chance.happens(0.3),
      },
    }),
  unreact: (crowd) =>
    attempt(server(crowd), 'DeleteReaction', {
      params: { id: oldMessage(crowd), type: crowd.chance.pick(types)! },
      query: { user_id: someone(crowd) },
    }),
  edit: (crowd) =>
    attempt(server(crowd), 'UpdateMessagePartial', {
      params: { id: oldMessage(crowd) },
      body: { set: { text: 'edited', pinned: crowd.chance.happens(0.3) }, user_id: someone(crowd) },
    }),
  remove: (crowd) =>
    attempt(server(crowd), 'DeleteMessage', {
      params: { id: oldMessage(crowd) },
      query: { hard: crowd.chance.happens(0.5) },
    }),
  undelete: (crowd) =>
    attempt(server(crowd), 'UndeleteMessage', {
      params: { id: oldMessage(crowd) },
      body: { undeleted_by: someone(crowd) },
    }),
  truncate: (crowd) =>
    attempt(server(crowd), 'TruncateChannel', {
      params: room(crowd),
      body: {
        user_id: 'ann',
        hard_delete: crowd.chance.happens(0.5),
        ...(crowd.chance.happens(0.4) && { member_ids: crowd.chance.sample(people, 2) }),
      },
    }),
  read: (crowd) =>
    attempt(node(crowd).user(someone(crowd)), 'MarkRead', {
      params: room(crowd),
      body: crowd.chance.happens(0.3) ? { message_id: oldMessage(crowd) } : {},
    }),
  readThread: (crowd) =>
    attempt(node(crowd).user(someone(crowd)), 'MarkRead', {
      params: room(crowd),
      body: { thread_id: oldMessage(crowd) },
    }),
  readAll: (crowd) => attempt(server(crowd), 'MarkChannelsRead', { body: { user_id: someone(crowd) } }),
  unread: (crowd) =>
    attempt(node(crowd).user(someone(crowd)), 'MarkUnread', {
      params: room(crowd),
      body: { message_id: oldMessage(crowd) },
    }),
  deliver: (crowd) =>
    attempt(node(crowd).user(someone(crowd)), 'MarkDelivered', {
      body: { latest_delivered_messages: places.map((id) => ({ cid: `messaging:${id}`, id: oldMessage(crowd) })) },
    }),
  join: (crowd) => update(crowd, { add_members: crowd.chance.sample(people, 2) }),
  leave: (crowd) => update(crowd, { remove_members: [someone(crowd)] }),
  invite: (crowd) => update(crowd, { invites: [someone(crowd)] }),
  answer: (crowd) => update(crowd, crowd.chance.happens(0.5) ? { accept_invite: true } : { reject_invite: true }),
  promote: (crowd) => update(crowd, { add_moderators: [someone(crowd)] }),
  replace: (crowd) => update(crowd, { cooldown: 0, message: { text: 'changed', user_id: someone(crowd) } }),
  muteUser(crowd) {
    const [user_id, target_id] = crowd.chance.sample(people, 2)
    return attempt(server(crowd), crowd.chance.happens(0.6) ? 'Mute' : 'Unmute', { body: { user_id, target_id } })
  },
  muteChannels: (crowd) =>
    attempt(server(crowd), crowd.chance.happens(0.6) ? 'MuteChannel' : 'UnmuteChannel', {
      body: {
        user_id: someone(crowd),
        channel_cids: crowd.chance.sample(places, 2).map((id) => `messaging:${id}`),
        ...(crowd.chance.happens(0.3) && { expiration: 1 + crowd.chance.below(100) }),
      },
    }),
  hide: (crowd) =>
    attempt(node(crowd).user(someone(crowd)), 'HideChannel', {
      params: room(crowd),
      body: { clear_history: crowd.chance.happens(0.3) },
    }),
  show: (crowd) => attempt(node(crowd).user(someone(crowd)), 'ShowChannel', { params: room(crowd), body: {} }),
  ban(crowd) {
    const [target_user_id, banned_by_id] = crowd.chance.sample(people, 2)
    const shadow = crowd.chance.happens(0.3)
    const place = crowd.chance.happens(0.7) ? { channel_cid: cidOf(room(crowd)) } : {}
    return attempt(server(crowd), 'Ban', {
      body: {
        target_user_id,
        banned_by_id,
        shadow,
        ...place,
        delete_messages: crowd.chance.pick(['', 'hard', 'soft']) || undefined,
      },
    })
  },
  unban: (crowd) =>
    attempt(server(crowd), 'Unban', {
      query: { target_user_id: someone(crowd), ...(crowd.chance.happens(0.5) && room(crowd)) },
    }),
  upsert: (crowd) =>
    attempt(server(crowd), 'UpdateUsersPartial', {
      body: { users: crowd.chance.sample(people, 3).map((id) => ({ id, set: { mood: crowd.chance.pick(types) } })) },
    }),
  async keepOfUser(crowd) {
    const [of, key] = [someone(crowd), `k${crowd.count}`]
    const done = await attempt(server(crowd), 'UpdateUsersPartial', {
      body: { users: [{ id: of, set: { [key]: 1 } }] },
    })
    if (done) crowd.kept.push({ of, key })
  },
  async keepOfChannel(crowd) {
    const [of, key] = [room(crowd), `k${crowd.count}`]
    const done = await attempt(server(crowd), 'UpdateChannelPartial', { params: of, body: { set: { [key]: 1 } } })
    if (done) crowd.kept.push({ of: cidOf(of), key })
  },
  async vanish(crowd) {
    const params = { type: 'messaging', id: `brief${crowd.count}` }
    const body = { data: { created_by_id: 'ann', members: people.slice(0, 4) } }
    await attempt(server(crowd), 'GetOrCreateChannel', { params, body })
    const say = (id: string, more: object = {}) =>
      attempt(server(crowd), 'SendMessage', { params, body: { message: { id, text: id, user_id: 'ann', ...more } } })
    const first = `${params.id} first`
    await say(first)
    await Promise.all([
      say(`${params.id} more`),
      say(`${params.id} reply`, { parent_id: first }),
      attempt(node(crowd).user('bob'), 'MarkRead', { params }),
      attempt(server(crowd), 'SendReaction', {
        params: { id: first },
        body: { reaction: { type: 'love', user_id: 'bob' } },
      }),
      attempt(server(crowd), 'DeleteChannel', { params, query: { hard_delete: crowd.chance.happens(0.5) } }),
      attempt(server(crowd), 'GetOrCreateChannel', { params, body }),
      say(`${params.id} last`),
    ])
  },
  async meetNew(crowd) {
    const id = `fresh${crowd.count}`
    const body = { data: { created_by_id: someone(crowd), members: crowd.chance.sample(people, 3) } }
    await twice(crowd, (caller) => attempt(caller, 'GetOrCreateChannel', { params: { type: 'lounge', id }, body }))
  },
  async meetDistinct(crowd) {
    const [one, other] = crowd.chance.sample(people, 2)
    const body = { data: { created_by_id: one, members: [one, other] } }
    const met = await twice(crowd, (caller) =>
      attempt(caller, 'GetOrCreateDistinctChannel', { params: { type: 'messaging' }, body }),
    )
    if (met[0] && met[1]) assert.equal(met[0].channel.id, met[1].channel.id)
  },
  newcomers(crowd) {
    const ids = [`new${crowd.count}`, `newer${crowd.count}`]
    return twice(crowd, (caller) =>
      attempt(caller, 'UpdateUsers', {
        body: {
          users: Object.fromEntries(
            (caller === crowd.nodes.a.server ? ids : [...ids].reverse()).map((id) => [id, { id }]),
          ),
        },
      }),
    )
  },
  async deleteOthers(crowd) {
    const id = `gone${crowd.count}`
    await attempt(server(crowd), 'UpdateUsers', { body: { users: { [id]: { id } } } })
    const params = room(crowd)
    await attempt(server(crowd), 'UpdateChannel', { params, body: { add_members: [id] } })
    const messages = [`${id}a`, `${id}b`]
    for (const each of messages) {
      crowd.messages.push(each)
      const parent_id = crowd.chance.happens(0.5) ? { parent_id: oldMessage(crowd) } : {}
      const message = { id: each, text: each, user_id: id, ...parent_id }
      await attempt(server(crowd), 'SendMessage', { params, body: { message } })
    }
    const reaction = { type: 'love', user_id: id }
    await attempt(server(crowd), 'SendReaction', { params: { id: oldMessage(crowd) }, body: { reaction } })
    const mode = crowd.chance.happens(0.5) ? 'hard' : 'soft'
    const body = { user_ids: [id], user: mode, messages: mode }
    await Promise.all([
      attempt(server(crowd), 'DeleteUsers', { body }),
      attempt(server(crowd), 'UpdateChannel', { params: room(crowd), body: { add_members: [id] } }),
    ])
  },
  async sleep(crowd) {
    const params = { user_id: 'fay' }
    const body = { mark_messages_deleted: true, restore_messages: true }
    if (await attempt(server(crowd), 'DeactivateUser', { params, body: { mark_messages_deleted: true } })) {
      await attempt(server(crowd), 'ReactivateUser', { params, body: { restore_messages: body.restore_messages } })
    }
  },
  configure: (crowd) =>
    attempt(server(crowd), 'UpdateChannelType', {
      params: { name: 'lounge' },
      body: { max_message_length: 1000 + crowd.count },
    }),
} satisfies Record<string, (crowd: Crowd) => Promise<unknown>>

const weights: Record<keyof typeof acts, number> = {
  send: 20,
  sendTwice: 4,
  reply: 16,
  react: 12,
  unreact: 5,
  edit: 5,
  remove: 7,
  undelete: 3,
  truncate: 1,
  read: 10,
  readThread: 5,
  readAll: 2,
  unread: 5,
  deliver: 4,
  join: 6,
  leave: 4,
  invite: 3,
  answer: 3,
  promote: 1,
  replace: 2,
  muteUser: 4,
  muteChannels: 4,
  hide: 3,
  show: 2,
  ban: 1,
  unban: 3,
  upsert: 4,
  keepOfUser: 4,
  keepOfChannel: 4,
  vanish: 2,
  meetNew: 2,
  meetDistinct: 2,
  newcomers: 2,
  deleteOthers: 2,
  sleep: 1,
  configure: 1,
}

/** What was set once and by nobody else is there, whoever changed something beside it. */
async function expectKept({ nodes, kept }: Crowd): Promise<void> {
  const rows = await nodes.ask<{ name: string; custom: string }>(sql`
    SELECT id AS name, custom FROM users UNION ALL SELECT cid AS name, custom FROM channels WHERE deleted_at IS NULL`)
  const custom = new Map(rows.map((row) => [row.name, JSON.parse(row.custom) as Record<string, unknown>]))
  // A channel of two goes with one of them.
  const lost = kept.filter(({ of, key }) => custom.has(of) && custom.get(of)![key] !== 1)
  assert.deepEqual(lost, [], 'something that was set is lost')
}

/** Whoever marks everything read has nothing unread, and nobody belongs anywhere who is gone. */
async function expectReadable({ nodes }: Crowd): Promise<void> {
  const ghosts = await nodes.ask(sql`
    SELECT m.user_id, m.channel_pk FROM members AS m LEFT JOIN users AS u ON u.app_pk = m.app_pk AND u.id = m.user_id
    WHERE u.id IS NULL OR u.deleted_at IS NOT NULL`)
  assert.deepEqual(ghosts, [], 'somebody who is gone is a member')
  for (const id of people) {
    await nodes.a.server.call('MarkChannelsRead', { body: { user_id: id } })
    const { total_unread_count } = await nodes.b.server.call('UnreadCounts', { query: { user_id: id } })
    assert.equal(total_unread_count, 0, `${id} has something unread after reading everything`)
  }
}
