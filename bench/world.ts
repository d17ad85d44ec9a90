// The chat that a benchmark finds: users, channels, sockets that watch, and requests that send.
import { type Api, createApi } from '../tests/api.ts'
import { type ServerProcess, startServer } from '../tests/server-process.ts'
import { type Driver, placeOfId, serverPrefix } from './driver.ts'

/** A server under test with a client that sets up what it needs. */
export interface Bench extends AsyncDisposable {
  readonly server: ServerProcess
  readonly port: number
  readonly api: Api
}

/** Starts Parley as users start it, on the core that is kept for it; with a directory it leaves a CPU profile there. */
export async function startBench(profileDir?: string, env: Readonly<Record<string, string>> = {}): Promise<Bench> {
  const flags = profileDir ? ['--cpu-prof', '--cpu-prof-md', `--cpu-prof-dir=${profileDir}`] : []
  const server = await startServer({ prefix: serverPrefix, flags, env: { PARLEY_LOG_LEVEL: 'error', ...env } })
  return {
    server,
    port: Number(new URL(server.url).port),
    api: createApi(server),
    async [Symbol.asyncDispose]() {
      // The profile is written at an orderly end.
      if (profileDir) await server.kill('SIGTERM')
      await server[Symbol.asyncDispose]()
    },
  }
}

/** The names of so many users. */
export const userNames = (count: number, prefix = 'user'): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}-${index}`)

/** Makes users, a hundred a call. */
export async function createUsers(api: Api, ids: readonly string[]): Promise<void> {
  for (const batch of batches(ids, 100)) {
    await api.call('server', 'POST', '/users', { users: Object.fromEntries(batch.map((id) => [id, { id }])) })
  }
}

/** Makes a channel with these members and answers its cid. */
export async function createChannel(api: Api, type: string, id: string, members: readonly string[]): Promise<string> {
  const data = { created_by_id: members[0] ?? 'user-0', members: members.map((user_id) => ({ user_id })) }
  await api.call('server', 'POST', `/channels/${type}/${id}/query`, { data, state: false })
  return `${type}:${id}`
}

/** Connects these users and has each watch its channels; answers nothing before all of them do. */
export async function openWatchers(
  driver: Driver,
  bench: Bench,
  group: number,
  watchers: readonly { readonly user: string; readonly cids: readonly string[] }[],
): Promise<void> {
  const { api, port } = bench
  const targets = watchers.map(({ user }) => api.socketUrl(user).replace(/^ws:\/\/[^/]+/, ''))
  const ids = await driver.open(group, port, targets)
  await inParallel(
    watchers.map(({ user, cids }, index) => ({ user, cids, id: ids[index]! })),
    32,
    async ({ user, cids, id }) => {
      for (const cid of cids) {
        const path = `/channels/${cid.replace(':', '/')}/query?connection_id=${id}`
        await api.call(user, 'POST', path, { watch: true, state: false, presence: false })
      }
    },
  )
}

/** A request that sends a message; the driver puts a new id into it each time. */
export function sendRequest({ api, server }: Bench, user: string, cid: string, text: string): string {
  const body = JSON.stringify({ message: { id: placeOfId, text } })
  return [
    `POST /channels/${cid.replace(':', '/')}/message?api_key=${server.apiKey} HTTP/1.1`,
    'Host: 127.0.0.1',
    `Authorization: ${api.token(user)}`,
    'Stream-Auth-Type: jwt',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n')
}

/** Works on everything, so many at a time. */
export async function inParallel<T>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values()
  const lane = async () => {
    for (const item of queue) await work(item)
  }
  await Promise.all(Array.from({ length: limit }, lane))
}

function* batches<T>(items: readonly T[], size: number): Iterable<readonly T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size)
}
