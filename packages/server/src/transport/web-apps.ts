import type { Page, Pages } from '../ports/pages.ts'

/** Below this compressing costs more than the bytes. */
const compressFromBytes = 1024

interface WebApp {
  readonly path: string
  readonly name: string
}

const webApps: readonly WebApp[] = [
  { path: '/dashboard', name: 'dashboard' },
  { path: '/demo', name: 'demo' },
]

/** Serves the built web apps, each with all the paths under its own, and sends whoever asks for `/` to the dashboard. */
export function createWebApps(pages: Pages, options: { readonly hasDemo: boolean }) {
  const compressed = new WeakMap<Page, Uint8Array<ArrayBuffer>>()

  function show(request: Request, url: URL, app: WebApp): Response {
    const index = pages.find(`${app.path}/index.html`)
    if (!index)
      return plain(503, `The ${app.name} is not built: run npm start in the repository, or scripts/build-apps.ts.`)
    const isFile = url.pathname.startsWith(`${app.path}/assets/`)
    const page = pages.find(url.pathname) ?? (isFile ? undefined : index)
    if (!page) return plain(404, 'There is no such file.')
    const headers = headersOf(page, url)
    if (request.headers.get('if-none-match') === headers.etag) return new Response(null, { status: 304, headers })
    const isSmaller = page.bytes.byteLength >= compressFromBytes && /^text|json$|svg/.test(page.type)
    if (!isSmaller || !/\bgzip\b/.test(request.headers.get('accept-encoding') ?? '')) {
      return new Response(page.bytes, { headers })
    }
    let bytes = compressed.get(page)
    if (!bytes) {
      bytes = Bun.gzipSync(page.bytes)
      compressed.set(page, bytes)
    }
    return new Response(bytes, { headers: { ...headers, 'content-encoding': 'gzip' } })
  }

  return (request: Request, url: URL): Response | undefined => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return undefined
    if (url.pathname === '/') return new Response(null, { status: 302, headers: { location: '/dashboard/' } })
    const app = webApps.find(({ path }) => url.pathname === path || url.pathname.startsWith(`${path}/`))
    if (!app) return undefined
    if (app.name === 'demo' && !options.hasDemo) return plain(404, 'The demo is off: PARLEY_DEMO=on opens it.')
    return show(request, url, app)
  }
}

const plain = (status: number, text: string) =>
  new Response(`${text}\n`, {
    status,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    },
  })

function headersOf(page: Page, url: URL): Record<string, string> {
  return {
    'content-type': page.type,
    etag: `"${page.tag}"`,
    'cache-control': page.isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    vary: 'accept-encoding',
    'content-security-policy': policyOf(url),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  }
}

/**
 * What such a page may load and reach is its own server; older browsers do not take sockets for part of it. That goes for pictures too:
 * whoever hosts one learns who is looking, so people are initials, and what is attached to a message is a card with a link.
 */
function policyOf({ host }: URL): string {
  return [
    "default-src 'self'",
    `connect-src 'self' ws://${host} wss://${host}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}
