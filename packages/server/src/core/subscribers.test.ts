import { expect, test } from 'bun:test'
import { happen, onTx } from './subscribers.ts'
import type { Write } from './writer.ts'

declare module './subscribers.ts' {
  interface Happenings {
    'test.rang': { readonly bell: string }
  }
}

const write = {} as Write

test('core §6.3: what happens below is heard above, in the same transaction, in the order of the features', async () => {
  const heard: unknown[] = []
  onTx('test.rang', async (tx, { bell }) => {
    await undefined
    heard.push(['first', tx === write, bell])
  })
  onTx('test.rang', async (tx, { bell }) => void heard.push(['second', tx === write, bell]))
  await happen(write, 'test.rang', { bell: 'ding' })
  expect(heard).toEqual([
    ['first', true, 'ding'],
    ['second', true, 'ding'],
  ])
})

test('core §6.3: whoever fails above fails the operation below', async () => {
  onTx('test.rang', () => Promise.reject(new Error('not above')))
  await expect(happen(write, 'test.rang', { bell: 'dong' })).rejects.toThrow('not above')
})
