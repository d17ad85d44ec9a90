import type { MessageAnswer } from './calls/answers.ts'
import { type MessageInput, toWritten } from './calls/message-calls.ts'
import { backoffMs } from './connection.ts'
import type { Core, Speaker } from './core.ts'
import { pause } from './environment.ts'
import { codes, hasCode, mayPass } from './errors.ts'
import { path } from './http.ts'
import { type DraftMessage, failed, sending, sent } from './state/index.ts'
import type { Message } from './wire.ts'

/** How long a message is tried while nobody answers. Then it has failed, and sending it again is the user's choice. */
const tryForMs = 30_000

/** Where a message goes. */
export interface Destination {
  readonly cid: string
  readonly address: string
}

/** Sends messages, one after the other in each channel, so that they arrive in the order they were written. */
export class Sender {
  private readonly core: Core
  private readonly last = new Map<string, Promise<unknown>>()

  constructor(core: Core) {
    this.core = core
  }

  /** Shows the message at once, and settles it: stored once, whatever gets lost on the way, or failed. */
  send(to: Destination, message: MessageInput, options: object): Promise<MessageAnswer> {
    const { core } = this
    const speaker = core.speaker()
    const id = message.id || `${core.userId ?? 'server'}-${core.environment.uuid()}`
    const { user_id, ...fields } = toWritten(message)
    const written = { ...fields, id, ...(core.isServerSide && user_id !== undefined && { user_id }) }
    if (core.options.optimistic !== false) speaker.believe((state) => sending(state, to.cid, draftOf(written, core)))
    const until = core.environment.now() + tryForMs
    const turn = (this.last.get(to.cid) ?? Promise.resolve()).then(() =>
      this.sendNow(speaker, to, written, options, until),
    )
    const settled = turn
      .catch(() => undefined)
      .then(() => {
        if (this.last.get(to.cid) === settled) this.last.delete(to.cid)
      })
    this.last.set(to.cid, settled)
    return turn
  }

  private async sendNow(
    speaker: Speaker,
    to: Destination,
    message: MessageInput & { id: string },
    options: object,
    until: number,
  ): Promise<MessageAnswer> {
    const { environment } = this.core
    for (let attempt = 0; ; attempt++) {
      try {
        const answer = await speaker.http<MessageAnswer>('POST', `${to.address}/message`, {
          body: { message, ...options },
        })
        speaker.believe((state) => sent(state, to.cid, answer.message))
        return answer
      } catch (error) {
        const known = alreadyExists(error) ? await findOwn(speaker, to, message.id) : undefined
        if (known) {
          speaker.believe((state) => sent(state, to.cid, known.message))
          return known
        }
        const isOver = !mayPass(error) || environment.now() >= until
        if (isOver) {
          speaker.believe((state) => failed(state, to.cid, message.id, error))
          throw error
        }
        await pause(environment, backoffMs(attempt, environment.random))
      }
    }
  }
}

/** An earlier attempt came through and its answer was lost: the message is as the server has it. */
async function findOwn({ http, userId }: Speaker, to: Destination, id: string): Promise<MessageAnswer | undefined> {
  const answer = await http<MessageAnswer>('GET', path`/messages/${id}`).catch(() => undefined)
  const isOwn = answer?.message.cid === to.cid && (userId === undefined || answer.message.user.id === userId)
  return isOwn ? answer : undefined
}

/** Whether the server has a message of this id. */
function alreadyExists(error: unknown): boolean {
  return hasCode(error, codes.input) && /already exists/.test((error as Error).message)
}

function draftOf(message: MessageInput & { id: string }, core: Core): DraftMessage {
  const mentioned = (message.mentioned_users ?? []).map((user) => (typeof user === 'string' ? { id: user } : user))
  const created_at = new Date(core.environment.now()).toISOString()
  return { ...message, mentioned_users: mentioned as unknown as Message['mentioned_users'], created_at }
}
