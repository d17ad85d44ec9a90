import { expect, test } from 'bun:test'
import sql from 'sql-template-tag'
import { Failure } from './errors.ts'
import type { EventChannel } from './events.ts'
import { happened, put, putChannel, writerUnderTest } from './writer.fixture.ts'
import type { HotOperation, Write } from './writer.ts'

interface Order {
  readonly word: string
  /** What goes wrong with it. */
  readonly trouble?: 'decide' | 'write'
}

interface Known {
  readonly taken: Set<string>
  readonly next: number
}

/** Stores words, each once: a hot operation like `sendMessage`, with its loads counted. */
function storeWord(channel?: EventChannel) {
  const loads: string[][] = []
  const hot: HotOperation<Order, Known, Order, string> = {
    name: 'StoreWord',
    lane: () => 'words',
    async load(write, items) {
      loads.push(items.map(({ word }) => word))
      const rows = await write.all<{ key: string }>(sql`SELECT key FROM app_keys`)
      return { taken: new Set(rows.map(({ key }) => key)), next: rows.length }
    },
    decide(item, known) {
      if (known.taken.has(item.word)) return new Failure('input', `${item.word} already exists`)
      if (item.trouble === 'decide') throw new TypeError('a bug in the rules')
      known.taken.add(item.word)
      return item
    },
    async write(write: Write, accepted) {
      for (const { word, trouble } of accepted) {
        await put(write, word)
        if (trouble === 'write') throw new TypeError('a bug in the store')
        if (channel) write.emit(happened(channel))
      }
      return accepted.map(({ word }) => `stored ${word}`)
    },
  }
  return { hot, loads }
}

const outcome = (promise: Promise<string>) =>
  promise.catch((failure: Failure) => `${failure.error}: ${failure.message}`)

test('core §1.5: hot items of one turn share a load, and each gets its own answer', async () => {
  await using chat = await writerUnderTest()
  const channel = await putChannel(chat, 1)
  const { hot, loads } = storeWord(channel)
  const words = ['a', 'b', 'c']
  const answers = await Promise.all(words.map((word) => chat.writer.runHot(hot, { word })))
  expect(answers).toEqual(['stored a', 'stored b', 'stored c'])
  expect(loads).toEqual([words])
  expect(chat.commits).toEqual([3])
  expect(chat.announced.map((said) => said.kind === 'channel' && said.seq)).toEqual([1, 2, 3])
})

test('core §1.5: items decide in their order, and see what earlier accepted ones changed', async () => {
  await using chat = await writerUnderTest()
  const { hot } = storeWord()
  const orders = ['a', 'b', 'a', 'c', 'b'].map((word) => outcome(chat.writer.runHot(hot, { word })))
  expect(await Promise.all(orders)).toEqual([
    'stored a',
    'stored b',
    'input: a already exists',
    'stored c',
    'input: b already exists',
  ])
  expect(await chat.words()).toEqual(['a', 'b', 'c'])
})

test('core §1.5: one item is a batch of one', async () => {
  await using chat = await writerUnderTest()
  const { hot, loads } = storeWord()
  expect(await chat.writer.runHot(hot, { word: 'a' })).toBe('stored a')
  expect(loads).toEqual([['a']])
})

for (const trouble of ['decide', 'write'] as const) {
  test(`core §1.5: one bad item (its ${trouble} fails) fails no other, and nothing is stored or told twice`, async () => {
    await using chat = await writerUnderTest()
    const channel = await putChannel(chat, 1)
    const { hot, loads } = storeWord(channel)
    const orders = [{ word: 'a' }, { word: 'bad', trouble }, { word: 'b' }, { word: 'a' }]
    const outcomes = await Promise.all(orders.map((order) => outcome(chat.writer.runHot(hot, order))))
    expect(outcomes).toEqual([
      'stored a',
      'internal: an unexpected error occurred',
      'stored b',
      'input: a already exists',
    ])
    expect(loads).toEqual([['a', 'bad', 'b', 'a'], ['a'], ['bad'], ['b'], ['a']])
    expect(await chat.words()).toEqual(['a', 'b'])
    expect(chat.announced.map((said) => said.kind === 'channel' && said.seq)).toEqual([1, 2])
    expect(chat.commits).toEqual([4])
  })
}

test('core §1.5: a plain operation between hot ones keeps its place', async () => {
  await using chat = await writerUnderTest()
  const { hot, loads } = storeWord()
  const answers = await Promise.all([
    chat.writer.runHot(hot, { word: 'a' }),
    chat.writer.run('Forget', (write) => write.run(sql`DELETE FROM app_keys`)),
    chat.writer.runHot(hot, { word: 'a' }),
  ])
  expect(answers).toEqual(['stored a', 1, 'stored a'])
  expect(loads).toEqual([['a'], ['a']])
  expect(chat.commits).toEqual([3])
})

test('core §1.5: different hot operations do not share a load', async () => {
  await using chat = await writerUnderTest()
  const [first, second] = [storeWord(), storeWord()]
  await Promise.all([
    chat.writer.runHot(first.hot, { word: 'a' }),
    chat.writer.runHot(second.hot, { word: 'b' }),
    chat.writer.runHot(first.hot, { word: 'c' }),
  ])
  expect([first.loads, second.loads]).toEqual([[['a'], ['c']], [['b']]])
})

test('core §1.5: a load carries a bounded number of items', async () => {
  await using chat = await writerUnderTest()
  const { hot, loads } = storeWord()
  await Promise.all(Array.from({ length: 300 }, (_, n) => chat.writer.runHot(hot, { word: `${n}` })))
  expect(loads.map(({ length }) => length)).toEqual([256, 44])
  expect(chat.commits).toEqual([300])
})

test('core §1.5: when all are refused nothing is written', async () => {
  await using chat = await writerUnderTest()
  const { hot } = storeWord()
  await chat.writer.runHot(hot, { word: 'a' })
  let written = 0
  const counting = { ...hot, write: async () => [`${++written}`] }
  const refused = [
    outcome(chat.writer.runHot(counting, { word: 'a' })),
    outcome(chat.writer.runHot(counting, { word: 'a' })),
  ]
  expect(await Promise.all(refused)).toEqual(['input: a already exists', 'input: a already exists'])
  expect(written).toBe(0)
})
