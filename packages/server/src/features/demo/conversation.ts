/** What the demo finds when it is opened for the first time. */

export interface Person {
  readonly id: string
  readonly name: string
}

export interface Said {
  /** In the whole demo: a message is stored once, however often the seeding is begun. */
  readonly id: string
  readonly by: string
  readonly text: string
  readonly replyTo?: string
  readonly reactions?: readonly { readonly by: string; readonly type: string }[]
}

export interface Place {
  readonly id: string
  readonly name: string
  readonly members: readonly string[]
  readonly messages: readonly Said[]
}

export const people: readonly Person[] = [
  { id: 'ana', name: 'Ana Ruiz' },
  { id: 'ben', name: 'Ben Okafor' },
  { id: 'chloe', name: 'Chloé Martin' },
  { id: 'dev', name: 'Dev Patel' },
]

export const places: readonly Place[] = [
  {
    id: 'general',
    name: 'General',
    members: ['ana', 'ben', 'chloe', 'dev'],
    messages: [
      {
        id: 'demo-1',
        by: 'ana',
        text: 'Good morning! The new chat is up 🎉',
        reactions: [{ by: 'ben', type: 'love' }],
      },
      { id: 'demo-2', by: 'ben', text: 'Nice. Open a second window as somebody else and write to yourself.' },
      { id: 'demo-3', by: 'chloe', text: 'Typing, reads, reactions and threads all arrive at once.' },
      {
        id: 'demo-4',
        by: 'dev',
        text: 'Now pull the plug on your network and plug it in again: **nothing is missed**.',
        reactions: [
          { by: 'ana', type: 'like' },
          { by: 'chloe', type: 'like' },
        ],
      },
    ],
  },
  {
    id: 'design',
    name: 'Design',
    members: ['ana', 'chloe'],
    messages: [
      { id: 'demo-5', by: 'chloe', text: 'Which of the two colour schemes shall we take?' },
      { id: 'demo-6', by: 'ana', text: 'The calm one.', replyTo: 'demo-5' },
      { id: 'demo-7', by: 'chloe', text: 'Then it is decided.', replyTo: 'demo-5' },
    ],
  },
  {
    id: 'lunch',
    name: 'Lunch',
    members: ['ana', 'ben', 'dev'],
    messages: [
      { id: 'demo-8', by: 'dev', text: 'Soup or noodles?' },
      { id: 'demo-9', by: 'ben', text: 'Noodles', reactions: [{ by: 'dev', type: 'haha' }] },
    ],
  },
]
