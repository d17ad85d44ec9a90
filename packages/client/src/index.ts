export type * from './calls/answers.ts'
export type { MemberInput } from './calls/channel-member-calls.ts'
export type { MessageInput } from './calls/message-calls.ts'
export type { BanOptions, UnbanOptions } from './calls/moderation-calls.ts'
export type { UserInput, UserPatch } from './calls/user-calls.ts'
export { Channel } from './channel.ts'
export type { ChannelData, ChannelInput, ChannelQueryOptions, MessagePage } from './channel-input.ts'
export { ChannelState } from './channel-state.ts'
export { ClientState } from './client-state.ts'
export type { Environment, Socket } from './environment.ts'
export { ErrorFromResponse, type RefusedResponse } from './errors.ts'
export type { ChatEvent, EventOf, EventType, Listener, Subscription } from './events.ts'
export { formatMessage, type LocalMessage, type LocalRead, type TypingEvent } from './formats.ts'
export type { Logger, LogLevel, StreamChatOptions } from './options.ts'
export type { ConnectAnswer } from './session.ts'
export { decodeUserId, signServerToken, signUserToken, verifySignature } from './signing.ts'
export type { Sort } from './sorting.ts'
export { StateStore } from './state-store.ts'
export { type QueryChannelsOptions, StreamChat, StreamChat as Parley } from './stream-chat.ts'
export { type TokenOrProvider, type TokenProvider, tokenProviderFromUrl } from './token-manager.ts'
export type {
  AnyWireEvent,
  APIError,
  Attachment,
  Ban,
  Capability,
  ChannelConfig,
  ChannelMute,
  Command,
  FullUser,
  Member,
  Message,
  OwnUser,
  Reaction,
  ReactionGroup,
  User,
  UserMute,
  WireEvent,
} from './wire.ts'
