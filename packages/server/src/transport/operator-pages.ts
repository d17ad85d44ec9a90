import { printOpenApi } from '@parley-chat/protocol/openapi'
import sql from 'sql-template-tag'
import type { App } from '../app.ts'
import type { Metrics } from './metrics.ts'
import { referencePage } from './reference-page.ts'

/** What operators and developers ask of a server beside the wire: is it alive, is it ready, how is it, what does it speak. */
export function operatorPages(app: App, metrics: Metrics, version: string) {
  const json = (body: object, status = 200) => Response.json(body, { status, headers: { 'cache-control': 'no-store' } })

  async function readiness(): Promise<Response> {
    if (app.isDraining()) return json({ status: 'draining' }, 503)
    try {
      const { database, clock } = app.services
      await database.snapshot((queries) => queries.get(sql`SELECT id FROM instance WHERE id = 1`))
      const skew = ((await database.clock()) ?? clock.now()) - clock.now()
      if (Math.abs(skew) >= unreadySkew) {
        const off = `${Math.round(Math.abs(skew) / 1e6)} s ${skew > 0 ? 'behind' : 'ahead of'}`
        return json({ status: 'unready', reason: `this machine's clock is ${off} the database's` }, 503)
      }
      const bus = app.bus()
      // Without its bus a node goes on for those who are connected to it.
      const status = bus === 'lost' ? 'degraded' : 'ready'
      return json({ status, version, database: database.engine, bus })
    } catch (error) {
      app.services.log.error({ err: error }, 'the database does not answer')
      return json({ status: 'unready', reason: 'the database does not answer' }, 503)
    }
  }

  const pages: Record<string, () => Response | Promise<Response>> = {
    '/healthz': () => json({ status: 'alive', version }),
    '/readyz': readiness,
    '/metrics': async () => {
      const now = { connections: app.services.hub.count(), isBusUp: app.bus() !== 'lost' }
      const headers = { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }
      return new Response(await metrics.print(now), { headers })
    },
    '/openapi.json': () =>
      new Response(printOpenApi(), {
        headers: { 'content-type': 'application/json', 'access-control-allow-origin': '*' },
      }),
    '/docs': () => new Response(referencePage(), { headers: referenceHeaders }),
  }

  return (request: Request, url: URL): Response | Promise<Response> | undefined =>
    request.method === 'GET' && Object.hasOwn(pages, url.pathname) ? pages[url.pathname]!() : undefined
}

/** Nodes order messages by their clocks: one that is so far off would put them in the wrong place (core §2.1). */
const unreadySkew = 5_000_000

/** The page is made of our own declarations and runs no script. */
const referenceHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
}
