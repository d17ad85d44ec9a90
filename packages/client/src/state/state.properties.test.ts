import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { anyStep, steps } from '../testing/any-steps.fixture.ts'
import { cid, message, moment, user } from '../testing/samples.ts'
import { TinyServer } from '../testing/tiny-server.ts'
import { happen, type Step } from '../testing/tiny-steps.ts'
import type { Message, WireEvent } from '../wire.ts'
import { apply } from './apply.ts'
import { comparable } from './comparable.ts'
import { loadChannel, loadReplies } from './load.ts'
import { at } from './maps.ts'
import { compareMessages, type Messages, mergePage, upsert } from './message-list.ts'
import { emptyState, type State } from './model.ts'
import { connected } from './own-user.ts'
import { answered, asking } from './remember.ts'
import { positions, resumed } from './resume.ts'
import { sending, sent } from './sending.ts'

const flag = fc.boolean()

function open(chat: TinyServer): State {
  return loadChannel(connected(emptyState('ann'), chat.firstFrame()), chat.answer())
}

function hearAll(state: State, events: readonly WireEvent[]): State {
  return events.reduce((before, event) => apply(before, event), state)
}

/** What a client knows that queries everything now which the other one has loaded. */
function queried(chat: TinyServer, built: State): State {
  const threads = Object.keys(at(built.channels, cid)?.threads ?? {})
  return threads.reduce((state, parent) => loadReplies(state, cid, parent, chat.replies(parent)), open(chat))
}

function openThreads(chat: TinyServer, state: State): State {
  return chat.answer().messages.reduce((before, { id }) => loadReplies(before, cid, id, chat.replies(id)), state)
}

describe('for whatever happens in a channel', () => {
  test('the state built from events equals a fresh query, after every step', () => {
    fc.assert(
      fc.property(steps, fc.constantFrom(3, 10), fc.nat({ max: 39 }), (todo, listedReactions, threadsAt) => {
        const chat = new TinyServer(listedReactions)
        let state = open(chat)
        for (const [n, step] of todo.entries()) {
          state = hearAll(state, happen(chat, step))
          if (n === threadsAt) state = openThreads(chat, state)
          expect(comparable(state)).toEqual(comparable(queried(chat, state)))
        }
      }),
      { numRuns: 150 },
    )
  })

  test('hearing stored events again changes nothing, at once or at the end', () => {
    fc.assert(
      fc.property(steps, (todo) => {
        const chat = new TinyServer(10)
        let state = open(chat)
        for (const event of todo.flatMap((step) => happen(chat, step))) {
          state = apply(state, event)
          if (isStored(event)) expect(apply(state, event)).toBe(state)
        }
        expect(hearAll(state, chat.heard.filter(isStored))).toBe(state)
      }),
      { numRuns: 100 },
    )
  })

  test('an answer that events overtake on its way leaves nothing out and nothing twice', () => {
    fc.assert(
      fc.property(steps, steps, steps, flag, (before, during, after, isFirst) => {
        const chat = new TinyServer(10)
        const known = isFirst ? connected(emptyState('ann'), chat.firstFrame()) : open(chat)
        let state = asking(
          hearAll(
            known,
            before.flatMap((step) => happen(chat, step)),
          ),
        )
        const answer = chat.answer()
        state = hearAll(
          state,
          during.flatMap((step) => happen(chat, step)),
        )
        state = answered(loadChannel(state, answer))
        state = hearAll(
          state,
          after.flatMap((step) => happen(chat, step)),
        )
        expect(comparable(state)).toEqual(comparable(queried(chat, state)))
      }),
      { numRuns: 100 },
    )
  })

  test('a client that was away for a while resumes to the same state, whether the answer or the events come first', () => {
    // Whom the viewer had muted when, a client that was away cannot know; nor when a message came that it may no longer see.
    const repeatable = anyStep.filter(({ act, yes }) => !act.startsWith('mute') && !(act === 'hide' && yes))
    const unmuted = fc.array(repeatable, { maxLength: 30, size: 'max' })
    fc.assert(
      fc.property(steps, unmuted, steps, flag, (before, missed, after, answerFirst) => {
        const chat = new TinyServer(10)
        let state = hearAll(
          open(chat),
          before.flatMap((step) => happen(chat, step)),
        )
        for (const step of missed) happen(chat, step)
        state = connected(state, chat.firstFrame())
        const events = [...chat.missedSince(positions(state)[cid]?.seq ?? 0), ...chat.hiding()]
        state = answerFirst
          ? hearAll(resumed(state, chat.resume()), events)
          : resumed(hearAll(state, events), chat.resume())
        state = connected(state, chat.firstFrame())
        expect(comparable(state)).toEqual(comparable(queried(chat, state)))
        state = hearAll(
          state,
          after.flatMap((step) => happen(chat, step)),
        )
        expect(comparable(state)).toEqual(comparable(queried(chat, state)))
      }),
      { numRuns: 100 },
    )
  })

  test('nothing is changed in place: neither a state nor an event', () => {
    fc.assert(
      fc.property(steps, (todo) => {
        const chat = new TinyServer(10)
        let state = frozen(open(chat))
        for (const event of todo.flatMap((step) => happen(chat, step))) {
          state = frozen(apply(state, frozen(structuredClone(event))))
        }
        expect(comparable(state)).toEqual(comparable(queried(chat, state)))
      }),
      { numRuns: 30 },
    )
  })

  test('another channel keeps its identity, and events of two channels commute', () => {
    fc.assert(
      fc.property(steps, steps, flag, (here, there, thereFirst) => {
        const [general, other] = [new TinyServer(10), new TinyServer(10)]
        const [start] = [open(general)]
        const moved = { ...general.answer(), channel: { ...general.answer().channel, cid: 'messaging:other' } }
        const state = loadChannel(start, moved)
        const inGeneral = here.flatMap((step) => happen(general, step)).filter(isStored)
        const inOther = there
          .flatMap((step) => happen(other, step))
          .filter(isStored)
          .map(elsewhere)
        const one = hearAll(state, [...inGeneral, ...inOther])
        const two = hearAll(state, thereFirst ? [...inOther, ...inGeneral] : interleaved(inGeneral, inOther))
        expect(two.channels).toEqual(one.channels)
        expect(hearAll(state, inGeneral).channels['messaging:other']).toBe(state.channels['messaging:other'])
      }),
      { numRuns: 60 },
    )
  })

  test('an optimistic message ends the same, whether its echo or its answer comes first', () => {
    fc.assert(
      fc.property(steps, flag, (todo, echoFirst) => {
        const chat = new TinyServer(10)
        const state = hearAll(
          open(chat),
          todo.flatMap((step) => happen(chat, step)),
        )
        const echo = happen(chat, aStep({ act: 'send', who: 'ann' }))
        const told = echo.find((event) => event.type === 'message.new')
        if (told?.type !== 'message.new') return
        const optimistic = sending(state, cid, { id: told.message.id, text: told.message.text, created_at: moment(1) })
        const settled = echoFirst
          ? sent(hearAll(optimistic, echo), cid, told.message)
          : hearAll(sent(optimistic, cid, told.message), echo)
        expect(comparable(settled)).toEqual(comparable(queried(chat, settled)))
        expect(settled.channels[cid]?.messages.filter(({ id }) => id === told.message.id)).toHaveLength(1)
      }),
      { numRuns: 60 },
    )
  })
})

describe('a list of messages', () => {
  const someMessage = fc.record({ id: fc.nat({ max: 30 }), second: fc.nat({ max: 20 }) })
  const someMessages = fc
    .array(someMessage, { maxLength: 30 })
    .map((all) => all.map(({ id, second }) => message(`m${id}`, second)))

  test('is in order without doubles, in whatever order its messages come', () => {
    fc.assert(
      fc.property(someMessages, (arriving) => {
        const list = arriving.reduce<Messages>(upsert, [])
        expect(list).toEqual([...new Map(arriving.map((each) => [each.id, each])).values()].sort(compareMessages))
      }),
    )
  })

  test('joined with a page holds that page, and older messages only without a gap', () => {
    const unique = fc
      .uniqueArray(fc.nat({ max: 60 }), { maxLength: 20 })
      .map((all) => all.sort((a, b) => a - b).map((n) => message(`m${n}`, n)))
    fc.assert(
      fc.property(unique, unique, (local, page) => {
        const merged = mergePage(local, page)
        expect(merged).toEqual([...merged].sort(compareMessages))
        expect(merged.slice(merged.length - page.length)).toEqual(page)
        const reaches = page.length > 0 && local.some((each) => compareMessages(each, page[0]!) >= 0)
        const older = reaches ? local.filter((each) => compareMessages(each, page[0]!) < 0) : []
        expect(merged.slice(0, merged.length - page.length)).toEqual(older)
      }),
    )
  })
})

test('users and reactions named like an object’s own properties are kept apart from them', () => {
  const name = fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty')
  fc.assert(
    fc.property(name, name, (id, reactionType) => {
      const chat = new TinyServer(10)
      const named = (['join', 'send', 'react', 'read'] as const).map((act) =>
        aStep({ act, who: id, type: reactionType }),
      )
      const state = hearAll(
        open(chat),
        named.flatMap((step) => happen(chat, step)),
      )
      expect(comparable(state)).toEqual(comparable(queried(chat, state)))
      expect(at(at(state.channels, cid)?.members, id)?.user).toEqual(user(id))
    }),
  )
})

function aStep(fields: Partial<Step>): Step {
  return { act: 'send', who: 'ann', which: 0, type: 'like', yes: false, ...fields }
}

function isStored(event: WireEvent): boolean {
  return 'parley' in event && event.parley !== undefined && 'seq' in event.parley
}

function elsewhere(event: WireEvent): WireEvent {
  const moved = { ...event, cid: 'messaging:other' } as WireEvent & { channel?: object; message?: Message }
  return (moved.channel ? { ...moved, channel: { ...moved.channel, cid: 'messaging:other' } } : moved) as WireEvent
}

function interleaved<T>(a: readonly T[], b: readonly T[]): T[] {
  return Array.from({ length: Math.max(a.length, b.length) }, (_, n) => [
    ...a.slice(n, n + 1),
    ...b.slice(n, n + 1),
  ]).flat()
}

function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const each of Object.values(value)) frozen(each)
  return Object.freeze(value)
}
