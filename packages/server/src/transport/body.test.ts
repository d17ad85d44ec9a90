import { expect, test } from 'bun:test'
import { maxBodyBytes, readBody } from './body.ts'

const gzip = (data: string | Uint8Array) => Bun.gzipSync(data as Uint8Array<ArrayBuffer>, { level: 9 })
const post = (body: string | Uint8Array | ReadableStream | null, headers: Record<string, string> = {}) =>
  readBody(new Request('http://parley.test/', { method: 'POST', body: body as string, headers }))
const refusal = (reading: Promise<unknown>) =>
  reading.then(
    () => 'read',
    (failure) => failure.error,
  )

/** A body whose length nobody knows beforehand, with what was taken of it. */
function stream(chunk: Uint8Array, count: number) {
  const taken = { chunks: 0 }
  const body = new ReadableStream({
    pull(controller) {
      if (taken.chunks === count) return controller.close()
      taken.chunks += 1
      controller.enqueue(chunk)
    },
  })
  return { body, taken }
}

test('a body is JSON, plain or gzipped', async () => {
  expect(await post('{"text":"hé"}')).toEqual({ text: 'hé' })
  expect(await post(gzip('{"text":"hé"}'), { 'content-encoding': 'gzip' })).toEqual({ text: 'hé' })
  expect(await post('{"a":1}', { 'content-encoding': 'identity' })).toEqual({ a: 1 })
  expect(await post('{"a":1}', { 'content-encoding': ' GZIP ' }).catch((failure) => failure.error)).toBe('input')
})

test('spec/95 §1.2: an empty body and null are "nothing given"', async () => {
  expect(await post('')).toBeUndefined()
  expect(await post(null)).toBeUndefined()
  expect(await post('null')).toBeNull()
  expect(await post('{}\n')).toEqual({})
})

test('what is no JSON, no UTF-8 or no gzip is refused with 400', async () => {
  const wrong: [Uint8Array | string, Record<string, string>][] = [
    ['{"a"', {}],
    ['a=1&b=2', {}],
    [new Uint8Array([0x7b, 0xff, 0x7d]), {}],
    [new Uint8Array([0x22, 0xc0, 0x80, 0x22]), {}],
    // A surrogate written as if it were a character.
    [new Uint8Array([0x22, 0xed, 0xa0, 0x80, 0x22]), {}],
    ['{"a":"\\u0000"}', {}],
    ['{"a":1}', { 'content-encoding': 'gzip' }],
    [gzip('{"a":1}').slice(0, 12), { 'content-encoding': 'gzip' }],
    [gzip(gzip('{"a":1}')), { 'content-encoding': 'gzip' }],
    ['{"a":1}', { 'content-encoding': 'br' }],
    ['{"a":1}', { 'content-encoding': 'gzip, gzip' }],
  ]
  for (const [body, headers] of wrong) expect(await refusal(post(body, headers))).toBe('input')
})

test('a body may hold 1 MiB and no byte more', async () => {
  const text = (length: number) => `"${'x'.repeat(length - 2)}"`
  expect(((await post(text(maxBodyBytes))) as string).length).toBe(maxBodyBytes - 2)
  expect(await refusal(post(text(maxBodyBytes + 1)))).toBe('payload_too_big')
  expect(((await post(gzip(text(maxBodyBytes)), { 'content-encoding': 'gzip' })) as string).length).toBe(
    maxBodyBytes - 2,
  )
  expect(await refusal(post(gzip(text(maxBodyBytes + 1)), { 'content-encoding': 'gzip' }))).toBe('payload_too_big')
})

test('a body that says it is too long is not even read', async () => {
  const { body, taken } = stream(new Uint8Array(1024), 10)
  expect(await refusal(post(body, { 'content-length': '2000000' }))).toBe('payload_too_big')
  expect(taken.chunks).toBeLessThanOrEqual(1)
})

test('threats #21: a gzip bomb is put out at the limit, before it has filled the memory', async () => {
  const zeros = new Uint8Array(16 * 1024 * 1024)
  const member = gzip(zeros)
  const bomb = Buffer.concat(Array.from({ length: 40 }, () => member))
  const before = process.memoryUsage.rss()
  for (let round = 0; round < 5; round++) {
    expect(['payload_too_big', 'input']).toContain(await refusal(post(bomb, { 'content-encoding': 'gzip' })))
    expect(await refusal(post(member, { 'content-encoding': 'gzip' }))).toBe('payload_too_big')
  }
  expect(process.memoryUsage.rss() - before).toBeLessThan(100 * 1024 * 1024)
})

test('a sender who goes away in the middle is refused like any other, and is no error of ours', async () => {
  const broken = () =>
    new ReadableStream({
      pull(controller) {
        controller.enqueue(new TextEncoder().encode('{"a'))
        controller.error(new DOMException('The connection was closed.', 'AbortError'))
      },
    })
  for (const headers of [{}, { 'content-length': '100' }, { 'content-encoding': 'gzip' }] as Record<string, string>[]) {
    expect(await refusal(post(broken(), headers))).toBe('input')
  }
})

test('a body without end is read no further than the limit', async () => {
  const { body, taken } = stream(new Uint8Array(64 * 1024), 1000)
  expect(await refusal(post(body))).toBe('payload_too_big')
  expect(taken.chunks).toBeLessThan(25)
})
