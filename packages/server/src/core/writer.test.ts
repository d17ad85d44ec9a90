import { expect, test } from 'bun:test'
import sql from 'sql-template-tag'
import { Unavailable } from '../ports/database.ts'
import { turn } from '../testing/fake-clock.ts'
import { Failure } from './errors.ts'
import { happened, put, putChannel, writerUnderTest } from './writer.fixture.ts'
import type { Write } from './writer.ts'

const settled = <T>(promises: readonly Promise<T>[]) => Promise.allSettled(promises)
const reasonOf = (result: PromiseSettledResult<unknown>) =>
  result.status === 'rejected' ? (result.reason as Failure) : undefined

test('core §1.1: operations of one turn share one commit, and run one after another', async () => {
  await using chat = await writerUnderTest()
  const words = Array.from({ length: 40 }, (_, n) => `word-${n}`)
  const answers = await Promise.all(
    words.map((word) =>
      chat.writer.run('Put', async (write) => {
        const before = await write.get<{ n: number }>(sql`SELECT count(*) AS n FROM app_keys`)
        await put(write, word)
        return before!.n
      }),
    ),
  )
  expect(answers).toEqual(words.map((_, n) => n))
  expect(chat.commits).toEqual([40])
  expect(await chat.words()).toEqual(words)
})

test('core §1.1: what comes while a commit is under way goes into the next one', async () => {
  await using chat = await writerUnderTest()
  const first = chat.writer.run('First', (write) => put(write, 'a'))
  const second = first.then(() => chat.writer.run('Second', (write) => put(write, 'b')))
  await second
  expect(chat.commits).toEqual([1, 1])
})

test('core §1.1: a commit carries a bounded number of operations, and the rest follows', async () => {
  await using chat = await writerUnderTest()
  await Promise.all(Array.from({ length: 1100 }, (_, n) => chat.writer.run('Put', (write) => put(write, `${n}`))))
  expect(chat.commits).toEqual([512, 512, 76])
  expect((await chat.words()).length).toBe(1100)
})

test('core §1.1: a failed operation rolls back alone, and its events with it', async () => {
  await using chat = await writerUnderTest()
  const channel = await putChannel(chat, 1)
  const put2 = (word: string, fail?: () => never) =>
    chat.writer.run('Put', async (write) => {
      await put(write, word)
      write.emit(happened(channel))
      write.afterCommit(() => chat.history.push(`after ${word}`))
      fail?.()
      return word
    })
  const results = await settled([
    put2('a'),
    put2('refused', () => {
      throw new Failure('not_allowed', 'no')
    }),
    put2('broken', () => {
      throw new TypeError('a bug')
    }),
    put2('a'),
    put2('b'),
  ])
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected', 'fulfilled'])
  expect(reasonOf(results[1]!)).toMatchObject({ error: 'not_allowed', message: 'no' })
  // A bug and what the database says are told to the log, never to the client.
  expect(reasonOf(results[2]!)).toMatchObject({ error: 'internal', message: 'an unexpected error occurred' })
  expect(reasonOf(results[3]!)).toMatchObject({ error: 'internal', message: 'an unexpected error occurred' })
  expect(chat.logged.map(({ level, fields }) => [level, fields.operation])).toEqual([
    ['error', 'Put'],
    ['error', 'Put'],
  ])
  expect(await chat.words()).toEqual(['a', 'b'])
  expect(chat.announced.map((said) => said.kind === 'channel' && said.seq)).toEqual([1, 2])
  expect(chat.history.filter((entry) => entry.startsWith('after'))).toEqual(['after a', 'after b'])
})

test('core §1.1: a failed commit fails the whole batch and announces nothing', async () => {
  await using chat = await writerUnderTest()
  const channel = await putChannel(chat, 1)
  chat.sabotage = (transaction) => ({
    ...transaction,
    get isOpen() {
      return transaction.isOpen
    },
    commit: () => Promise.reject(new Error('disk full')),
  })
  const work = (word: string) => async (write: Write) => {
    await put(write, word)
    write.emit(happened(channel))
    write.afterCommit(() => chat.history.push('after'))
  }
  const results = await settled([
    chat.writer.run('One', work('a')),
    chat.writer.run('Two', work('b')),
    // Even a refusal may have spoken of a row that is lost now.
    chat.writer.run('Three', () => Promise.reject(new Failure('input', 'exists already'))),
  ])
  for (const result of results) {
    expect(reasonOf(result)).toMatchObject({ error: 'internal', message: 'the change could not be stored' })
  }
  expect(chat.history).toEqual([])
  expect(chat.announced).toEqual([])
  chat.sabotage = (transaction) => transaction
  expect(await chat.words()).toEqual([])
  await chat.writer.run('Later', work('c'))
  expect(await chat.words()).toEqual(['c'])
  expect(chat.announced.map((said) => said.kind === 'channel' && said.seq)).toEqual([1])
})

test('core §1.1: a batch for which there is no room now is refused as what may succeed later', async () => {
  await using chat = await writerUnderTest()
  chat.beforeBegin = () => {
    throw new Unavailable('the disk is full')
  }
  const [result] = await settled([chat.writer.run('One', (write) => put(write, 'a'))])
  expect(reasonOf(result!)).toMatchObject({ error: 'request_timeout', message: 'the disk is full' })
  expect(await chat.words()).toEqual([])
})

test('core §1.1: a transaction that cannot begin fails its batch, and the next one is tried', async () => {
  await using chat = await writerUnderTest()
  chat.beforeBegin = () => {
    throw new Error('locked')
  }
  const [result] = await settled([chat.writer.run('One', (write) => put(write, 'a'))])
  expect(reasonOf(result!)).toMatchObject({ error: 'internal' })
  expect(chat.logged.at(-1)).toMatchObject({ level: 'error', fields: { operations: ['One'] } })
  chat.beforeBegin = () => undefined
  await chat.writer.run('Two', (write) => put(write, 'b'))
  expect(await chat.words()).toEqual(['b'])
})

test('core §1.1: a refusal is told only after the commit, like every answer', async () => {
  await using chat = await writerUnderTest()
  const refused = chat.writer
    .run('Refused', () => Promise.reject(new Failure('input', 'no')))
    .catch(() => chat.history.push('refused'))
  const answered = chat.writer.run('Put', (write) => put(write, 'a')).then(() => chat.history.push('answered'))
  await Promise.all([refused, answered])
  expect(chat.history).toEqual(['commit', 'refused', 'answered'])
})

test('core §1.3: memory changes and events are told after the commit and before the answer', async () => {
  await using chat = await writerUnderTest()
  const channel = await putChannel(chat, 1)
  await chat.writer
    .run('Put', async (write) => {
      write.emit(happened(channel))
      write.afterCommit(() => chat.history.push('memory'))
      await put(write, 'a')
      expect([chat.history, chat.announced]).toEqual([[], []])
    })
    .then(() => chat.history.push('answer'))
  expect(chat.history).toEqual(['commit', 'memory', 'announce', 'answer'])
})

test('core §1.3: work after a commit that fails takes nothing else along', async () => {
  await using chat = await writerUnderTest()
  const channel = await putChannel(chat, 1)
  const answer = await chat.writer.run('Put', async (write) => {
    write.afterCommit(() => {
      throw new Error('a bug')
    })
    write.afterCommit(() => chat.history.push('memory'))
    write.emit(happened(channel))
    return 'done'
  })
  expect(answer).toBe('done')
  expect(chat.history.slice(-2)).toEqual(['memory', 'announce'])
  expect(chat.logged.map(({ message }) => message)).toEqual(['work after a commit failed'])
})

test('idle resolves when nothing is queued or running', async () => {
  await using chat = await writerUnderTest()
  await chat.writer.idle()
  let isDone = false
  const put1 = chat.writer
    .run('Put', (write) => put(write, 'a'))
    .then(() => {
      isDone = true
    })
  await chat.writer.idle()
  await turn()
  expect(isDone).toBe(true)
  await put1
})
