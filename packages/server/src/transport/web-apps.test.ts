import { expect, test } from 'bun:test'
import type { Page } from '../ports/pages.ts'
import { createWebApps } from './web-apps.ts'

const page = (text: string, type: string, isImmutable = false): Page => ({
  bytes: new TextEncoder().encode(text),
  type,
  isImmutable,
  tag: `tag-of-${text.slice(0, 8)}`,
})
const script = `hello(${'1,'.repeat(2000)})`
const built = new Map([
  ['/dashboard/index.html', page('<!doctype html>', 'text/html; charset=utf-8')],
  ['/dashboard/assets/index-1a2b.js', page(script, 'text/javascript; charset=utf-8', true)],
  ['/dashboard/parley.svg', page('<svg/>', 'image/svg+xml')],
])
const open = { find: (path: string) => built.get(path) }

async function get(path: string, headers: Record<string, string> = {}, { pages = open, hasDemo = true } = {}) {
  const request = new Request(`http://chat.test:3030${path}`, { headers })
  const response = createWebApps(pages, { hasDemo })(request, new URL(request.url))
  return response && { status: response.status, headers: response.headers, text: await response.text() }
}

test('every path under an app that is no file of it is its page, so that its links can be opened', async () => {
  for (const path of ['/dashboard', '/dashboard/', '/dashboard/apps/1/users', '/dashboard/..%2f..%2fpackage.json']) {
    const shown = await get(path)
    expect([path, shown?.status, shown?.text]).toEqual([path, 200, '<!doctype html>'])
    expect(shown?.headers.get('cache-control')).toBe('no-cache')
  }
  expect((await get('/'))?.headers.get('location')).toBe('/dashboard/')
  expect(await get('/dashboards')).toBeUndefined()
  expect(await get('/app')).toBeUndefined()
})

test('what is named after its content is kept for ever, and asked for otherwise it is not there', async () => {
  const asset = await get('/dashboard/assets/index-1a2b.js')
  expect([asset?.status, asset?.text]).toEqual([200, script])
  expect(asset?.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  expect((await get('/dashboard/assets/index-0000.js'))?.status).toBe(404)
  expect((await get('/dashboard/parley.svg'))?.headers.get('content-type')).toBe('image/svg+xml')
})

test('who has a file is told so, and whoever takes it compressed gets it so', async () => {
  const known = (await get('/dashboard/'))?.headers.get('etag') ?? ''
  const again = await get('/dashboard/', { 'if-none-match': known })
  expect([again?.status, again?.text]).toEqual([304, ''])
  const asset = createWebApps(open, { hasDemo: true })
  const request = new Request('http://chat.test/dashboard/assets/index-1a2b.js', {
    headers: { 'accept-encoding': 'br, gzip' },
  })
  const bytes = new Uint8Array(await asset(request, new URL(request.url))!.arrayBuffer())
  expect(bytes.byteLength).toBeLessThan(script.length / 10)
  expect(new TextDecoder().decode(Bun.gunzipSync(bytes))).toBe(script)
})

test.each(['/dashboard/', '/demo/'])(
  '%s loads from nowhere else, is framed by nobody, and its script stands in files',
  async (path) => {
    const { headers } = (await get(
      path,
      {},
      { pages: { find: () => built.get('/dashboard/index.html') }, hasDemo: true },
    ))!
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'self'; connect-src 'self' ws://chat.test:3030 wss://chat.test:3030;")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toMatch(/unsafe|\*/)
    expect(policy).not.toMatch(/img-src|https:|data:|blob:/)
    expect([headers.get('x-content-type-options'), headers.get('referrer-policy')]).toEqual(['nosniff', 'no-referrer'])
  },
)

test('an app that is not built says so in one line, and the demo only where it is open', async () => {
  const none = { find: () => undefined }
  const missing = await get('/dashboard/', {}, { pages: none, hasDemo: true })
  expect([missing?.status, missing?.text.trimEnd().split('\n').length]).toEqual([503, 1])
  expect(missing?.text).toContain('not built')
  expect((await get('/demo/'))?.status).toBe(503)
  expect((await get('/demo/', {}, { pages: open, hasDemo: false }))?.status).toBe(404)
})
