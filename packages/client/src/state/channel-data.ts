import type { Channel } from '../wire.ts'
import type { ChannelModel } from './model.ts'

// These belong to the viewer, so events for everybody leave them out (spec/70 §1.4); or they never become absent, so an event that
// leaves them out abbreviates. What is known of them stays.
const LASTING = ['hide_messages_before', 'blocked', 'config', 'created_by', 'member_count'] as const
// These have their own place in the model, or are told by the own user's mutes.
const ELSEWHERE = new Set(['own_capabilities', 'hidden', 'muted', 'mute_expires_at', 'members'])

/** Takes the channel as an event or an answer prints it: a custom field that was unset is gone, the viewer's own fields stay. */
export function withChannel(model: ChannelModel, channel: Channel): ChannelModel {
  const kept = LASTING.filter((key) => channel[key] === undefined && model.channel[key] !== undefined)
  const taken = Object.entries(channel).filter(([key]) => !ELSEWHERE.has(key))
  return patchChannel(model, Object.fromEntries([...taken, ...kept.map((key) => [key, model.channel[key]])]) as Channel)
}

/** The only way the channel's data changes, so that the two counts beside it cannot differ from those in it. */
export function patchChannel(model: ChannelModel, channel: Channel): ChannelModel {
  return { ...model, channel, member_count: channel.member_count, message_count: channel.message_count }
}

/** Changes some of the channel's data; the same model if nothing differs. */
export function withData(
  model: ChannelModel,
  data: { readonly [key in keyof Channel]?: Channel[key] | undefined },
): ChannelModel {
  const changes = Object.entries(data).filter(([key, value]) => value !== undefined && value !== model.channel[key])
  return changes.length === 0 ? model : patchChannel(model, { ...model.channel, ...Object.fromEntries(changes) })
}
