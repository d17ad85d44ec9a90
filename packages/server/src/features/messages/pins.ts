import { createContext, type Services } from '../../core/context.ts'
import { findChannelsByPk } from '../channels/channels.ts'
import { showRows } from './changing.ts'
import { type Changes, updatedEvent } from './message-events.ts'
import { clearPins, selectAppsWithExpiredPins, selectExpiredPins } from './store.ts'

/** Every look applies expiry by itself; so late at most does everybody hear of it. */
const everyMs = 1000
const pinsPerSlice = 100

const unpinned: Changes = {
  attachments: false,
  custom: false,
  html: false,
  mentioned_user_ids: false,
  mml: false,
  pin: true,
  quoted_message_id: false,
  silent: false,
  text: false,
}

/** Takes pins away that have expired, and tells those who watch. Answers how to stop it. */
export function startPinExpiry(services: Services): () => void {
  const { clock, log } = services
  let isStopped = false
  let cancel = clock.after(everyMs, round)
  function round() {
    expirePins(services)
      .catch((error) => log.error({ err: error }, 'expired pins could not be taken away'))
      .finally(() => {
        if (!isStopped) cancel = clock.after(everyMs, round)
      })
  }
  return () => {
    isStopped = true
    cancel()
  }
}

async function expirePins(services: Services): Promise<void> {
  const now = services.clock.now()
  const apps = await services.database.snapshot((queries) => selectAppsWithExpiredPins(queries, now))
  for (const app_pk of apps) await expirePinsOf(services, app_pk)
}

async function expirePinsOf(services: Services, app_pk: number): Promise<void> {
  const context = createContext({ app_pk, caller: { kind: 'server' }, view: 'v1', operation: 'ExpirePins', services })
  await context.transaction(async (tx) => {
    const found = await selectExpiredPins(tx, app_pk, tx.now, pinsPerSlice)
    const pks = new Set(found.map((row) => row.channel_pk))
    const channels = await findChannelsByPk(tx, [...pks])
    // As it is under the locks; what has only now come along is of another channel, and of the next time.
    const again = await selectExpiredPins(tx, app_pk, tx.now, pinsPerSlice)
    const expired = again.filter((row) => pks.has(row.channel_pk))
    await clearPins(
      tx,
      app_pk,
      expired.map(({ id }) => id),
    )
    for (const channel of channels.values()) {
      const here = expired.filter((row) => row.channel_pk === channel.pk && row.deleted_at === null)
      const after = here.map((row) => ({ ...row, pinned_at: null, pinned_by_id: null, pin_expires: null }))
      for (const { told, audience } of await showRows(context, tx, channel, after, { by: undefined })) {
        tx.emit(updatedEvent(told, audience, { changes: unpinned }))
      }
    }
  })
}
