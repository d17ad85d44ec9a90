import { expect, test } from 'bun:test'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createApi } from '../api.ts'
import { freshDirectory, startServer } from '../server-process.ts'
import { readTrace } from './trace.ts'

const traced = 'fdatasync,fsync,pwrite64,pwritev,write,writev,sendto,sendmsg,read,readv,recvfrom,recvmsg'
/** CI may not skip: there a missing strace is a failure. */
const canTrace = process.env.CI === 'true' || Bun.which('strace') !== null
const alone = 10
const together = 32

test.skipIf(!canTrace)(
  'the kernel sees the log synced to the disk before every answer to a send, and once a commit at least',
  async () => {
    await using directory = await freshDirectory()
    const file = join(directory.path, 'trace')
    // -D: strace steps aside, so that the server itself gets our signals.
    const prefix = ['strace', '-D', '-f', '-y', '-qq', '-s', '80', '-o', file, '-e', `trace=${traced}`]
    await using server = await startServer({ prefix, dataDir: join(directory.path, 'data') })
    const api = createApi(server)
    const data = { created_by_id: 'ann', members: [{ user_id: 'ann' }] }
    await api.call('server', 'POST', '/users', { users: { ann: { id: 'ann' } } })
    await api.call('server', 'POST', '/channels/messaging/traced/query', { data })

    const send = (id: string) =>
      api.call('ann', 'POST', '/channels/messaging/traced/message', { message: { id, text: 'is it on the disk?' } })
    for (let index = 0; index < alone; index += 1) await send(`alone-${index}`)
    await Promise.all(Array.from({ length: together }, (_, index) => send(`together-${index}`)))
    const commits = Number(/^parley_commits_total (\d+)$/m.exec(await textOf(`${server.url}/metrics`))![1])
    expect(await server.kill('SIGTERM')).toBe(0)

    const { sends, syncs } = readTrace(
      await readFile(file, 'utf8'),
      /"POST \/channels\/messaging\/traced\/message/,
      /"HTTP\/1\.1 201/,
    )
    console.log(`${sends.length} sends, ${commits} commits, ${syncs} syncs of the log`)
    expect(sends).toHaveLength(alone + together)
    expect(sends.filter(({ isSyncedFirst }) => !isSyncedFirst)).toEqual([])
    expect(commits).toBeGreaterThanOrEqual(alone + 1)
    expect(syncs).toBeGreaterThanOrEqual(commits)
  },
  60_000,
)

const textOf = async (url: string) => (await fetch(url)).text()
