import type { Command } from '@parley-chat/protocol'
import { fail } from '../../core/errors.ts'

/** The slash commands that every app has (spec/30 §1.3). */
const builtIn: ReadonlyMap<string, Command> = new Map(
  [
    { name: 'giphy', description: 'Post a random gif to the channel', args: '[text]', set: 'fun_set' },
    { name: 'flag', description: 'Flag a user', args: '[@username]', set: 'moderation_set' },
    { name: 'ban', description: 'Ban a user', args: '[@username] [text]', set: 'moderation_set' },
    { name: 'unban', description: 'Unban a user', args: '[@username]', set: 'moderation_set' },
    { name: 'mute', description: 'Mute a user', args: '[@username]', set: 'moderation_set' },
    { name: 'unmute', description: 'Unmute a user', args: '[@username]', set: 'moderation_set' },
  ].map((command) => [command.name, command]),
)

/** The names of all commands, in the order in which they are shown. */
export const builtInCommands: readonly string[] = [...builtIn.keys()]

/** Commands as clients show them; names of commands that are gone are left out. */
export function toCommands(names: readonly string[]): Command[] {
  return names.flatMap((name) => builtIn.get(name) ?? [])
}

/** The commands that a request names; `all` stands for every one there is. Refuses names of none. */
export function readCommands(names: readonly string[]): string[] {
  if (names.includes('all')) return [...builtInCommands]
  const unknown = names.filter((name) => !builtIn.has(name))
  if (unknown.length > 0) fail('input', `commands must exist, but there is no [${unknown.join(', ')}]`)
  return [...new Set(names)]
}
