import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { depthBombs, gzipBomb } from './bombs.ts'
import { chunked, dial, exchange, headOf, type RawAnswer } from './raw-http.ts'
import { layBy, limits, type Siege } from './siege.ts'

const megabyte = 1024 * 1024
const gigabyte = 1024 * megabyte
const send = '/channels/messaging/general/message'
let siege: Siege

beforeAll(async () => {
  siege = await layBy()
})

afterAll(async () => {
  const { growthBytes, longestMs, busiestMs, exit, logged } = await siege.lift()
  console.log(`others waited ${longestMs} ms at most, for which the server computed ${busiestMs} ms`)
  console.log(`the server grew by ${Math.round(growthBytes / megabyte)} MB`)
  expect(logged).toEqual([])
  expect(exit).toBe(0)
  expect(growthBytes).toBeLessThan(limits.growthBytes)
  expect(busiestMs).toBeLessThan(limits.busyMs)
})

const post = (headers: Record<string, string | number>, body: Iterable<string | Buffer>, path = send) =>
  exchange(siege.url, [headOf('POST', siege.target(path), { ...siege.headers('ann'), ...headers }), ...body])

const postText = (body: string | Uint8Array, headers: Record<string, string> = {}) =>
  post({ 'content-length': Buffer.byteLength(body), ...headers }, [Buffer.from(body as string)])

/** The error of the wire with this status and code. */
function expectRefusal(answer: RawAnswer | undefined, status: number, code: number) {
  expect([answer?.status, answer?.headers.get('content-type')]).toEqual([status, 'application/json'])
  const body = JSON.parse(answer!.text)
  expect([answer!.status, body.StatusCode, body.code]).toEqual([status, status, code])
  expect(body).toMatchObject({ message: expect.any(String), duration: expect.any(String), details: [] })
}

describe('a body', () => {
  test('that is no JSON is refused', async () => {
    for (const body of [
      '{',
      '{"message":',
      "{'a':1}",
      '{"a":1}}',
      'null null',
      '<xml/>',
      'a=1',
      '\0',
      '{"a":1e}',
      '"x"',
      '7',
    ]) {
      expectRefusal(await postText(body), 400, 4)
    }
  })

  test('that is no UTF-8 is refused', async () => {
    for (const bytes of [
      [0xff],
      [0xc0, 0x80],
      [0xed, 0xa0, 0x80],
      [0xf8, 0x88, 0x80, 0x80, 0x80],
      [0xe2, 0x82],
      [0xfe, 0xff],
    ]) {
      const body = Buffer.concat([Buffer.from('{"message":{"text":"'), Buffer.from(bytes), Buffer.from('"}}')])
      expectRefusal(await postText(body), 400, 4)
    }
  })

  test('threats #21: of a megabyte of brackets is refused', async () => {
    for (const bomb of depthBombs(megabyte)) expectRefusal(await postText(bomb), 400, 4)
  })

  test('threats #21: that inflates to gigabytes is put out at a megabyte', async () => {
    const small = Buffer.concat([...gzipBomb(gigabyte)])
    expect(small.length).toBeLessThan(megabyte)
    const gzip = { 'content-encoding': 'gzip' }
    expectRefusal(await post({ ...gzip, 'content-length': small.length }, [small]), 413, 22)
    const large = Buffer.concat([...gzipBomb(10 * gigabyte)])
    expectRefusal(await post({ ...gzip, 'content-length': large.length }, [large]), 413, 22)
    const inChunks = [...gzipBomb(10 * gigabyte)].flatMap((piece) => [
      `${piece.length.toString(16)}\r\n`,
      piece,
      '\r\n',
    ])
    expectRefusal(await post({ ...gzip, 'transfer-encoding': 'chunked' }, inChunks), 413, 22)
    for (let round = 0; round < 20; round++) {
      expectRefusal(await post({ ...gzip, 'content-length': small.length }, [small]), 413, 22)
    }
  })

  test('in an encoding that it is not in, or that nobody asked for, is refused', async () => {
    const zipped = Bun.gzipSync(Buffer.from('{"message":{"text":"hi"}}'))
    for (const encoding of ['br', 'deflate', 'zstd', 'gzip, gzip', 'gzip;q=1', 'x'.repeat(5000), '__proto__']) {
      expectRefusal(await postText(zipped, { 'content-encoding': encoding }), 400, 4)
    }
    for (const body of ['{"message":{}}', zipped.slice(0, 20), Bun.gzipSync(zipped), new Uint8Array()]) {
      const answer = await postText(body, { 'content-encoding': 'gzip' })
      expect([400, answer?.text.includes('"code":4')]).toEqual([answer?.status ?? 0, true])
    }
    expect((await postText(zipped, { 'content-encoding': 'gzip' }))?.status).toBe(201)
    expectRefusal(await postText(zipped), 400, 4)
  })

  test('that is too long is refused, whether it says so or not, and nobody waits for its end', async () => {
    for (const length of [megabyte + 1, 3 * megabyte, 10 * gigabyte, 2 ** 52]) {
      expectRefusal(await post({ 'content-length': length }, ['{"message":']), 413, 22)
    }
    expectRefusal(await post({ 'transfer-encoding': 'chunked' }, chunked(2 * megabyte)), 413, 22)
    expectRefusal(await post({ 'transfer-encoding': 'chunked' }, chunked(gigabyte)), 413, 22)
    expectRefusal(await post({ 'transfer-encoding': 'chunked', 'content-encoding': 'gzip' }, chunked(gigabyte)), 400, 4)
  })

  test('that stops coming keeps nobody else waiting, and its sender may go', async () => {
    const stalled = Array.from({ length: 200 }, (_, index) => {
      const socket = dial(siege.url)
      socket.write(headOf('POST', siege.target(send), { ...siege.headers('ann'), 'content-length': 1000 }))
      socket.write('{"message":'.slice(0, index % 11))
      return socket
    })
    expect((await postText('{"message":{"text":"hi"}}'))?.status).toBe(201)
    for (const socket of stalled) socket.destroy()
    expect((await postText('{"message":{"text":"hi"}}'))?.status).toBe(201)
  })
})

describe('a request', () => {
  /** The parser of HTTP refuses before anybody could choose words. */
  const expectBroken = (answer: RawAnswer | undefined) => {
    const status = answer?.status ?? 400
    expect(status >= 400 && status < 500, `answered ${status}`).toBe(true)
    expect(answer?.text ?? '').not.toContain('<')
  }

  test('that is framed wrongly is refused, and nothing behind it is taken for another one', async () => {
    const framings: Record<string, string>[] = [
      { 'content-length': '-1' },
      { 'content-length': '2, 3' },
      { 'content-length': '2\r\ncontent-length: 3' },
      { 'content-length': '4', 'transfer-encoding': 'chunked' },
      { 'transfer-encoding': 'chunked, identity' },
      { 'transfer-encoding': 'xchunked' },
      { 'content-length': '0x2' },
      { 'content-length': '99999999999999999999999' },
    ]
    for (const framing of framings) {
      const smuggled = `{}\r\n${headOf('DELETE', siege.target('/channels/messaging/general'), siege.headers('ann'))}`
      expectBroken(await post(framing, [smuggled]))
    }
    for (const chunk of ['ZZ\r\n', '-1\r\n', 'ffffffffffffffff\r\n{}\r\n', '2;\r\n{}x\r\n', '2\n{}\n']) {
      expectBroken(await post({ 'transfer-encoding': 'chunked' }, [chunk]))
    }
    expect((await siege.api.call('ann', 'GET', '/channels/messaging/general')).channel.cid).toBe('messaging:general')
  })

  test('with a head that is too large is refused', async () => {
    const large = 'x'.repeat(70_000)
    for (const head of [
      headOf('GET', siege.target('/app'), { a: large }),
      headOf('GET', `${siege.target('/app')}&x=${large}`, {}),
      headOf('GET', siege.target('/app'), { authorization: large }),
      headOf('GET', siege.target('/app'), Object.fromEntries(Array.from({ length: 3000 }, (_, n) => [`a${n}`, 'b']))),
    ]) {
      expect((await exchange(siege.url, [head]))?.status).toBe(431)
    }
  })

  test('to a strange address or by a strange method is refused, and no page of errors shows the source', async () => {
    const heads = [
      ...['TRACE', 'CONNECT', 'PROPFIND', 'get', 'POST POST'].map((method) => headOf(method, '/app', {})),
      ...['//evil.test/app', 'http://evil.test/app', '/../../etc/passwd', '/%2e%2e/app', '/app#x', '/%', '/app\\x'].map(
        (target) => headOf('GET', target, {}),
      ),
      ...['a b c/\\', '', '[::1', 'x:99999', 'evil.test/..', '%00', "'", 'x'.repeat(5000)].map((host) =>
        headOf('GET', '/nowhere', { host }),
      ),
      'GET /nowhere HTTP/1.0\r\n\r\n',
      'GET /nowhere HTTP/1.1\r\n\r\n',
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      `GET /nowhere HTTP/1.1\r\nhost: x\r\n folded: y\r\n\r\n`,
      `GET /nowhere HTTP/1.1\r\nhost: x\r\nname : y\r\nbare\r\n\r\n`,
    ]
    for (const head of heads) expectBroken(await exchange(siege.url, [head]))
    for (const line of ['GET /nowhere HTTP/9.9', 'GET /nowhere']) {
      expect((await exchange(siege.url, [`${line}\r\nhost: x\r\n\r\n`]))?.status).toBe(505)
    }
    expectBroken(await exchange(siege.url, [Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]), '\r\n\r\n']))
  })

  test('that never ends its head keeps nobody else waiting', async () => {
    const head = headOf('GET', siege.target('/app'), siege.headers('ann'))
    const loris = Array.from({ length: 300 }, (_, index) => {
      const socket = dial(siege.url)
      socket.write(head.slice(0, index % head.length))
      return socket
    })
    expect((await exchange(siege.url, [head]))?.status).toBe(200)
    for (const socket of loris) socket.destroy()
  })
})

describe('threats #23: another origin', () => {
  test('is told that it may ask, and is given nothing that a cookie would carry', async () => {
    for (const origin of [
      'https://evil.test',
      'null',
      'file://',
      'http://127.0.0.1:1',
      `https://${'x'.repeat(3000)}`,
    ]) {
      const preflight = { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'x-evil' }
      for (const [method, status] of [
        ['OPTIONS', 204],
        ['GET', 200],
      ] as const) {
        const headers = method === 'OPTIONS' ? preflight : { origin, cookie: 'session=1', ...siege.headers('ann') }
        const answer = await exchange(siege.url, [headOf(method, siege.target('/app'), headers)])
        expect(answer?.status).toBe(status)
        expect(answer?.headers.get('access-control-allow-origin')).toBe('*')
        expect(answer?.headers.has('access-control-allow-credentials')).toBe(false)
        expect(answer?.headers.has('set-cookie')).toBe(false)
        expect(answer?.headers.get('access-control-allow-headers') ?? '').not.toContain('x-evil')
      }
    }
  })

  test('gets nothing by a cookie, a token in the address or a method that pretends to be another', async () => {
    const token = siege.api.token('server')
    const ask = (method: string, path: string, headers: Record<string, string>) =>
      exchange(siege.url, [headOf(method, siege.target(path), { origin: 'https://evil.test', ...headers })])
    expectRefusal(await ask('GET', '/app', { cookie: `authorization=${token}; token=${token}` }), 401, 5)
    expectRefusal(await ask('GET', `/app?authorization=${token}&token=${token}`, {}), 401, 5)
    const override = { ...siege.headers('server'), 'x-http-method-override': 'DELETE' }
    expect((await ask('GET', '/channels/messaging/general?user_id=ann', override))?.status).toBe(200)
    expect((await siege.api.request('ann', 'GET', '/channels/messaging/general')).status).toBe(200)
  })
})
