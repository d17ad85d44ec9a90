import { expect, test } from 'bun:test'
import { readTrace } from './trace.ts'

const request = '7 recvfrom(20<socket:[1]>, "POST /m HTTP/1.1", 512, 0, NULL, NULL) = 80'
const logged = '7 pwrite64(9</data/parley.db-wal>, "..."..., 4096, 0) = 4096'
const synced = '7 fdatasync(9</data/parley.db-wal>) = 0'
const answered = '7 sendto(20<socket:[1]>, "HTTP/1.1 201 Created", 90, 0, NULL, 0) = 90'

const read = (...lines: string[]) => readTrace(lines.join('\n'), /"POST \/m/, /"HTTP\/1\.1 201/)

test('an answer after the log was written and synced is seen as durable', () => {
  expect(read(request, logged, synced, answered)).toEqual({ sends: [{ isSyncedFirst: true }], syncs: 1 })
})

test('an answer before the sync, a sync before the write and a failed sync are seen as not durable', () => {
  for (const lines of [
    [request, logged, answered, synced],
    [logged, synced, request, answered],
    [request, synced, logged, answered],
    [request, logged, synced.replace('= 0', '= -1 EIO (Input/output error)'), answered],
    [request, logged, synced.replace('7 ', '8 '), answered],
    [request, logged, synced.replace('parley.db-wal', 'parley.db'), answered],
  ]) {
    expect(read(...lines).sends).toEqual([{ isSyncedFirst: false }])
  }
})

test('a call that another thread interrupted counts where it returned', () => {
  const begun = '7 fdatasync(9</data/parley.db-wal> <unfinished ...>'
  const other = '8 read(5<pipe:[3]>, "x", 1) = 1'
  const returned = '7 <... fdatasync resumed>) = 0'
  expect(read(request, logged, begun, other, returned, answered).sends).toEqual([{ isSyncedFirst: true }])
})
