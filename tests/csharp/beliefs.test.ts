// The C# client changes its state by the same rules as the TypeScript client: told the same, both believe the same.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { apply } from '../../packages/client/src/state/apply.ts'
import { loadChannel } from '../../packages/client/src/state/load.ts'
import { emptyState, type LocalMessage, type State } from '../../packages/client/src/state/model.ts'
import { connected } from '../../packages/client/src/state/own-user.ts'
import { type ResumeAnswer, resumed } from '../../packages/client/src/state/resume.ts'
import { type DraftMessage, sending, sent } from '../../packages/client/src/state/sending.ts'
import { steps } from '../../packages/client/src/testing/any-steps.fixture.ts'
import { cid, message, moment } from '../../packages/client/src/testing/samples.ts'
import { TinyServer } from '../../packages/client/src/testing/tiny-server.ts'
import { happen, type Step } from '../../packages/client/src/testing/tiny-steps.ts'
import type { ChannelState, Message, OwnUser, WireEvent } from '../../packages/client/src/wire.ts'
import { hasMono } from '../../scripts/build-csharp.ts'
import type { Json } from '../api.ts'
import { type Driver, startDriver } from './driver.ts'

let driver: Driver
beforeAll(async () => {
  if (hasMono) driver = await startDriver({ url: 'http://127.0.0.1:1' })
})
afterAll(() => driver?.[Symbol.asyncDispose]())

/** What a client can be told. */
type Lesson =
  | { readonly load: ChannelState }
  | { readonly hear: WireEvent }
  | { readonly me: OwnUser }
  | { readonly resume: ResumeAnswer }
  | { readonly sending: DraftMessage }
  | { readonly sent: Message }

function learn(state: State, lesson: Lesson, chat: TinyServer): State {
  if ('load' in lesson) return loadChannel(state, lesson.load)
  if ('hear' in lesson) return apply(state, lesson.hear)
  if ('me' in lesson) return connected(state, { ...chat.firstFrame(), me: lesson.me })
  if ('sending' in lesson) return sending(state, cid, lesson.sending)
  if ('sent' in lesson) return sent(state, cid, lesson.sent)
  return resumed(state, lesson.resume)
}

/** Tells both clients the same, and compares what they believe after each group. */
async function expectSameBeliefs(chat: TinyServer, groups: readonly (readonly Lesson[])[]): Promise<void> {
  const { me } = chat.firstFrame()
  await driver.call('believe', { url: 'http://127.0.0.1:1', me })
  let state = connected(emptyState('ann'), chat.firstFrame())
  const here = groups.map((group) => {
    for (const lesson of group) state = learn(state, lesson, chat)
    return believed(state)
  })
  const there = await driver.call('learn', { groups })
  expect(there).toEqual(here)
}

const time = (text: string | undefined): string | null => {
  if (text === undefined) return null
  const [seconds = '', fraction = ''] = text.replace(/Z$/, '').split('.')
  return `${seconds}.${fraction.slice(0, 6).padEnd(6, '0')}`
}

// As clients/csharp/tests/BeliefCommands.cs prints it.
function believed({ channels, totals }: State): Json {
  const model = Object.hasOwn(channels, cid) ? channels[cid]! : undefined
  if (!model) return null
  const { ann: own, ...others } = model.read
  return {
    total: totals.total_unread_count,
    name: model.channel.name ?? null,
    lastMessageAt: time(model.channel.last_message_at),
    truncatedAt: time(model.channel.truncated_at),
    memberCount: model.channel.member_count ?? null,
    messageCount: model.channel.message_count ?? null,
    hidden: model.hidden,
    capabilities: [...model.own_capabilities].sort(),
    messages: model.messages.filter(({ parley }) => parley?.status === undefined).map(believedMessage),
    threads: mapped(model.threads, (replies) => replies.map(believedMessage)),
    members: mapped(model.members, ({ channel_role, status, banned }) => ({ role: channel_role, status, banned })),
    isMember: model.membership !== undefined,
    ownRead: own ? { lastRead: time(own.last_read), id: own.last_read_message_id ?? null } : null,
    reads: mapped(others, ({ last_read }) => time(last_read)),
    unread: model.unread,
  }
}

function believedMessage(told: LocalMessage): Json {
  const isDeleted = told.type === 'deleted'
  return {
    id: told.id,
    type: told.type,
    text: told.text,
    user: told.user.id,
    parent: told.parent_id ?? null,
    replies: told.reply_count,
    createdAt: time(told.created_at),
    updatedAt: time(told.updated_at),
    deletedAt: time(told.deleted_at),
    counts: isDeleted ? null : (told.reaction_counts ?? {}),
    own: isDeleted ? null : Object.fromEntries(told.own_reactions.map(({ type, score }) => [type, score])),
    pinned: !isDeleted && told.pinned,
  }
}

const mapped = <T>(map: Readonly<Record<string, T>>, show: (value: T) => unknown): object =>
  Object.fromEntries(Object.entries(map).map(([id, value]) => [id, show(value)]))

const heard = (chat: TinyServer, step: Step): Lesson[] => happen(chat, step).map((hear) => ({ hear }))

describe.skipIf(!hasMono)('a C# client and a TypeScript client', () => {
  test('believe the same after every event of whatever happens in a channel', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.constantFrom(3, 10), async (todo, listedReactions) => {
        const chat = new TinyServer(listedReactions)
        const opened: Lesson[] = [{ load: chat.answer() }]
        await expectSameBeliefs(chat, [opened, ...todo.map((step) => heard(chat, step))])
      }),
      { numRuns: 120 },
    )
  })

  test('believe the same after they were away, whether the answer or the events come first', async () => {
    await fc.assert(
      fc.asyncProperty(steps, steps, steps, fc.boolean(), async (before, missed, after, answerFirst) => {
        const chat = new TinyServer(10)
        const opened: Lesson[] = [{ load: chat.answer() }]
        const first = before.map((step) => heard(chat, step))
        const seq = chat.answer().parley!.seq
        for (const step of missed) happen(chat, step)
        const events = [...chat.missedSince(seq), ...chat.hiding()].map((hear): Lesson => ({ hear }))
        const resume: Lesson = { resume: chat.resume() }
        const back: Lesson[] = answerFirst ? [resume, ...events] : [...events, resume]
        const me = (): Lesson => ({ me: chat.firstFrame().me! })
        const returned = [me(), ...back, me()]
        await expectSameBeliefs(chat, [opened, ...first, returned, ...after.map((step) => heard(chat, step))])
      }),
      { numRuns: 80 },
    )
  })

  test('believe the same of a channel that is loaded anew in the middle of it', async () => {
    await fc.assert(
      fc.asyncProperty(steps, steps, async (before, after) => {
        const chat = new TinyServer(10)
        const opened: Lesson[] = [{ load: chat.answer() }]
        const first = before.map((step) => heard(chat, step))
        const anew: Lesson[] = [{ load: chat.answer() }]
        await expectSameBeliefs(chat, [opened, ...first, anew, ...after.map((step) => heard(chat, step))])
      }),
      { numRuns: 80 },
    )
  })

  test('believe the same of what is still being sent, whether its echo or its answer comes first', async () => {
    await fc.assert(
      fc.asyncProperty(steps, steps, fc.boolean(), fc.nat({ max: 99 }), async (before, meanwhile, echoFirst, clock) => {
        const chat = new TinyServer(10)
        const opened: Lesson[] = [{ load: chat.answer() }]
        const first = before.map((step) => heard(chat, step))
        // The client's clock may be ahead of the server's or behind it.
        const draft: Lesson[] = [{ sending: { id: 'own-1', text: 'on its way', created_at: moment(clock) } }]
        const others = meanwhile.map((step) => heard(chat, step))
        const echo = happen(chat, { act: 'send', who: 'ann', which: 0, type: 'like', yes: false })
        const told = echo.find((event) => event.type === 'message.new')
        if (told?.type !== 'message.new') return
        const stored = { ...told.message, id: 'own-1' }
        const echoed = echo.map((event): Lesson => ({ hear: event === told ? { ...told, message: stored } : event }))
        const settled = echoFirst ? [echoed, [{ sent: stored }]] : [[{ sent: stored }], echoed]
        await expectSameBeliefs(chat, [opened, ...first, draft, ...others, ...settled])
      }),
      { numRuns: 80 },
    )
  })

  test('take no older channel from a notification that an answer has overtaken', async () => {
    const chat = new TinyServer(10)
    const older = chat.answer().channel
    for (const n of [1, 2, 3]) happen(chat, { act: 'send', who: 'bob', which: n, type: 'like', yes: false })
    const { parley, ...answer } = chat.answer()
    const channel = { ...answer.channel, name: 'renamed since' }
    const notification = {
      type: 'notification.message_new',
      channel: { ...older, name: 'before' },
      message: message('m9', 1),
    }
    const told = { ...notification, cid, channel_id: 'general', channel_type: 'messaging', created_at: moment(1) }
    const at = (seq: number): Lesson => ({ hear: { ...told, parley: { ...parley!, seq } } as unknown as WireEvent })
    await expectSameBeliefs(chat, [[{ load: { ...answer, channel, parley: parley! } }], [at(1)], [at(parley!.seq)]])
    const [, after, same, newer] = await driver.call('learn', {
      groups: [[{ load: { ...answer, channel, parley } }], [at(1)], [at(parley!.seq)], [at(parley!.seq + 1)]],
    })
    expect([after.name, same.name, newer.name]).toEqual(['renamed since', 'renamed since', 'before'])
  })
})
