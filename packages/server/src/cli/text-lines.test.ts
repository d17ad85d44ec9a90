import { expect, test } from 'bun:test'
import { textLines } from './text-lines.ts'

async function* chunks(...bytes: (string | number[])[]): AsyncIterable<Uint8Array> {
  for (const some of bytes) yield Buffer.from(some as string)
}

const read = (...bytes: (string | number[])[]) => Array.fromAsync(textLines(chunks(...bytes)))

test('lines are cut at newlines, wherever the bytes were', async () => {
  expect(await read('one\ntwo\n')).toEqual(['one', 'two'])
  expect(await read('o', 'ne\nt', '', 'wo', '\n')).toEqual(['one', 'two'])
  expect(await read([0xc5], [0xbc, 0x0a])).toEqual(['ż'])
  expect(await read('\n\n')).toEqual(['', ''])
  expect(await read()).toEqual([])
})

test('what was cut off or is not UTF-8 is refused with the number of its line', async () => {
  await expect(read('one\ntwo')).rejects.toThrow('the file ends within line 2')
  await expect(read('one\n', [0xff, 0x0a])).rejects.toThrow('line 2 is not UTF-8')
  const long = 'x'.repeat(1024 * 1024)
  await expect(read(...new Array<string>(33).fill(long))).rejects.toThrow('line 1 is longer than any row can be')
})
