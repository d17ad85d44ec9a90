import { createContext, type Services } from '../../core/context.ts'
import { Failure } from '../../core/errors.ts'
import { send } from '../messages/messages.ts'
import { sendReaction } from '../reactions/reactions.ts'
import { getOrCreateChannel } from '../states/states.ts'
import { updateUsers } from '../users/users.ts'
import { type Place, people, places, type Said } from './conversation.ts'

/** Lets the people of the demo meet and talk, as any backend would. What is there from a broken attempt stays. */
export async function seed(services: Services, app_pk: number): Promise<void> {
  const backend = createContext({ app_pk, caller: { kind: 'server' }, view: 'v1', operation: 'SeedDemo', services })
  await updateUsers(backend, { users: Object.fromEntries(people.map((person) => [person.id, { ...person }])) })
  for (const { id, name, members, messages } of places) {
    await getOrCreateChannel(backend, 'messaging', id, {
      data: {
        created_by_id: members[0]!,
        members: members.map((user_id) => ({ user_id })),
        custom: { name },
      },
    })
    for (const said of messages) await say(said, id)
  }

  async function say({ id, by, text, replyTo, reactions = [] }: Said, place: Place['id']) {
    const parent = replyTo === undefined ? {} : { parent_id: replyTo }
    await send(backend.as({ id: by }), `messaging:${place}`, { message: { id, text, ...parent } }).catch(ignoreRepeats)
    for (const reaction of reactions) {
      await sendReaction(backend.as({ id: reaction.by }), id, { reaction: { type: reaction.type } })
    }
  }
}

/** The message was stored by an attempt that ended before all was said. */
function ignoreRepeats(error: unknown): void {
  if (!(error instanceof Failure && error.message.endsWith('already exists'))) throw error
}
