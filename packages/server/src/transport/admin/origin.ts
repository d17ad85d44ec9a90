import { fail } from '../../core/errors.ts'
import { isLoopbackHost, type Site } from '../../ports/site.ts'

const isSafe = (method: string) => method === 'GET' || method === 'HEAD'

/**
 * Refuses what no page of this server can have asked. A browser says from which page a request comes; another site,
 * or another port of the same machine, gets no answer, whatever cookie the browser adds. A server that listens on its
 * own machine goes only by the names of that machine, so that no name of a stranger can be made to lead to it.
 */
export function checkOrigin(request: Request, url: URL, site: Site): void {
  const known = site.publicUrl === undefined ? undefined : new URL(site.publicUrl)
  const isOwnHost = url.host === known?.host || (site.isLoopback ? isLoopbackHost(url.hostname) : !known)
  if (site.isLoopback && !isOwnHost) fail('not_allowed', `the server does not go by this name: see PARLEY_PUBLIC_URL`)
  const origin = request.headers.get('origin')
  if (origin === null) {
    if (!isSafe(request.method)) fail('not_allowed', 'the request does not say its Origin')
  } else if (origin !== known?.origin && !(isOwnHost && isOriginOf(origin, url.host))) {
    fail('not_allowed', 'the request comes from another site: see PARLEY_PUBLIC_URL')
  }
  const from = request.headers.get('sec-fetch-site')
  if (from === 'cross-site' || from === 'same-site') fail('not_allowed', 'the request comes from another site')
}

/** A proxy may have taken the encryption off. */
const isOriginOf = (origin: string, host: string) => origin === `http://${host}` || origin === `https://${host}`

/** The base URL by which browsers reach the server. */
export const publicUrlOf = (url: URL, { publicUrl }: Site): string => publicUrl ?? url.origin
