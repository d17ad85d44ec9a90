/** Every error of the wire: its code, HTTP status and whether the same request may succeed later (spec/00 §6). */
export const errors = {
  internal: { code: -1, status: 500, retry: true },
  access_key: { code: 2, status: 401, retry: false },
  input: { code: 4, status: 400, retry: false },
  authentication: { code: 5, status: 401, retry: false },
  duplicate_username: { code: 6, status: 400, retry: false },
  rate_limited: { code: 9, status: 429, retry: true },
  not_found: { code: 16, status: 404, retry: false },
  not_allowed: { code: 17, status: 403, retry: false },
  event_not_supported: { code: 18, status: 400, retry: false },
  feature_not_supported: { code: 19, status: 400, retry: false },
  message_too_long: { code: 20, status: 400, retry: false },
  multiple_nesting: { code: 21, status: 400, retry: false },
  payload_too_big: { code: 22, status: 413, retry: false },
  request_timeout: { code: 23, status: 408, retry: true },
  header_too_big: { code: 24, status: 431, retry: false },
  token_expired: { code: 40, status: 401, retry: true },
  token_not_yet_valid: { code: 41, status: 401, retry: false },
  token_used_before_issued: { code: 42, status: 401, retry: false },
  token_signature_invalid: { code: 43, status: 401, retry: false },
  connection_not_found: { code: 46, status: 400, retry: false },
  cooldown: { code: 60, status: 403, retry: true },
  no_access_to_channels: { code: 70, status: 403, retry: false },
  too_many_connections: { code: 71, status: 429, retry: true },
  message_moderation: { code: 73, status: 400, retry: false },
  app_suspended: { code: 99, status: 403, retry: false },
  method_not_allowed: { code: 4, status: 405, retry: false },
} as const satisfies Record<string, { code: number; status: number; retry: boolean }>

export type ErrorName = keyof typeof errors

/** Close codes of the socket and what a client does after each (spec/10 §6). */
export const closeCodes = {
  refused: { code: 1000, reconnect: 'never' },
  going_away: { code: 1001, reconnect: 'backoff' },
  frame_too_big: { code: 1009, reconnect: 'backoff' },
  internal: { code: 1011, reconnect: 'backoff' },
  restart: { code: 1012, reconnect: 'now' },
  token_expired: { code: 4001, reconnect: 'now' },
  auth_timeout: { code: 4008, reconnect: 'backoff' },
  slow_reader: { code: 4009, reconnect: 'backoff' },
  limit: { code: 4029, reconnect: 'backoff' },
} as const

export type CloseName = keyof typeof closeCodes
