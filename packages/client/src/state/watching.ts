import type { UserWatchingStartEvent, UserWatchingStopEvent } from '../wire.ts'
import { put, without } from './maps.ts'
import type { ChannelRule } from './model.ts'

/** Somebody began to watch. Anonymous users share one id: they are only counted. */
export const watchingStart: ChannelRule<UserWatchingStartEvent> = (model, { user }) =>
  user.id === '!anon' ? model : { ...model, watchers: put(model.watchers, user.id, user) }

/** Somebody's last connection stopped watching. */
export const watchingStop: ChannelRule<UserWatchingStopEvent> = (model, { user }) => ({
  ...model,
  watchers: without(model.watchers, user.id),
})
