import { expect, test } from 'bun:test'
import { type ErrorName, errors } from '@parley-chat/protocol'
import { errorBody, Failure, fail, failField } from './errors.ts'

const bodyOf = (work: () => never, duration?: string) => {
  try {
    return work()
  } catch (failure) {
    return errorBody(failure as Failure, 'SendMessage', duration)
  }
}

test('an error has the shape that clients of both generations read (spec/00 §6)', () => {
  const body = bodyOf(() => fail('cooldown', 'slow down'), '1.50ms')
  expect(body).toEqual({
    code: 60,
    message: 'SendMessage failed with error: "slow down"',
    StatusCode: 403,
    duration: '1.50ms',
    more_info: '/docs#errors-60',
    details: [],
  })
})

test('a wrong field is named, as text to text', () => {
  const body = bodyOf(() => failField('message.text', 'is a required field'))
  expect(body.message).toBe('SendMessage failed with error: "message.text is a required field"')
  expect(body.exception_fields).toEqual({ 'message.text': 'message.text is a required field' })
})

test('codes and statuses are the documented ones', () => {
  const documented: Partial<Record<ErrorName, readonly [number, number]>> = {
    internal: [-1, 500],
    access_key: [2, 401],
    input: [4, 400],
    authentication: [5, 401],
    duplicate_username: [6, 400],
    rate_limited: [9, 429],
    not_found: [16, 404],
    not_allowed: [17, 403],
    event_not_supported: [18, 400],
    feature_not_supported: [19, 400],
    message_too_long: [20, 400],
    multiple_nesting: [21, 400],
    payload_too_big: [22, 413],
    request_timeout: [23, 408],
    header_too_big: [24, 431],
    token_expired: [40, 401],
    token_not_yet_valid: [41, 401],
    token_used_before_issued: [42, 401],
    token_signature_invalid: [43, 401],
    connection_not_found: [46, 400],
    cooldown: [60, 403],
    no_access_to_channels: [70, 403],
    too_many_connections: [71, 429],
    message_moderation: [73, 400],
    app_suspended: [99, 403],
  }
  for (const [name, [code, status]] of Object.entries(documented)) {
    const body = errorBody(new Failure(name as ErrorName, 'no'), 'X')
    expect([name, body.code, body.StatusCode]).toEqual([name, code, status])
  }
  const undocumented = Object.keys(errors).filter((name) => !(name in documented))
  expect(undocumented).toEqual(['method_not_allowed'])
})

test('what can never succeed is said to be unrecoverable, so that clients do not try again', () => {
  const unrecoverable = (name: ErrorName) => errorBody(new Failure(name, 'no'), 'X').unrecoverable
  for (const name of ['input', 'not_found', 'not_allowed', 'message_too_long'] as const) {
    expect(unrecoverable(name)).toBe(true)
  }
  for (const name of ['internal', 'rate_limited', 'cooldown', 'request_timeout', 'token_expired'] as const) {
    expect(unrecoverable(name)).toBeUndefined()
  }
})

test('a refusal repeats no more than the beginning of what was sent, and no half of a letter', () => {
  const name = `x${'🦊'.repeat(5000)}`
  const body = errorBody(new Failure('input', `${name} is not valid`, { [name]: `${name} is not valid` }), 'X')
  expect(JSON.stringify(body).length).toBeLessThan(3500)
  expect(body.message.isWellFormed()).toBe(true)
  expect(Object.keys(body.exception_fields!)[0]).toStartWith('x🦊🦊')
})
