// A real server under siege: how much memory it holds, how long it keeps others waiting, and what it had to log.
import { readFileSync } from 'node:fs'
import { createApi } from '../api.ts'
import { startServer } from '../server-process.ts'

/**
 * What a siege may cost at most (threats #21). How long others wait is measured in what the server computes meanwhile: a
 * machine that is busy with something else makes them wait too, and says nothing about the server.
 */
export const limits = { growthBytes: 100 * 1024 * 1024, busyMs: 1000 }

const msPerTick = 10

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
  let busiestMs = 0
  let isWatching = true
  const watching = watch()

  /** Somebody else, who asks all the time whether the server is there. */
  async function watch() {
    while (isWatching) {
      const [asked, computed] = [performance.now(), computedMs(server.pid)]
      await api.call('bob', 'GET', '/unread')
      longestMs = Math.max(longestMs, performance.now() - asked)
      busiestMs = Math.max(busiestMs, computedMs(server.pid) - computed)
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
      const waits = { longestMs: Math.round(longestMs), busiestMs }
      return { growthBytes, ...waits, exit, logged: loggedIn(server.output()) }
    },
  }
}

/** The processor time of a process so far, on all its threads. Where the system does not say, no time passes. */
function computedMs(pid: number): number {
  try {
    // The name, in brackets, may hold spaces; user and system time are the 12th and 13th field behind it.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')
    return (Number(fields[11]) + Number(fields[12])) * msPerTick
  } catch {
    return 0
  }
}

/** The first lines of the log, if there are any. */
const loggedIn = (output: string) => (output.match(/^\{.*$/gm) ?? []).slice(0, 5).map((line) => line.slice(0, 300))
