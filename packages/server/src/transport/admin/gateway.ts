import type { App } from '../../app.ts'
import { fail } from '../../core/errors.ts'
import { admin, settings } from '../../features/index.ts'
import { readText } from '../body.ts'

/** Operations that only look, though their questions are too long for a URL. */
const looks = new Set(['QueryChannels', 'QueryReactions', 'UnreadCountsBatch', 'Sync'])

/** What has gates of its own: the socket, and the administration itself. */
const closed = /^\/(?:api\/v2\/)?connect$|^\/parley\/v1\/(?:admin|demo)(?:\/|$)/

/**
 * Runs an operation of the chat for an administrator, with the rights of the app's backend: the very operation that the
 * backend's own request would run, so that the dashboard can do nothing that the API cannot.
 */
export async function callApi(
  app: App,
  context: admin.AdminContext,
  { app_pk, path, request, url }: { app_pk: number; path: string; request: Request; url: URL },
): Promise<Response> {
  const known = await app.services.database.snapshot((queries) => settings.getAppWithKeys(queries, app_pk))
  const found = app.http.lookup(request.method, path)
  if (closed.test(path) || typeof found === 'string')
    fail('not_found', `${request.method} ${path} is not part of the API`)
  const target = new URL('http://localhost')
  target.pathname = path
  target.search = url.search
  const identity = {
    app_pk,
    api_key: settings.primaryKey(known.keys).key,
    caller: { kind: 'server' },
  } as const
  if (request.method === 'GET' || looks.has(found.route.name)) return app.http.handleFor(identity, request, target)
  // All of it is here before the session is looked at: a body that trickles in must not outlive it.
  const whole = await arrived(request)
  const call = () => app.http.handleFor(identity, whole, target)
  const deed = { action: `api.${found.route.name}`, app: known.app, target: `${request.method} ${path}` }
  return admin.noteCall(context, deed, call)
}

/** The same request, with nothing of it left to wait for. */
async function arrived(request: Request): Promise<Request> {
  const body = await readText(request)
  const headers = new Headers(request.headers)
  for (const name of ['content-encoding', 'content-length', 'transfer-encoding']) headers.delete(name)
  return new Request(request.url, { method: request.method, headers, ...(body !== '' && { body }) })
}
