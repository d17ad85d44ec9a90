import { expect, test } from 'bun:test'
import sql from 'sql-template-tag'
import { turn } from '../testing/fake-clock.ts'
import type { Failure } from './errors.ts'
import { happened, put, putChannel, writerUnderTest } from './writer.fixture.ts'
import type { Write } from './writer.ts'

const failureOf = (promise: Promise<unknown>): Promise<Failure> =>
  promise.then(
    () => {
      throw new Error('it should have failed')
    },
    (failure) => failure,
  )

test('core §1.2: an operation that awaits something else is broken off, and the next one runs', async () => {
  await using chat = await writerUnderTest()
  const channel = await putChannel(chat, 1)
  const stuck = failureOf(
    chat.writer.run('Stuck', async (write) => {
      await put(write, 'half')
      write.emit(happened(channel))
      await new Promise(() => undefined)
    }),
  )
  const next = chat.writer.run('Next', (write) => put(write, 'whole'))
  expect(await stuck).toMatchObject({ error: 'internal' })
  await next
  expect(chat.commits).toEqual([2])
  expect(await chat.words()).toEqual(['whole'])
  expect(chat.announced).toEqual([])
  const [entry] = chat.logged
  expect(entry).toMatchObject({ level: 'error', fields: { operation: 'Stuck' } })
  expect(String(entry!.fields.err)).toContain('waited for something other than the database')
})

test('core §1.2: every operation that waits is broken off, not only the first', async () => {
  await using chat = await writerUnderTest()
  const stuck = ['a', 'b', 'c'].map((name) => failureOf(chat.writer.run(name, () => turn())))
  for (const failure of await Promise.all(stuck)) expect(failure).toMatchObject({ error: 'internal' })
  await chat.writer.run('Next', (write) => put(write, 'whole'))
  expect(chat.logged.map(({ fields }) => fields.operation)).toEqual(['a', 'b', 'c'])
})

test('core §1.2: many queries in a row are no waiting', async () => {
  await using chat = await writerUnderTest()
  const count = await chat.writer.run('Long', async (write) => {
    for (let n = 0; n < 2000; n++) await put(write, `${n}`)
    return write.get<{ n: number }>(sql`SELECT count(*) AS n FROM app_keys`)
  })
  expect(count).toEqual({ n: 2000 })
})

test('core §1.2: a settled tx refuses every further call', async () => {
  await using chat = await writerUnderTest()
  const channel = await putChannel(chat, 1)
  let kept: Write | undefined
  await chat.writer.run('Leak', async (write) => {
    kept = write
  })
  const late = kept!
  const calls: (() => unknown)[] = [
    () => late.run(sql`SELECT 1`),
    () => late.get(sql`SELECT 1`),
    () => late.all(sql`SELECT 1`),
    () => late.emit(happened(channel)),
    () => late.tell({ type: 'x', app_pk: 1, user_id: 'ann', row: {}, reread: 'nothing' }),
    () => late.pass({ type: 'typing.start', channel, body: {} }),
    () => late.presence({ type: 'user.updated', app_pk: 1, user_id: 'ann', body: {} }),
    () => late.reconfigured(1, 2, false),
    () => late.afterCommit(() => undefined),
  ]
  for (const call of calls) expect(call).toThrow('the transaction of this operation has settled')
})

test('core §1.2: what a broken-off operation does later reaches neither the database nor anybody', async () => {
  await using chat = await writerUnderTest()
  let lateError: unknown
  let finished: () => void = () => undefined
  const late = new Promise<void>((resolve) => {
    finished = resolve
  })
  const stuck = chat.writer.run('Late', async (write) => {
    await turn()
    await turn()
    try {
      await put(write, 'late')
    } catch (error) {
      lateError = error
    }
    finished()
  })
  const other = chat.writer.run('Other', (write) => put(write, 'in time'))
  await failureOf(stuck)
  await other
  await late
  expect(String(lateError)).toContain('has settled')
  expect(await chat.words()).toEqual(['in time'])
})

test('core §1.2: the batch ends and fails whole when SQLite has closed the transaction', async () => {
  await using chat = await writerUnderTest()
  const channel = await putChannel(chat, 1)
  const first = failureOf(
    chat.writer.run('First', async (write) => {
      await put(write, 'a')
      write.emit(happened(channel))
      write.afterCommit(() => chat.history.push('after'))
    }),
  )
  // What a full disk does: the database rolls back by itself, and the next statement would run outside a transaction.
  const closing = failureOf(chat.writer.run('Closing', (write) => write.run(sql`ROLLBACK`)))
  const third = failureOf(chat.writer.run('Third', (write) => put(write, 'b')))
  for (const failure of [await first, await closing, await third]) {
    expect(failure).toMatchObject({ error: 'internal', message: 'the change could not be stored' })
  }
  expect(await chat.words()).toEqual([])
  expect([chat.history, chat.announced]).toEqual([[], []])
  await chat.writer.run('Later', (write) => put(write, 'c'))
  expect(await chat.words()).toEqual(['c'])
})

test('core §1.2: it also ends when the closing shows as an error of the operation', async () => {
  await using chat = await writerUnderTest()
  const closing = failureOf(
    chat.writer.run('Closing', async (write) => {
      await put(write, 'a')
      await write.run(sql`ROLLBACK`)
      throw new Error('disk I/O error')
    }),
  )
  const next = failureOf(chat.writer.run('Next', (write) => put(write, 'b')))
  expect([await closing, await next]).toMatchObject([{ error: 'internal' }, { error: 'internal' }])
  expect(await chat.words()).toEqual([])
})

test('every operation has a moment of its own, and all it writes carries it', async () => {
  await using chat = await writerUnderTest()
  const [first, second] = await Promise.all(
    [1, 2].map(() => chat.writer.run('Look', async (write) => [write.now, write.now] as const)),
  )
  expect(first![0]).toBe(first![1])
  expect(second![0]).toBeGreaterThan(first![0])
})
