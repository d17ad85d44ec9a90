// Several servers on one PostgreSQL and one Redis of the tests' own, behind a balancer.
import { StreamChat, type StreamChatOptions } from '@parley-chat/client'
import { type PostgresServer, startPostgres } from '../../packages/server/src/testing/postgres-server.ts'
import { type RedisServer, startRedis } from '../../packages/server/src/testing/redis-server.ts'
import { type ServerProcess, startServer } from '../server-process.ts'
import { type Balancer, openBalancer } from './balancer.ts'

const credentials = { PARLEY_API_KEY: 'cluster', PARLEY_API_SECRET: 'a-secret-that-outlives-every-process-of-it' }

export interface Cluster extends AsyncDisposable {
  readonly postgres: PostgresServer
  readonly redis: RedisServer
  readonly balancer: Balancer
  /** The servers by their places; undefined where one was killed. */
  readonly nodes: (ServerProcess | undefined)[]
  /** Starts the server of a place, anew if it was killed. */
  start(place: number): Promise<ServerProcess>
  /** Kills the server of a place as a power cut would. */
  kill(place: number): Promise<void>
  readonly secret: string
  /** The client of the backend, through the balancer. */
  readonly backend: StreamChat
  /** A client of this user, connected to one server or, without it, through the balancer. */
  connect(userId: string, place?: number, options?: StreamChatOptions): Promise<StreamChat>
}

export async function startCluster(size: number): Promise<Cluster> {
  const [postgres, redis, balancer] = await Promise.all([
    startPostgres({ isDurable: true }),
    startRedis(),
    openBalancer(),
  ])
  const nodes: (ServerProcess | undefined)[] = new Array(size).fill(undefined)
  const clients: StreamChat[] = []
  const env = {
    ...credentials,
    PARLEY_DATABASE_URL: postgres.url,
    PARLEY_BUS_URL: redis.url,
    PARLEY_DEMO: 'off',
    PARLEY_LOG_LEVEL: 'warn',
  }

  const spread = () => balancer.use(nodes.flatMap((node) => node?.url ?? []))

  async function start(place: number) {
    const node = await startServer({ env })
    nodes[place] = node
    spread()
    return node
  }

  await Promise.all(nodes.map((_, place) => start(place)))
  const { PARLEY_API_KEY: key, PARLEY_API_SECRET: secret } = credentials
  const backend = new StreamChat(key, secret, { baseURL: balancer.url, disableCache: true })

  return {
    secret,
    postgres,
    redis,
    balancer,
    nodes,
    start,
    async kill(place) {
      const node = nodes[place]
      nodes[place] = undefined
      spread()
      await node?.kill('SIGKILL')
      await node?.[Symbol.asyncDispose]()
    },
    backend,
    async connect(userId, place, options = {}) {
      const baseURL = place === undefined ? balancer.url : nodes[place]!.url
      const client = new StreamChat(key, { baseURL, ...options })
      clients.push(client)
      await client.connectUser({ id: userId }, backend.createToken(userId))
      return client
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(clients.map((client) => client.disconnectUser()))
      await Promise.all(nodes.map((node) => node?.[Symbol.asyncDispose]()))
      await balancer[Symbol.asyncDispose]()
      await redis[Symbol.asyncDispose]()
      await postgres[Symbol.asyncDispose]()
    },
  }
}
