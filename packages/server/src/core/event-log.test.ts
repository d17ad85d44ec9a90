import { expect, test } from 'bun:test'
import sql from 'sql-template-tag'
import type { Announcement } from './events.ts'
import { happened, putChannel, type WriterUnderTest, writerUnderTest } from './writer.fixture.ts'

const seqsOf = (announced: readonly Announcement[]) =>
  announced.flatMap((said) => (said.kind === 'channel' ? [[said.event.channel.pk, said.seq]] : []))

const rowsOf = (chat: WriterUnderTest, pk: number) =>
  chat.database.snapshot((queries) =>
    queries.all<{ seq: number; type: string; data: string; user_id: string | null; created_at: number }>(
      sql`SELECT seq, type, data, user_id, created_at FROM events WHERE channel_pk = ${pk} ORDER BY seq`,
    ),
  )

test('core §2.1: seq is gapless in each channel, whatever fails in between', async () => {
  await using chat = await writerUnderTest()
  const channels = [await putChannel(chat, 1), await putChannel(chat, 2)]
  const runs = Array.from({ length: 60 }, (_, n) =>
    chat.writer
      .run('Emit', async (write) => {
        for (let i = 0; i <= n % 3; i++) write.emit(happened(channels[(n + i) % 2]!))
        if (n % 5 === 4) throw new Error('rolled back')
      })
      .catch(() => undefined),
  )
  await Promise.all(runs)
  for (const { pk } of channels) {
    const told = seqsOf(chat.announced).filter(([of]) => of === pk)
    expect(told.map(([, seq]) => seq!)).toEqual(told.map((_, index) => index + 1))
    expect((await rowsOf(chat, pk)).map(({ seq }) => seq)).toEqual(told.map(([, seq]) => seq!))
    const head = await chat.database.snapshot((queries) =>
      queries.get<{ seq: number }>(sql`SELECT seq FROM channels WHERE pk = ${pk}`),
    )
    expect(head!.seq).toBe(told.length)
  }
})

test('core §2.2: what passes has no row and no seq, and is told at its place among the rest', async () => {
  await using chat = await writerUnderTest()
  const channel = await putChannel(chat, 1)
  await chat.writer.run('Mixed', async (write) => {
    write.pass({ type: 'typing.start', channel, body: {} })
    write.emit(happened(channel))
    write.presence({ type: 'user.presence.changed', app_pk: 1, user_id: 'ann', body: {} })
    write.reconfigured(1, 7, false)
    write.pass({ type: 'message.read', channel, body: {}, created_at: 42 })
    write.emit(happened(channel))
  })
  expect(chat.announced.map(({ kind }) => kind)).toEqual([
    'passing',
    'channel',
    'presence',
    'config',
    'passing',
    'channel',
  ])
  expect(seqsOf(chat.announced)).toEqual([
    [1, 1],
    [1, 2],
  ])
  expect((await rowsOf(chat, 1)).length).toBe(2)
  // A read happened when it happened, not when it was stored.
  expect(chat.announced[4]).toMatchObject({ kind: 'passing', at: 42 })
})

test('core §2.5: a change of a user’s own state gets a row, and says where the channel stands', async () => {
  await using chat = await writerUnderTest()
  const channel = await putChannel(chat, 1)
  await chat.writer.run('Add', async (write) => {
    write.emit(happened(channel, 'member.added'))
    write.tell({
      type: 'notification.added_to_channel',
      app_pk: 1,
      user_id: 'ann',
      channel,
      row: { cid: channel.cid },
      reread: 'channel',
      membership: 'joined',
    })
    write.emit(happened(channel))
    write.tell({ type: 'notification.mutes_updated', app_pk: 1, user_id: 'ann', row: {}, reread: 'nothing' })
  })
  const users = chat.announced.filter((said) => said.kind === 'user')
  expect(users.map((said) => said.seq)).toEqual([1, undefined])
  const rows = await chat.database.snapshot((queries) =>
    queries.all<object>(sql`SELECT app_pk, user_id, type, channel_pk, data FROM user_events ORDER BY pk`),
  )
  expect(rows.map((row) => ({ ...row }))).toEqual([
    { app_pk: 1, user_id: 'ann', type: 'notification.added_to_channel', channel_pk: 1, data: '{"cid":"messaging:c1"}' },
    { app_pk: 1, user_id: 'ann', type: 'notification.mutes_updated', channel_pk: null, data: '{}' },
  ])
})

test('core §2.6: a row keeps what the event said it should, at the moment of its operation', async () => {
  await using chat = await writerUnderTest()
  const channel = await putChannel(chat, 1)
  const now = await chat.writer.run('Emit', async (write) => {
    const event = { ...happened(channel), body: { text: 'a secret' }, row: { message_id: 'm1' }, user_id: 'ann' }
    write.emit(event)
    return write.now
  })
  const rows = await rowsOf(chat, 1)
  expect(rows.map((row) => ({ ...row }))).toEqual([
    { seq: 1, type: 'channel.updated', data: '{"message_id":"m1"}', user_id: 'ann', created_at: now },
  ])
  expect(chat.announced[0]).toMatchObject({ kind: 'channel', at: now, epoch: 'test-1' })
})

test('core §3.1: another channel under the same name, and another database, have another epoch', async () => {
  await using chat = await writerUnderTest()
  const channels = [await putChannel(chat, 1), await putChannel(chat, 2)]
  await chat.writer.run('Emit', async (write) => {
    for (const channel of channels) write.emit(happened(channel))
  })
  expect(chat.announced.map((said) => said.kind === 'channel' && said.epoch)).toEqual(['test-1', 'test-2'])
})

test('an event of a channel that is gone fails its operation and leaves nothing', async () => {
  await using chat = await writerUnderTest()
  const channel = await putChannel(chat, 1)
  const gone = { ...channel, pk: 99 }
  const run = chat.writer.run('Emit', async (write) => {
    write.emit(happened(channel))
    write.emit(happened(gone))
  })
  await expect(run).rejects.toMatchObject({ error: 'internal' })
  expect(await rowsOf(chat, 1)).toEqual([])
  expect(chat.announced).toEqual([])
})

test('one operation may say more than a statement has room for', async () => {
  await using chat = await writerUnderTest()
  const channel = await putChannel(chat, 1)
  await chat.writer.run('Purge', async (write) => {
    for (let n = 0; n < 12_000; n++) {
      write.emit(happened(channel))
      write.tell({ type: 'x', app_pk: 1, user_id: `user-${n}`, row: {}, reread: 'nothing' })
    }
  })
  const told = seqsOf(chat.announced)
  expect(told.length).toBe(12_000)
  expect(told.at(-1)).toEqual([1, 12_000])
  expect((await rowsOf(chat, 1)).length).toBe(12_000)
})
