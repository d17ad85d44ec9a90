import type { Channel, Command, User } from '@parley-chat/client'
import { nameOf } from '../../chat/names.ts'

/** What a command does, and which capability it takes. Others that a channel may have are not offered: they would do nothing here. */
interface Act {
  readonly capability?: 'ban-channel-members'
  run(channel: Channel, user: User, text: string): Promise<unknown>
  /** What came of it. */
  readonly done: string
}

const acts: Readonly<Record<string, Act>> = {
  mute: { run: (channel, user) => channel.getClient().muteUser(user.id), done: 'is muted for you' },
  unmute: { run: (channel, user) => channel.getClient().unmuteUser(user.id), done: 'is no longer muted for you' },
  ban: {
    capability: 'ban-channel-members',
    run: (channel, user, text) => channel.banUser(user.id, { ...(text !== '' && { reason: text }) }),
    done: 'is banned from this conversation',
  },
  unban: {
    capability: 'ban-channel-members',
    run: (channel, user) => channel.unbanUser(user.id),
    done: 'may write here again',
  },
}

/** The commands of the channel that this person may give. */
export function commandsOf(commands: readonly Command[], capabilities: readonly string[]): Command[] {
  return commands.filter(({ name }) => {
    const act = Object.hasOwn(acts, name) ? acts[name] : undefined
    return act && (act.capability === undefined || capabilities.includes(act.capability))
  })
}

/** The name that is being written, if the text so far is nothing but a slash and it. */
export function commandAt(text: string, caret: number): string | undefined {
  return /^\/([a-z]{0,20})$/i.exec(text.slice(0, caret))?.[1]?.toLowerCase()
}

/** A command as somebody has written it out. */
export interface Order {
  readonly name: string
  readonly user: User
  readonly text: string
}

/** Reads a text as a command. One without somebody it is about is `incomplete`; what is no command is undefined, and said as it stands. */
export function readOrder(
  text: string,
  commands: readonly Command[],
  users: readonly User[],
): Order | 'incomplete' | undefined {
  const [, name = '', rest = ''] = /^\/([a-z]+)(?:\s+([\s\S]*))?$/i.exec(text.trim()) ?? []
  const command = commands.find((each) => each.name === name.toLowerCase())
  if (!command) return undefined
  // The longest name wins: there may be an Ann and an Ann Lee.
  const user = users
    .filter((each) => rest.startsWith(`@${nameOf(each)}`) || rest.startsWith(`@${each.id}`))
    .sort((a, b) => nameOf(b).length - nameOf(a).length)[0]
  if (!user) return 'incomplete'
  const called = rest.startsWith(`@${nameOf(user)}`) ? nameOf(user) : user.id
  return { name: command.name, user, text: rest.slice(called.length + 1).trim() }
}

/** Does what was ordered, and answers in a sentence what came of it. */
export async function carryOut(channel: Channel, { name, user, text }: Order): Promise<string> {
  const act = acts[name]!
  await act.run(channel, user, text)
  return `${nameOf(user)} ${act.done}.`
}
