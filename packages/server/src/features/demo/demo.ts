import type { DemoChannel, DemoPerson } from '@parley-chat/protocol'
import type { Services } from '../../core/context.ts'
import { signUserToken } from '../../core/tokens.ts'
import type { Queries } from '../../ports/database.ts'
import { createApp, getAppWithKeys, lockInstance, primaryKey } from '../settings/settings.ts'
import { people, places } from './conversation.ts'
import { seed } from './seeding.ts'
import { findDemo, insertDemo, saveSeeded } from './store.ts'

const tokenSeconds = 24 * 60 * 60

/** Enough to be anybody in the demo. */
export interface DemoSession {
  readonly api_key: string
  readonly people: DemoPerson[]
  readonly channels: DemoChannel[]
}

/** A place to try the chat in: an app of its own, which anybody who reaches the server may play in. */
export interface Demo {
  /** Makes and furnishes the app when it is asked for the first time. */
  open(): Promise<DemoSession>
}

export function createDemo(services: Services): Demo {
  let furnishing: Promise<number> | undefined

  async function furnish(): Promise<number> {
    const app_pk = await services.writer.run('EnsureDemo', async (write) => {
      await lockInstance(write)
      const known = await findDemo(write)
      if (known) return known.app_pk
      const made = await createApp(write, 'Demo', services.ids)
      await insertDemo(write, made.app_pk)
      return made.app_pk
    })
    const demo = await services.database.snapshot(findDemo)
    if (demo?.seeded_at === null) {
      await seed(services, app_pk)
      await services.writer.run('SeedDemo', (write) => saveSeeded(write, write.now))
    }
    return app_pk
  }

  return {
    async open() {
      furnishing ??= furnish()
      const app_pk = await furnishing.catch((error) => {
        // The next visitor tries again.
        furnishing = undefined
        throw error
      })
      const { keys } = await services.database.snapshot((queries) => getAppWithKeys(queries, app_pk))
      const { key, secret } = primaryKey(keys)
      const iat = Math.floor(services.clock.now() / 1_000_000)
      const tokenOf = (id: string) => signUserToken(secret, id, { iat, exp: iat + tokenSeconds })
      return {
        api_key: key,
        people: people.map(({ id, name }) => ({ id, name, image: '', token: tokenOf(id) })),
        channels: places.map(({ id, name, members }) => ({
          cid: `messaging:${id}`,
          type: 'messaging',
          id,
          name,
          members: [...members],
        })),
      }
    },
  }
}

/** The app that the demo runs in, once it has been opened. */
export async function findDemoApp(queries: Queries): Promise<number | undefined> {
  return (await findDemo(queries))?.app_pk
}
