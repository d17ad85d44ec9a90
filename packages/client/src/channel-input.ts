import type { Capability, Channel } from './wire.ts'

/** What a channel is created with; what it names beside these fields is custom data. */
export interface ChannelInput {
  readonly name?: string
  readonly image?: string
  readonly members?: readonly (string | object)[]
  /** Server side: who creates it. */
  readonly created_by_id?: string
  readonly [custom: string]: unknown
}

/** Which page of messages to answer. */
export interface MessagePage {
  readonly limit?: number
  readonly id_lt?: string
  readonly id_lte?: string
  readonly id_gt?: string
  readonly id_gte?: string
  readonly id_around?: string
  readonly created_at_before?: string
  readonly created_at_before_or_equal?: string
  readonly created_at_after?: string
  readonly created_at_after_or_equal?: string
  readonly created_at_around?: string
}

export interface ChannelQueryOptions {
  readonly state?: boolean
  readonly watch?: boolean
  readonly presence?: boolean
  readonly messages?: MessagePage
  readonly members?: { readonly limit?: number; readonly offset?: number; readonly [cursor: string]: unknown }
  readonly watchers?: { readonly limit?: number; readonly offset?: number }
  readonly [option: string]: unknown
}

/** A channel's data, with what this user may do in it. */
export interface ChannelData extends Channel {
  readonly own_capabilities: Capability[]
}
