// Somebody who sits at a C# client, and what a test asks of them: any public member by its name, see clients/csharp/tests/ChatCommands.cs.
import { expect } from 'bun:test'
import type { Json } from '../api.ts'
import type { Stage } from '../sdk/stage.ts'
import { type Driver, startDriver } from './driver.ts'

/** What a call is about; nothing: the client. */
export interface About {
  readonly channel?: string
  readonly message?: string
  readonly user?: string
}

export interface Person extends Driver {
  /** Calls a public method of the client, or of what the call is about. */
  invoke(about: About, method: string, ...args: unknown[]): Promise<Json>
  /** Opens a channel by its cid and answers what it shows. */
  open(cid: string): Promise<Json>
  /** What a channel, a message or a user shows at this moment. */
  show(about: About): Promise<Json>
  /** What the client has raised under this name. */
  raised(name: string): Json[]
}

export const general = 'messaging:general'

/** Connects a C# client as this user. */
export async function connectPerson(
  stage: Pick<Stage, 'server' | 'backend'>,
  userId: string,
  { url = stage.server.url, ...options }: { url?: string; optimistic?: boolean; clockSpeed?: number } = {},
): Promise<Person> {
  const driver = await startDriver({ url }, options)
  await driver.call('connect', { apiKey: stage.server.apiKey, userId, token: stage.backend.createToken(userId) })
  return Object.assign(driver, {
    invoke: (about: About, method: string, ...args: unknown[]) => driver.call('invoke', { ...about, method, args }),
    open(cid: string) {
      const [type, id] = cid.split(':')
      return driver.call('invoke', { method: 'GetOrCreateChannelWithIdAsync', args: [type, id] })
    },
    show: (about: About) => driver.call('show', about),
    raised: (name: string) => driver.events.filter(({ event }) => event === name),
  })
}

export const texts = (shown: Json): string[] => shown.messages.map(({ text }: Json) => text)

/** What somebody came to believe is what a client is told that asks for the first time. */
export async function expectAgreement(stage: Stage, person: Person, userId: string, cid = general): Promise<void> {
  const believed = await person.show({ channel: cid })
  const count = believed.messages.length
  const { url, apiKey } = stage.server
  const token = stage.backend.createToken(userId)
  const told = await person.call('showAnew', { url, apiKey, userId, token, cid, count })
  const messages = count === 0 ? told.messages : told.messages.slice(-count)
  expect(comparable(believed, userId)).toEqual(comparable({ ...told, messages }, userId))
}

// Watchers and those who type come and go with the connections, loaded threads are each client's own, and of others no event tells how
// many messages they have not read.
function comparable({ watchers: _, typing: __, messages, reads, ...channel }: Json, userId: string): Json {
  return {
    ...channel,
    reads: reads.map(({ unread, ...read }: Json) => (read.user === userId ? { ...read, unread } : read)),
    messages: messages.map(({ replies: ___, ...message }: Json) => message),
  }
}
