import type { Caller } from '../core/context.ts'
import type { Clock } from '../ports/clock.ts'
import type { Counters } from '../ports/counters.ts'

export type Platform = 'server_side' | 'android' | 'ios' | 'web' | 'unity'

/** What one caller may still do of one endpoint in this minute. */
export interface Allowance {
  readonly limit: number
  readonly remaining: number
  /** Unix seconds at which the minute ends. */
  readonly reset: number
  /** Seconds until then. */
  readonly retryAfter: number
  readonly isExceeded: boolean
}

/** Calls a minute of each endpoint, per app and platform (spec/10 §16). */
const perMinute: Readonly<Record<number, readonly string[]>> = {
  10000: [
    'Connect',
    'GetOrCreateChannel',
    'GetOrCreateDistinctChannel',
    'GetApp',
    'MarkChannelsRead',
    'MarkRead',
    'QueryChannels',
    'SendEvent',
  ],
  1000: [
    'CreateGuest',
    'DeleteMessage',
    'DeleteReaction',
    'GetMessage',
    'GetReactions',
    'GetReplies',
    'QueryUsers',
    'RunMessageAction',
    'SendMessage',
    'SendReaction',
    'StopWatchingChannel',
    'UpdateMessage',
    'UploadFile',
    'UploadImage',
  ],
  60: [
    'ReactivateUser',
    'DeactivateUser',
    'CheckPush',
    'CreateChannelType',
    'DeleteChannel',
    'DeleteChannelType',
    'DeleteDevice',
    'DeleteFile',
    'DeleteUser',
    'ExportChannels',
    'ExportUser',
    'GetChannelType',
    'ListChannelTypes',
    'ListDevices',
    'TruncateChannel',
    'UpdateApp',
    'UpdateChannelType',
  ],
  6: ['DeleteUsers'],
}
const otherEndpoints = 300
const perUserPerMinute = 60
const limitOf = new Map(
  Object.entries(perMinute).flatMap(([limit, names]) => names.map((name) => [name, Number(limit)])),
)

const windowMicros = 60_000_000

export interface RateLimits {
  /** Counts one call and says what is left; nothing is ever exceeded while limits are off. */
  count(app_pk: number, endpoint: string, platform: Platform, caller: Caller): Allowance
  /** What is left, without counting. */
  look(app_pk: number, endpoint: string, platform: Platform): Allowance
}

export function createRateLimits(clock: Clock, counters: Counters, isEnforced: boolean): RateLimits {
  const currentWindow = () => Math.floor(clock.now() / windowMicros)
  const resetOf = (window: number) => ((window + 1) * windowMicros) / 1_000_000

  function allowance(limit: number, used: number, reset: number, isExceeded = false): Allowance {
    const retryAfter = Math.max(1, reset - Math.floor(clock.now() / 1_000_000))
    return { limit, remaining: Math.max(0, limit - used), reset, retryAfter, isExceeded }
  }

  const key = (app_pk: number, endpoint: string, platform: Platform) => `${app_pk} ${endpoint} ${platform}`
  const mostOf = (endpoint: string) => limitOf.get(endpoint) ?? otherEndpoints

  return {
    count(app_pk, endpoint, platform, caller) {
      const window = currentWindow()
      const raise = (key: string) => counters.raise(window, key)
      const most = mostOf(endpoint)
      const count = raise(key(app_pk, endpoint, platform))
      if (!isEnforced) return allowance(most, count, resetOf(window))
      const second = Math.floor(clock.now() / 1_000_000)
      const burst = raise(`${key(app_pk, endpoint, platform)} ${second}`) > Math.max(1, most / 30)
      const own = caller.kind === 'user' ? raise(`${key(app_pk, endpoint, platform)} @${caller.user_id}`) : 0
      const isExceeded = count > most || burst || own > perUserPerMinute
      return allowance(most, isExceeded ? most : count, resetOf(window), isExceeded)
    },
    look(app_pk, endpoint, platform) {
      const window = currentWindow()
      const count = counters.look(window, key(app_pk, endpoint, platform))
      return allowance(mostOf(endpoint), count, resetOf(window))
    },
  }
}

/** Which of the separately counted platforms a call comes from, by its token and what the SDK calls itself. */
export function platformOf(caller: Caller, client: string | null): Platform {
  if (caller.kind === 'server') return 'server_side'
  const name = client?.toLowerCase() ?? ''
  if (name.includes('unity')) return 'unity'
  if (name.includes('android')) return 'android'
  return name.includes('ios') || name.includes('swift') ? 'ios' : 'web'
}
