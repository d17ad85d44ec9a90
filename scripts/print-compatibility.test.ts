import { expect, test } from 'bun:test'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Note, printCompatibility, printMatrix, standingOf } from './print-compatibility.ts'

const send = { method: 'POST', name: 'SendMessage', area: 'messages', side: 'both' }
const v1 = { ...send, path: '/channels/{type}/{id}/message' }
const v2 = { ...send, path: '/api/v2/chat/channels/{type}/{id}/message' }
const sent: Note = { name: 'SendMessage', generation: 'v1', status: 201, valid: true }
const refused: Note = { ...sent, status: 403 }

test('a path is complete when a success and a refusal kept to the contract', () => {
  expect(standingOf(v1, [sent, refused])).toBe('complete')
})

test('a success without a refusal, or a refusal without a success, is only part of it', () => {
  expect(standingOf(v1, [sent])).toBe('partial')
  expect(standingOf(v1, [refused])).toBe('partial')
  expect(standingOf(v1, [])).toBe('partial')
})

test('one answer that breaks the contract spoils the rest', () => {
  expect(standingOf(v1, [sent, refused, { ...sent, valid: false }])).toBe('partial')
})

test('what one generation has shown says nothing of the other', () => {
  expect(standingOf(v2, [sent, refused])).toBe('partial')
})

test('a path is missing when no endpoint has its name, or the endpoint is not served there', () => {
  expect(standingOf({ ...v1, name: 'CastPollVote' }, [sent, refused])).toBe('missing')
  expect(standingOf({ ...v1, method: 'PUT' }, [sent, refused])).toBe('missing')
})

test('the names of path parameters do not matter', () => {
  const path = '/channels/{kind}/{name}/message'
  expect(standingOf({ ...v1, path }, [sent, refused])).toBe('complete')
})

test('the page counts each generation and lists its paths', () => {
  const page = printMatrix([v1, v2], [sent, refused])
  expect(page).toContain('| v1 | 1 | 0 | 0 | 1 |')
  expect(page).toContain('| v2 | 0 | 1 | 0 | 1 |')
  expect(page).toContain('| SendMessage | v1 | `POST /channels/{type}/{id}/message` | both | complete |')
})

test('notes of several processes are read together', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'parley-notes-'))
  await writeFile(join(directory, 'a.ndjson'), `${JSON.stringify(sent)}\n`)
  await writeFile(join(directory, 'b.ndjson'), `${JSON.stringify(refused)}\n`)
  const page = await printCompatibility(directory)
  await rm(directory, { recursive: true })
  expect(page).toContain('`POST /channels/{type}/{id}/message` | both | complete |')
  expect(page).toContain('`POST /api/v2/chat/channels/{type}/{id}/message` | both | partial |')
})
