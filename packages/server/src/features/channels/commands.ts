import type { ChannelConfig } from '@parley-chat/protocol'

type Command = ChannelConfig['commands'][number]

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

/** Commands as clients show them; names of commands that are gone are left out. */
export function toCommands(names: readonly string[]): Command[] {
  return names.flatMap((name) => builtIn.get(name) ?? [])
}

/** The names that are no commands. */
export const unknownCommands = (names: readonly string[]): string[] =>
  names.filter((name) => name !== 'all' && !builtIn.has(name))

/** `all` stands for every command there is. */
export const namedCommands = (names: readonly string[]): string[] =>
  names.includes('all') ? [...builtIn.keys()] : [...new Set(names)]
