import { expect, test } from 'bun:test'
import { annToken, httpUnderTest, serverToken } from './http.fixture.ts'

test('an unknown path and a wrong method are told apart (spec/00 §1)', async () => {
  const { ask, reached } = httpUnderTest()
  const unknown = await ask('GET', '/nowhere')
  expect(unknown.json).toMatchObject({ code: 16, StatusCode: 404 })
  expect(unknown.json.message).toContain('Not Found')
  expect((await ask('PUT', '/look')).json).toMatchObject({ code: 4, StatusCode: 405 })
  expect((await ask('GET', '/api/v2/nowhere')).json).toMatchObject({ code: 16 })
  expect(reached).toEqual([])
})

test('a refusal of an operation has the wire’s error and names the operation', async () => {
  const { ask, answered } = httpUnderTest()
  const { status, json } = await ask('GET', '/fail')
  expect(status).toBe(403)
  expect(json).toMatchObject({ code: 60, message: 'Fail failed with error: "slow down"', StatusCode: 403 })
  expect(json.duration).toMatch(/ms$/)
  expect(answered.at(-1)).toMatchObject({ operation: 'Fail', view: 'v1', status: 403 })
})

test('a bug is answered as internal and logged whole, with the id of its request; nothing of it is told', async () => {
  const { ask, logged } = httpUnderTest()
  const { status, json, text, headers } = await ask('GET', '/break')
  expect([status, json.code]).toEqual([500, -1])
  expect(text).not.toContain('innermost')
  expect(logged.length).toBe(1)
  const { fields } = logged[0]!
  expect(String(fields.err)).toContain('the innermost of the server')
  expect(fields).toMatchObject({ operation: 'Break', request_id: headers.get('x-request-id')! })
})

test('threats #24: neither a refusal nor the log repeats a token', async () => {
  const { ask, logged } = httpUnderTest()
  const canary = `${annToken}canary`
  const told = []
  for (const path of ['/look', '/fail', '/break', '/nowhere', `/${canary}`.slice(0, 30)]) {
    told.push((await ask('GET', path, { headers: { authorization: canary } })).text)
    told.push((await ask('GET', path, { headers: { authorization: serverToken } })).text)
  }
  const everything =
    told.join('') + JSON.stringify(logged.map(({ fields, message }) => [String(fields.err), fields, message]))
  for (const token of [canary, serverToken]) {
    const signature = token.split('.').at(-1)!
    expect(everything).not.toContain(signature)
  }
})

test('what is wrong with a request is named, field by field', async () => {
  const { ask, reached } = httpUnderTest()
  const { status, json } = await ask('POST', '/echo/hi?count=many', { body: {} })
  expect([status, json.code]).toEqual([400, 4])
  expect(json.exception_fields).toEqual({ count: 'count must be a number' })
  const body = await ask('POST', '/echo/hi', { body: { text: 7 } })
  expect(body.json.exception_fields).toEqual({ text: 'text must be a string' })
  const path = await ask('POST', '/echo/much-too-long', { body: { text: 'x' } })
  expect(path.json.exception_fields).toEqual({ word: 'word must contain at maximum 10 characters' })
  expect(reached).toEqual([])
})

test('broken bodies are refused, and a body where none is read does no harm (spec/95 §1.2)', async () => {
  const { ask } = httpUnderTest()
  for (const body of ['{', '{"text":"\\u0000"}', '"text"', '7', '[1]']) {
    const { status, json } = await ask('POST', '/echo/hi', { body })
    expect([body, status, json.code]).toEqual([body, 400, 4])
  }
  const tooBig = await ask('POST', '/echo/hi', { body: JSON.stringify({ text: 'x'.repeat(1024 * 1024) }) })
  expect([tooBig.status, tooBig.json.code]).toEqual([413, 22])
  for (const body of ['null', '{}', '{', '']) expect((await ask('DELETE', '/look', { body })).status).toBe(200)
})

test('some requests need a body, if only an empty object (spec/10 §10)', async () => {
  const { ask } = httpUnderTest()
  const refused = await ask('POST', '/insist', { body: '' })
  expect([refused.status, refused.json.message]).toEqual([400, 'Insist failed with error: "invalid json data"'])
  for (const body of ['{}', 'null', '[]']) expect((await ask('POST', '/insist', { body })).status).toBe(201)
})

test('lists in a query are joined by commas or repeated', async () => {
  const { ask } = httpUnderTest()
  for (const query of ['ids=a,b', 'ids=a&ids=b', 'ids[]=a&ids[]=b', 'ids=["a","b"]']) {
    const { json } = await ask('POST', `/echo/hi?${query}`, { body: { text: 'x' } })
    expect([query, json.heard.ids]).toEqual([query, ['a', 'b']])
  }
})

test('threats #30: NUL in a query or a path is refused as input, whatever it is a part of', async () => {
  const { ask, reached } = httpUnderTest()
  const paths = [
    '/echo/hi?ids=a%00b',
    '/echo/hi?user_id=%00',
    '/echo/a%00b',
    '/look?payload={"user_id":"\\u0000"}',
    '/fail?x=%00',
  ]
  for (const path of paths) {
    const { json } = await ask(path.startsWith('/echo') ? 'POST' : 'GET', path, {
      body: path.startsWith('/echo') ? { text: 'x' } : undefined,
    })
    expect([path, json.code]).toEqual([path, 4])
  }
  expect(reached).toEqual([])
})

test('parameters named like what every object has are harmless', async () => {
  const { ask } = httpUnderTest()
  const { status } = await ask('POST', '/echo/hi?__proto__=1&constructor=2&toString=3', { body: { text: 'x' } })
  expect(status).toBe(201)
  expect(({} as Record<string, unknown>)['1']).toBeUndefined()
})
