// A small lively app, for pages that have something to show.
import type { Api } from '../api.ts'

const people = [
  ['ada', 'Ada Byron', 'admin'],
  ['grace', 'Grace Hopper', 'user'],
  ['linus', 'Linus Berg', 'user'],
  ['mei', 'Mei Tanaka', 'user'],
  ['omar', 'Omar Haddad', 'user'],
  ['rosa', 'Rosa Jiménez', 'user'],
  ['sven', 'Sven Lindqvist', 'user'],
  ['yara', 'Yara Costa', 'user'],
] as const

const talks: readonly {
  id: string
  name: string
  members: readonly string[]
  said: readonly (readonly [string, string])[]
}[] = [
  {
    id: 'general',
    name: 'General',
    members: people.map(([id]) => id),
    said: [
      ['ada', 'Good morning! The new release is out, have a look at the notes.'],
      ['grace', 'Reading them now. The reconnect part is what I was waiting for.'],
      ['mei', 'Is the migration running by itself, or do we start it?'],
      ['ada', 'By itself, at the first start. It took four seconds here.'],
      ['omar', 'Tried it in the train: three tunnels, nothing lost, nothing twice.'],
      ['rosa', 'Then I can finally delete my retry code. 🎉'],
    ],
  },
  {
    id: 'design',
    name: 'Design reviews',
    members: ['ada', 'mei', 'rosa', 'yara'],
    said: [
      ['yara', 'The empty states are in. I kept the drawings small.'],
      ['mei', 'Nice. The second one reads a little long on a phone, doesn’t it?'],
      ['yara', 'True, cut it in half.'],
    ],
  },
  {
    id: 'support-4711',
    name: 'Support #4711: Cannot upload a photo',
    members: ['grace', 'sven'],
    said: [
      ['sven', 'It stops at 97 % every time.'],
      ['grace', 'Thanks, I can see it. Give me ten minutes.'],
    ],
  },
  { id: 'lunch', name: 'Lunch', members: ['linus', 'omar', 'sven'], said: [['linus', 'Noodles at twelve?']] },
]

/** Fills the app with people who have talked, one of whom is banned. */
export async function fillWithPeople(api: Api): Promise<void> {
  const users = people.map(([id, name, role]) => [id, { id, name, role, title: 'Engineer', timezone: 'Europe/Lisbon' }])
  await api.call('server', 'POST', '/users', { users: Object.fromEntries(users) })
  for (const { id, name, members, said } of talks) {
    const path = `/channels/messaging/${id}`
    await api.call('server', 'POST', `${path}/query`, { data: { created_by_id: 'ada', members, name } })
    for (const [user_id, text] of said)
      await api.call('server', 'POST', `${path}/message`, { message: { text, user_id } })
  }
  await api.call('server', 'PATCH', '/channels/messaging/lunch', { set: { frozen: true } })
  const ban = { target_user_id: 'sven', banned_by_id: 'ada' }
  await api.call('server', 'POST', '/moderation/ban', {
    ...ban,
    channel_cid: 'messaging:general',
    reason: 'Advertising',
    timeout: 1440,
  })
  await api.call('server', 'POST', '/moderation/ban', {
    target_user_id: 'linus',
    banned_by_id: 'ada',
    reason: 'Repeated insults after two warnings',
  })
}

/** Something happens: a message, a reaction, a read and a change of a channel. */
export async function talkAgain(api: Api): Promise<void> {
  const general = '/channels/messaging/general'
  const sent = await api.call('server', 'POST', `${general}/message`, {
    message: { text: 'See you at the stand-up!', user_id: 'mei' },
  })
  await api.call('server', 'POST', `/messages/${sent.message.id}/reaction`, {
    reaction: { type: 'wave', user_id: 'rosa' },
  })
  await api.call('server', 'POST', `${general}/read`, { user_id: 'omar' })
  await api.call('server', 'PATCH', '/channels/messaging/design', { set: { topic: 'Empty states' } })
}
