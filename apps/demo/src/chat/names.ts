import type { User } from '@parley-chat/client'
import type { ChannelModel } from '@parley-chat/client/state'

/** What a user is called; custom data may hold anything under `name`. */
export function nameOf(user: User | { readonly id: string } | undefined): string {
  const name = (user as { name?: unknown } | undefined)?.name
  return typeof name === 'string' && name.trim() !== '' ? name : (user?.id ?? 'Somebody')
}

/** The other members, in the order of their names. */
export function othersIn(model: ChannelModel | undefined, me: string): User[] {
  return Object.values(model?.members ?? {})
    .flatMap(({ user }) => (user && user.id !== me ? [user] : []))
    .sort((a, b) => nameOf(a).localeCompare(nameOf(b)))
}

/** The one whom this channel is a conversation with, if it is one of two and has no name. */
export function partnerIn(model: ChannelModel | undefined, me: string): User | undefined {
  const others = othersIn(model, me)
  return channelName(model) === undefined && others.length === 1 ? others[0] : undefined
}

/** What a channel is called: its name, or those who are in it. */
export function titleOf(model: ChannelModel | undefined, me: string): string {
  const names = othersIn(model, me).map(nameOf)
  return channelName(model) ?? (names.length > 0 ? names.join(', ') : (model?.channel.id ?? ''))
}

function channelName(model: ChannelModel | undefined): string | undefined {
  const name = model?.channel.name
  return typeof name === 'string' && name.trim() !== '' ? name : undefined
}
