import { put, without } from './maps.ts'
import type { ChannelRule } from './model.ts'

/** Somebody began to watch. Guests without a name of their own are only counted. */
export const watchingStart: ChannelRule = (model, { user }) =>
  user && user.id !== '!anon' ? { ...model, watchers: put(model.watchers, user.id, user) } : model

/** Somebody's last connection stopped watching. */
export const watchingStop: ChannelRule = (model, { user }) =>
  user ? { ...model, watchers: without(model.watchers, user.id) } : model
