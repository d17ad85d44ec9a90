// A real server under siege: how much memory it holds, how long it keeps others waiting, and what it had to log.
import { createApi } from '../api.ts'
import { startServer } from '../server-process.ts'

/** What a siege may cost at most (threats #21); the wait tells a server that hangs from a machine that is busy. */
export const limits = { growthBytes: 100 * 1024 * 1024, waitMs: 5000 }

export type Siege = Awaited<ReturnType<typeof layBy>>

/** Starts a server with a channel and two members, and watches over it. */
export async function layBy() {
  const server = await startServer({ env: { PARLEY_LOG_LEVEL: 'warn' } })
  const api = createApi(server)
  const data = { created_by_id: 'ann', members: ['ann', 'bob'] }
  await api.call('server', 'POST', '/users', { users: { ann: { id: 'ann' }, bob: { id: 'bob' } } })
  await api.call('server', 'POST', '/channels/messaging/general/query', { data })
  // What the first requests of each kind make it load does not count.
  for (let round = 0; round < 50; round++) await api.call('ann', 'POST', '/channels/messaging/general/query', {})

  const residentBytes = () =>
    Number(Bun.spawnSync(['ps', '-o', 'rss=', '-p', String(server.pid)]).stdout.toString()) * 1024
  const before = residentBytes()
  let longestMs = 0
  let isWatching = true
  const watching = watch()

  /** Somebody else, who asks all the time whether the server is there. */
  async function watch() {
    while (isWatching) {
      const asked = performance.now()
      await api.call('bob', 'GET', '/unread')
      longestMs = Math.max(longestMs, performance.now() - asked)
      await Bun.sleep(10)
    }
  }

  return {
    ...server,
    api,
    /** With the key of the app. */
    target: (path: string) => `${path}${path.includes('?') ? '&' : '?'}api_key=${server.apiKey}`,
    headers: (who: string) => ({ authorization: api.token(who), 'stream-auth-type': 'jwt' }),
    /** Ends it; answers what it has cost. */
    async lift() {
      isWatching = false
      await watching
      const growthBytes = residentBytes() - before
      const exit = await server.kill('SIGTERM')
      return { growthBytes, longestMs: Math.round(longestMs), exit, logged: loggedIn(server.output()) }
    },
  }
}

/** The first lines of the log, if there are any. */
const loggedIn = (output: string) => (output.match(/^\{.*$/gm) ?? []).slice(0, 5).map((line) => line.slice(0, 300))
