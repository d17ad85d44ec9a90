import { closeCodes, type ErrorName, type EventFlags, errors, eventTable } from '@parley-chat/protocol'
import { html, type Markup } from './markup.ts'

const meanings: Readonly<Record<ErrorName, string>> = {
  internal: 'Something unexpected went wrong on the server.',
  access_key: 'The API key is missing or unknown.',
  input: 'The request is malformed or a value is not valid; exception_fields says which.',
  authentication: 'The token is missing, unreadable or speaks for somebody else.',
  duplicate_username: 'The name is taken and names are unique here.',
  rate_limited: 'The quota of the minute is used up; X-RateLimit-Reset says until when.',
  not_found: 'The object or the path does not exist.',
  not_allowed: 'A permission is missing.',
  event_not_supported: 'Events of this type cannot be sent.',
  feature_not_supported: 'The channel has this feature switched off.',
  message_too_long: 'The text is longer than max_message_length of the channel.',
  multiple_nesting: 'A reply cannot be replied to.',
  payload_too_big: 'The body, or the custom data in it, is over its limit.',
  request_timeout: 'The server gave up waiting.',
  header_too_big: 'The address and headers are too long.',
  token_expired: 'The token has expired or was revoked: get a new one.',
  token_not_yet_valid: 'The token’s nbf lies in the future.',
  token_used_before_issued: 'The token’s iat lies in the future.',
  token_signature_invalid: 'The token is not signed with the secret of the app.',
  connection_not_found: 'No open connection of this user has that connection_id.',
  cooldown: 'Slow mode: this user has to wait before sending again.',
  no_access_to_channels: 'The query matched channels that this user may not read.',
  too_many_connections: 'The user has too many open connections.',
  message_moderation: 'Moderation blocked the message.',
  app_suspended: 'The app is suspended.',
  method_not_allowed: 'The path exists, but not with this method.',
}

const audiences: Readonly<Record<EventFlags['to'], string>> = {
  watchers: 'who watch the channel',
  idle_members: 'members who do not watch it',
  affected_user: 'the user it is about',
  own_user: 'the user’s own connections',
  presence: 'who follow the user’s presence',
  thread_participants: 'who take part in the thread',
  connection: 'this connection',
  hooks: 'webhooks',
}

/** Every error by its code; errors refer to these rows in `more_info`. */
export function printErrorList(): Markup {
  const entries = (Object.keys(errors) as ErrorName[]).sort((a, b) => errors[a].code - errors[b].code)
  const seen = new Set<number>()
  const rows = entries.map((name) => {
    const { code, status, retry } = errors[name]
    // Two errors may share a code; its anchor is the first.
    const anchor = !seen.has(code) && html` id="errors-${code}"`
    seen.add(code)
    return html`<tr${anchor}><th scope="row"><code>${code}</code></th><td>${status}</td><td><code>${name}</code><p>${meanings[name]}</p></td>
<td>${retry ? 'may succeed later' : 'final'}</td></tr>
`
  })
  return html`<p>Errors are answered as <a href="#schema-APIError">APIError</a>. Branch on the code, never on the text.</p>
<div class="wide"><table><thead><tr><th>Code</th><th>Status</th><th>Error</th><th>Again</th></tr></thead><tbody>${rows}</tbody></table></div>
`
}

/** Every event by its type: who hears it and what becomes of it. */
export function printEventList(): Markup {
  const rows = Object.entries(eventTable).map(([type, { schema, to, stored, synced, counts }]) => {
    const name = schema.meta()?.id ?? 'WireEvent'
    const marks = [
      stored === 'channel' && 'has a place in the channel’s order',
      stored === 'user' && 'kept for the user',
      stored === 'no' && 'for the moment only',
      synced && 'replayed by /sync',
      counts && 'carries the recipient’s unread totals',
    ].filter((mark) => mark !== false)
    return html`<tr id="events-${type}"><th scope="row"><a href="#schema-${name}"><code>${type}</code></a></th>
<td>${audiences[to]}</td><td>${marks.join(', ')}</td></tr>
`
  })
  return html`<p>Events are JSON objects, one a text frame. Types that are not listed are events which the app invented:
<a href="#schema-CustomEvent">CustomEvent</a>.</p>
<div class="wide"><table><thead><tr><th>Type</th><th>Heard by</th><th>Nature</th></tr></thead><tbody>${rows}</tbody></table></div>
`
}

/** How the server closes a socket and what a client does then. */
export function printCloseCodes(): Markup {
  const rows = Object.entries(closeCodes).map(
    ([name, { code, reconnect }]) =>
      html`<tr><th scope="row"><code>${code}</code></th><td><code>${name}</code></td><td>reconnect: ${reconnect}</td></tr>
`,
  )
  return html`<div class="wide"><table><thead><tr><th>Code</th><th>Why</th><th>Then</th></tr></thead><tbody>${rows}</tbody></table></div>`
}
