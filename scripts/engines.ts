// The PostgreSQL and the Redis that all tests of a run share: their own, on free ports, gone with the run.
import { hasPostgres, startPostgres } from '../packages/server/src/testing/postgres-server.ts'
import { hasRedis, startRedis } from '../packages/server/src/testing/redis-server.ts'
import { makeTemplate } from '../packages/server/src/testing/test-engines.ts'

/** What is there of them. */
export interface Engines {
  /** Tells the tests where they are. */
  readonly env: Readonly<Record<string, string>>
  /** Both are there. */
  readonly isWhole: boolean
  stop(): Promise<void>
}

export async function startEngines(): Promise<Engines> {
  const postgres = hasPostgres ? await startPostgres() : undefined
  const template = postgres && (await makeTemplate(postgres.url))
  const redis = hasRedis ? await startRedis() : undefined
  return {
    env: {
      ...(postgres && { PARLEY_TEST_POSTGRES: postgres.url, PARLEY_TEST_TEMPLATE: template! }),
      ...(redis && { PARLEY_TEST_REDIS: redis.url }),
    },
    isWhole: postgres !== undefined && redis !== undefined,
    async stop() {
      await postgres?.[Symbol.asyncDispose]()
      await redis?.[Symbol.asyncDispose]()
    },
  }
}
