import { messageEndpoints, SendMessageRequest } from '@parley-chat/protocol'
import { parse } from '../packages/server/src/core/views/parse.ts'
import { printer } from '../packages/server/src/core/views/print.ts'

const body = {
  message: {
    id: 'ann-00000000-0000-4000-8000-000000000001',
    text: 'x'.repeat(200),
    attachments: [],
    mentioned_users: ['bob'],
    mood: 'sunny',
  },
  skip_push: false,
}
const src = { view: 'v1', from: 'body', side: 'client' } as const
const text = JSON.stringify(body)
const user = {
  id: 'ann',
  role: 'user',
  language: '',
  teams: [],
  banned: false,
  online: true,
  blocked_user_ids: [],
  created_at: 1767605400000000,
  updated_at: 1767605400000000,
  custom: { color: 'red' },
  name: 'Ann',
}
const message = {
  id: 'm1',
  cid: 'messaging:general',
  type: 'regular',
  text: 'x'.repeat(200),
  html: '<p>x</p>\n',
  user,
  attachments: [],
  mentioned_users: [],
  mentioned_channel: false,
  mentioned_here: false,
  latest_reactions: [],
  own_reactions: [],
  reaction_counts: {},
  reaction_scores: {},
  reply_count: 0,
  deleted_reply_count: 0,
  silent: false,
  shadowed: false,
  pinned: false,
  restricted_visibility: [],
  created_at: 1767605400000001,
  updated_at: 1767605400000001,
  custom: { mood: 'sunny' },
}
const print = {
  v1: printer(messageEndpoints.SendMessage.reply, 'v1'),
  v2: printer(messageEndpoints.SendMessage.reply, 'v2'),
}
function time(name: string, f: () => unknown, n = 200000) {
  for (let i = 0; i < 20000; i++) f()
  const t = performance.now()
  for (let i = 0; i < n; i++) f()
  console.log(name, (((performance.now() - t) * 1000) / n).toFixed(2), 'µs')
}
time('JSON.parse', () => JSON.parse(text))
time('parse (normalise + Zod)', () => parse(SendMessageRequest, body, src, 0))
const plain = parse(SendMessageRequest, body, src, 0)
time('Zod alone', () => SendMessageRequest.safeParse(plain))
time('print v1', () => print.v1({ message } as never))
time('print v2', () => print.v2({ message } as never))
time('JSON.stringify', () => JSON.stringify({ message }))
