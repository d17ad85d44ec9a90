import type { Bus } from '../../ports/bus.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { Roster } from '../../ports/roster.ts'

/** Who is online on other nodes, and who is here, as the others are told (core §4.5). */
export interface Online {
  /** Whether the user is online, as far as all nodes have said. */
  has(app_pk: number, user_id: string): boolean
  /** Resolves when it is known who of an app is online; undefined where it is known already. */
  known(app_pk: number): Promise<void> | undefined
  /** The user has come to this node; `isTold`: their followers know of it, because they were not thought to be online. */
  enter(app_pk: number, user_id: string, isTold: boolean): void
  /** The user has left this node. Answers whether they were on no other: while others cannot be asked, nobody is said to go. */
  leave(app_pk: number, user_id: string): Promise<boolean>
  stop(): void
}

interface Change {
  readonly user_id: string
  readonly isOnline: boolean
}

/** An app whose people this node has heard of. */
interface Heard {
  readonly ids: Set<string>
  /** What was said while the list was being asked for; undefined afterwards. */
  meanwhile: Map<string, boolean> | undefined
  /** When the list that was asked for last has come, or has failed. */
  loaded: Promise<void>
  ready: Promise<void> | undefined
}

const afterReturnMs = [0, 2000, 10_000]
const refreshEveryMs = 30_000
const everybody = Number.MAX_SAFE_INTEGER
const placePrefix = 'online '
const placeOf = (app_pk: number) => `${placePrefix}${app_pk}`
const topicOf = (app_pk: number) => `o${app_pk}`

export function createOnline(options: {
  readonly bus: Bus
  readonly clock: Clock
  readonly roster: Roster
  readonly log: Log
  /** A user has gone together with the node that had them, or come from where nobody saw them. */
  readonly changed: (app_pk: number, user_id: string, isOnline: boolean) => void
}): Online {
  const { bus, clock, roster, log, changed } = options
  const apps = new Map<number, Heard>()
  const entered = new Set<string>()
  const stops: (() => void)[] = []

  function hear(heard: Heard, { user_id, isOnline }: Change) {
    heard.meanwhile?.set(user_id, isOnline)
    if (isOnline) heard.ids.add(user_id)
    else heard.ids.delete(user_id)
  }

  /** One after another: a later list knows more. */
  function load(app_pk: number, heard: Heard): Promise<void> {
    const loaded = heard.loaded.then(() => loadNow(app_pk, heard))
    heard.loaded = loaded.catch(() => undefined)
    return loaded
  }

  async function loadNow(app_pk: number, heard: Heard) {
    const meanwhile = new Map<string, boolean>()
    heard.meanwhile = meanwhile
    try {
      const listed = await roster.list(placeOf(app_pk), everybody)
      heard.ids.clear()
      for (const id of listed) heard.ids.add(id)
      for (const [id, isOnline] of meanwhile) {
        if (isOnline) heard.ids.add(id)
        else heard.ids.delete(id)
      }
    } finally {
      heard.meanwhile = undefined
    }
  }

  function begin(app_pk: number): Heard {
    const heard: Heard = { ids: new Set(), meanwhile: undefined, loaded: Promise.resolve(), ready: undefined }
    apps.set(app_pk, heard)
    heard.ready = (async () => {
      try {
        stops.push(await bus.subscribe(topicOf(app_pk), (message) => hear(heard, message as Change)))
        await load(app_pk, heard)
      } catch (error) {
        log.error({ err: error }, 'who is online could not be read')
      } finally {
        heard.ready = undefined
      }
    })()
    return heard
  }

  const say = (app_pk: number, change: Change) => bus.publish(topicOf(app_pk), change)

  /** What a place of the roster has told of one of its members, where it is one of ours. */
  const told = (isOnline: boolean) => (place: string, user_id: string) => {
    if (!place.startsWith(placePrefix)) return
    const app_pk = Number(place.slice(placePrefix.length))
    say(app_pk, { user_id, isOnline })
    changed(app_pk, user_id, isOnline)
  }

  stops.push(
    roster.onGone(told(false)),
    roster.onBack(told(true)),
    // When Redis is back, the other nodes enter everybody anew, and not all of them at once.
    bus.onReturn(() => {
      for (const ms of afterReturnMs) stops.push(clock.after(ms, loadAll))
    }),
  )

  function loadAll() {
    for (const [app_pk, heard] of apps) {
      load(app_pk, heard).catch((error) => log.error({ err: error }, 'who is online could not be read'))
    }
  }

  /** Whatever was not heard is not believed for long. */
  let cancelRefresh = () => {}
  function refreshLater() {
    cancelRefresh = clock.after(refreshEveryMs, () => {
      loadAll()
      refreshLater()
    })
  }
  if (roster.isShared) refreshLater()

  return {
    has: (app_pk, user_id) => apps.get(app_pk)?.ids.has(user_id) ?? false,
    known(app_pk) {
      if (!roster.isShared) return undefined
      return (apps.get(app_pk) ?? begin(app_pk)).ready
    },
    enter(app_pk, user_id, isTold) {
      const key = `${app_pk} ${user_id}`
      if (!roster.isShared || entered.has(key)) return
      entered.add(key)
      roster
        .enter(placeOf(app_pk), user_id)
        .then((isFirst) => {
          if (!isFirst) return
          say(app_pk, { user_id, isOnline: true })
          // They have left another node since they were taken for online.
          if (!isTold) changed(app_pk, user_id, true)
        })
        .catch((error) => log.error({ err: error }, 'a user could not be entered'))
    },
    async leave(app_pk, user_id) {
      if (!roster.isShared) return true
      if (!entered.delete(`${app_pk} ${user_id}`)) return false
      const isLast = await roster.leave(placeOf(app_pk), user_id)
      if (!isLast || !roster.isUp) return false
      say(app_pk, { user_id, isOnline: false })
      return true
    },
    stop() {
      cancelRefresh()
      for (const stop of stops) stop()
    },
  }
}
