// More talk than the demo begins with, for pictures that show something.
import type { Api } from '../api.ts'

const general = '/channels/messaging/general'
const lunch = '/channels/messaging/lunch'

type Say = (as: string, text: string, more: object, path: string) => Promise<string>

/** Lets the people of the demo go on talking, by every means there is. */
export async function talk(api: Api): Promise<void> {
  const say = async (as: string, text: string, more: object = {}, path = general) =>
    (await api.call(as, 'POST', `${path}/message`, { message: { text, ...more } })).message.id as string
  const react = (as: string, id: string, type: string) =>
    api.call(as, 'POST', `/messages/${id}/reaction`, { reaction: { type } })

  const tunnel = await say('ben', 'Tried it on the train: three tunnels, nothing lost, nothing twice.')
  for (const as of ['ana', 'chloe', 'dev']) await react(as, tunnel, 'party')
  await react('ana', tunnel, 'fire')
  await say('ana', 'How? Mine says “Back. Nothing was missed” every time, and it is right.', {
    quoted_message_id: tunnel,
  })
  const how = await say('ana', 'Is there something to read about it?')
  await say(
    'dev',
    'Every event has a number in its channel. Whoever comes back says `seq`, and hears what came after:',
    {},
  )
  await say('dev', '```\nPOST /parley/v1/resume\n{ "channels": { "messaging:general": { "seq": 41 } } }\n```')
  await say('dev', 'The long version, @Ana Ruiz:', {
    mentioned_users: ['ana'],
    attachments: [
      {
        type: 'article',
        title: 'What a lost connection may cost',
        title_link: 'https://example.com/resume',
        text: 'Nothing, if every event has its number and the server keeps them for a while.',
      },
    ],
  })
  for (const [as, text] of [
    ['chloe', 'Shall I put this into the handbook?'],
    ['ana', 'Please do!'],
  ] as const)
    await say(as, text, { parent_id: how })
  await say('chloe', 'كل شيء يصل بالترتيب، حتى هنا 👋')
  const thanks = await say('ana', 'Read it. I am **convinced**, and off to lunch.')
  await react('ben', thanks, 'love')

  const first = await talkOfLunch(say)
  await say('ben', 'Still the best idea of the week.', { quoted_message_id: first }, lunch)
  const data = { created_by_id: 'ben', members: ['ana', 'ben'] }
  const pair = await api.call('server', 'POST', '/channels/messaging/query', { data })
  const path = `/channels/messaging/${pair.channel.id}`
  await say('ben', 'Do you have a minute?', {}, path)
  await say('ben', 'It is about the noodles.', {}, path)
  for (const as of ['ben', 'chloe', 'dev']) await api.call(as, 'POST', `${general}/read`, {})
}

/** So much about lunch that it is not loaded at once; answers what it began with. */
async function talkOfLunch(say: Say): Promise<string> {
  const first = await say('ben', 'Noodles again, but at the market this time. Who comes along?', {}, lunch)
  const people = ['dev', 'ben', 'ben', 'dev', 'dev']
  const lines = [
    'Count me in.',
    'Is there something without peanuts?',
    'There is a new place by the bridge: dumplings, six kinds, and a queue that moves.',
    'Quarter past twelve?',
    'Make it half past, I am still in a call.',
    'The market has the better coffee though ☕',
    'Fine. Market, half past, and whoever is last pays.',
    'I know who will be last.',
  ]
  for (let number = 0; number < 72; number++) {
    await say(people[number % people.length]!, lines[(number * 5) % lines.length]!, {}, lunch)
  }
  return first
}
