import type {
  Ban,
  Channel,
  ChannelConfig,
  ChannelMute,
  ChannelState,
  FullUser,
  MarkReadEvent,
  Member,
  Message,
  MessageWithChannel,
  OwnUser,
  Reaction,
  UnreadCounts,
  UserMute,
} from '../wire.ts'

/** Every answer tells how long the server took. */
export type Answer<T = unknown> = T & { readonly duration: string }

export type MessageAnswer = Answer<{ message: Message }>
export type FoundMessageAnswer = Answer<{ message: MessageWithChannel }>
export type MessagesAnswer = Answer<{ messages: Message[] }>
export type ReactionAnswer = Answer<{ message: Message; reaction: Reaction }>
export type ReactionsAnswer = Answer<{ reactions: Reaction[]; next?: string; prev?: string }>
export type ChannelAnswer = Answer<{ channel: Channel; members: Member[]; message?: Message }>
export type ChannelStateAnswer = Answer<ChannelState>
export type ChannelStatesAnswer = Answer<{ channels: ChannelState[] }>
export type MembersAnswer = Answer<{ members: Member[] }>
export type MemberAnswer = Answer<{ channel_member: Member }>
export type ReadAnswer = Answer<{ event: MarkReadEvent | null }>
export type UsersAnswer = Answer<{ users: FullUser[] }>
export type UsersByIdAnswer = Answer<{ users: Record<string, FullUser> }>
export type UserAnswer = Answer<{ user: FullUser }>
export type TaskAnswer = Answer<{ task_id: string }>
export type BansAnswer = Answer<{ bans: Ban[] }>
export type MuteAnswer = Answer<{ mute?: UserMute; mutes?: UserMute[]; own_user?: OwnUser }>
export type ChannelMuteAnswer = Answer<{
  channel_mute?: ChannelMute
  channel_mutes?: ChannelMute[]
  own_user?: OwnUser
}>
export type UnreadAnswer = Answer<UnreadCounts>
export type ChannelTypeAnswer = Answer<ChannelConfig>
