const name = 'parley_admin'
const path = '/parley/v1/admin'

/** The token of the session, where the browser shows one. */
export function tokenOf(request: Request): string | undefined {
  const cookies = request.headers.get('cookie')
  return cookies === null ? undefined : /(?:^|;\s*)parley_admin=([a-z0-9]{1,64})(?:;|$)/.exec(cookies)?.[1]
}

/** Has the browser keep a session, out of reach of scripts and of other sites, or forget it. */
export function cookieOf(token: string | undefined, seconds: number, isSecure: boolean): string {
  const age = token === undefined ? 0 : seconds
  const parts = [`${name}=${token ?? ''}`, `Path=${path}`, `Max-Age=${age}`, 'HttpOnly', 'SameSite=Strict']
  return [...parts, ...(isSecure ? ['Secure'] : [])].join('; ')
}
