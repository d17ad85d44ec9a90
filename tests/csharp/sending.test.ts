// A message stands in its channel before the server has it, and becomes the one that the server has: once, whatever comes first.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { hasMono } from '../../scripts/build-csharp.ts'
import type { Json } from '../api.ts'
import { type Proxy as Network, openProxy } from '../sdk/proxy.ts'
import { openStage, type Stage } from '../sdk/stage.ts'
import { connectPerson, expectAgreement, type Person, texts } from './person.ts'

let stage: Stage
let proxy: Network
let ann: Person
beforeAll(async () => {
  if (!hasMono) return
  stage = await openStage()
  proxy = await openProxy(stage.server.url)
  ann = await connectPerson(stage, 'ann', { url: proxy.url, clockSpeed: 4 })
})
afterAll(async () => {
  await ann?.[Symbol.asyncDispose]()
  await proxy?.[Symbol.asyncDispose]()
  await stage?.[Symbol.asyncDispose]()
})

let made = 0
/** A channel of ann and bob that this client has opened. */
async function openRoom(person = ann): Promise<{ channel: string }> {
  const id = `room-${++made}`
  await stage.backend.channel('messaging', id, { created_by_id: 'ann', members: ['ann', 'bob'] }).create()
  await person.open(`messaging:${id}`)
  return { channel: `messaging:${id}` }
}
const say = (about: { channel: string }, text: string, more: object = {}, person = ann) =>
  person.invoke(about, 'SendNewMessageAsync', { Text: text, ...more }) as Promise<Json>
const shown = async (about: { channel: string }) => (await ann.show(about)).messages as Json[]

describe.skipIf(!hasMono)('a message', () => {
  test('is there before the server has it, and is then the very same', async () => {
    const about = await openRoom()
    proxy.loseAnswers(true)
    const sending = say(about, 'hello')
    await ann.until(() => ann.log().includes('is sent again'))
    const [draft, ...others] = await shown(about)
    expect(others).toEqual([])
    expect(draft).toMatchObject({ text: 'hello', user: 'ann' })
    proxy.loseAnswers(false)
    const sent = await sending
    await ann.next('MessageReceived', ({ id }) => id === sent.id)
    expect(sent).toMatchObject({ id: draft.id, isSending: false, isFailed: false })
    expect(await shown(about)).toMatchObject([{ id: draft.id, isSending: false }])
    expect(ann.raised('MessageReceived').filter(({ id }) => id === sent.id)).toHaveLength(1)
    await expectAgreement(stage, ann, 'ann', about.channel)
  })

  test('of a client without such drafts is there once the server has it', async () => {
    await using plain = await connectPerson(stage, 'ann', { optimistic: false })
    const about = await openRoom(plain)
    await expect(say(about, 'x'.repeat(5001), {}, plain)).rejects.toMatchObject({ code: 20 })
    expect(await plain.show(about)).toMatchObject({ messages: [], unsent: [] })
    const sent = await say(about, 'hello', {}, plain)
    await plain.next('MessageReceived', ({ id }) => id === sent.id)
    expect(texts(await plain.show(about))).toEqual(['hello'])
  })

  test('that is refused stays as failed, is sent again with its id, or taken back', async () => {
    const about = await openRoom()
    await stage.backend.channel('messaging', about.channel.split(':')[1]!).updatePartial({ set: { frozen: true } })
    await expect(say(about, 'one')).rejects.toMatchObject({ code: 17 })
    await expect(say(about, 'two')).rejects.toMatchObject({ code: 17 })
    const failed = await shown(about)
    expect(failed).toMatchObject([
      { text: 'one', isFailed: true },
      { text: 'two', isFailed: true },
    ])
    expect((await ann.show(about)).unsent).toEqual(failed.map(({ id }) => id))
    await stage.backend.channel('messaging', about.channel.split(':')[1]!).updatePartial({ set: { frozen: false } })
    await ann.next('Updated', ({ cid, Frozen }) => cid === about.channel && !Frozen)
    const again = await say(about, 'one', { Id: failed[0].id })
    expect(again).toMatchObject({ id: failed[0].id, isFailed: false })
    await ann.invoke(about, 'DiscardFailedMessage', failed[1].id)
    await ann.next('MessageReceived', ({ id }) => id === again.id)
    expect(await shown(about)).toMatchObject([{ text: 'one', isFailed: false }])
    await expectAgreement(stage, ann, 'ann', about.channel)
  })

  test('whose id another message has is refused, and that one stays', async () => {
    const about = await openRoom()
    const bob = await stage.connect('bob')
    const his = (await bob.channel('messaging', about.channel.split(':')[1]!).sendMessage({ text: 'mine' })).message
    await ann.next('MessageReceived', ({ id }) => id === his.id)
    await expect(say(about, 'stolen', { Id: his.id })).rejects.toMatchObject({ code: 4 })
    expect(await shown(about)).toMatchObject([{ text: 'mine', user: 'bob', isFailed: false }])
    await bob.disconnectUser()
  })

  test('keeps its place among others that come while it is on its way', async () => {
    const about = await openRoom()
    const bob = await stage.connect('bob')
    const his = bob.channel('messaging', about.channel.split(':')[1]!)
    const numbers = Array.from({ length: 10 }, (_, n) => n)
    await Promise.all(numbers.flatMap((n) => [say(about, `ann ${n}`), his.sendMessage({ text: `bob ${n}` })]))
    await ann.until(() => ann.raised('MessageReceived').filter(({ cid }) => cid === about.channel).length === 20)
    const told = ann.raised('MessageReceived').filter(({ cid }) => cid === about.channel)
    expect(texts(await ann.show(about))).toEqual(told.map(({ text }) => text))
    expect(await ann.show(about)).toMatchObject({ unsent: [] })
    await expectAgreement(stage, ann, 'ann', about.channel)
    await bob.disconnectUser()
  })

  test('is not tried any more once its user has left', async () => {
    await using leaving = await connectPerson(stage, 'ann', { url: proxy.url })
    const about = await openRoom(leaving)
    proxy.loseAnswers(true)
    const refusal = say(about, 'anybody?', {}, leaving).catch((error) => error)
    await leaving.until(() => leaving.log().includes('is sent again'))
    await leaving.call('disconnect')
    expect(await refusal).toMatchObject({ type: 'StreamConnectionException' })
    proxy.loseAnswers(false)
  })

  test('does not wait for ever for a server that is gone', async () => {
    await using hasty = await connectPerson(stage, 'ann', { url: proxy.url })
    const about = await openRoom(hasty)
    await hasty.call('hurry', { clockSpeed: 12 })
    proxy.reset()
    await expect(say(about, 'anybody?', {}, hasty)).rejects.toMatchObject({ type: 'StreamConnectionException' })
    expect(await hasty.show(about)).toMatchObject({ messages: [{ text: 'anybody?', isFailed: true }] })
    await hasty.call('hurry', { clockSpeed: 4 })
    proxy.heal()
    await hasty.until(() => hasty.events.at(-1)?.current === 'Connected' || hasty.raised('Connected').length === 2)
  })
})
