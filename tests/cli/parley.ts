// Runs `parley export` and `parley import` as processes of their own, and writes files in their format by its description.
import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

const root = join(import.meta.dirname, '../..')

export interface Ended {
  /** The exit code, or the signal that ended it. */
  readonly end: number | string | null
  readonly stdout: string
  readonly stderr: string
}

/** Starts a command with a data directory of its own; of the environment it sees nothing else. */
function startParley(args: readonly string[], dataDir: string, flags: readonly string[] = []): ChildProcess {
  const { PATH = '', HOME = '' } = process.env
  return spawn(join(root, 'node_modules/.bin/bun'), [...flags, 'packages/server/src/cli.ts', ...args], {
    cwd: root,
    env: { PATH, HOME, PARLEY_DATA_DIR: dataDir },
  })
}

/** Runs a command to its end. */
export async function parley(args: readonly string[], dataDir: string, flags: readonly string[] = []): Promise<Ended> {
  const child = startParley(args, dataDir, flags)
  child.stdin!.end()
  const [stdout, stderr, end] = await Promise.all([text(child.stdout!), text(child.stderr!), ended(child)])
  return { end, stdout, stderr }
}

/** Runs a command that must succeed; answers how much memory it has had at most, where the system tells. */
export async function peakOf(args: readonly string[], dataDir: string): Promise<number> {
  const isTold = existsSync('/proc/self/status')
  const { end, stderr } = await parley(args, dataDir, isTold ? ['--preload', './tests/cli/peak.ts'] : [])
  if (end !== 0) throw new Error(stderr)
  return isTold ? Number(/^peak (\d+) kB$/m.exec(stderr)![1]) * 1024 : 0
}

/** The exit code, or the signal that ended it. */
const ended = (child: ChildProcess) =>
  new Promise<number | string | null>((resolve) => child.on('close', (code, signal) => resolve(signal ?? code)))

/** Imports a file through a pipe and kills the process once it has taken this many bytes. */
export async function killedImport(file: string, bytes: number, dataDir: string): Promise<Ended['end']> {
  const child = startParley(['import'], dataDir)
  const end = ended(child)
  child.stdout!.resume()
  child.stderr!.resume()
  child.stdin!.on('error', () => undefined)
  let taken = 0
  for await (const chunk of createReadStream(file)) {
    await new Promise<void>((resolve) => child.stdin!.write(chunk, () => resolve()))
    taken += (chunk as Buffer).length
    if (taken >= bytes) break
  }
  child.kill('SIGKILL')
  return end
}

/** `export | import`: what one writes the other reads. */
export async function pipe(
  from: { readonly args: readonly string[]; readonly dataDir: string },
  to: { readonly args: readonly string[]; readonly dataDir: string },
): Promise<{ codes: Ended['end'][]; stdout: string }> {
  const source = startParley(from.args, from.dataDir)
  const target = startParley(to.args, to.dataDir)
  const codes = Promise.all([ended(source), ended(target)])
  const stdout = text(target.stdout!)
  source.stderr!.resume()
  target.stderr!.resume()
  source.stdout!.pipe(target.stdin!)
  return { codes: await codes, stdout: await stdout }
}

const users = 50
const channels = 20
const start = 1_700_000_000_000_000

/** Writes a file as docs/export-format.md describes it, of an app with this many messages. */
export async function writeExport(path: string, messages: number): Promise<void> {
  const out = createWriteStream(path)
  const hash = createHash('sha256')
  const counts: Record<string, number> = {}
  let waiting = ''
  const flush = () => new Promise<void>((resolve) => out.write(waiting, () => resolve()))

  async function add(row: { readonly kind: string }) {
    const line = `${JSON.stringify(row, sorted)}\n`
    hash.update(line)
    counts[row.kind] = (counts[row.kind] ?? 0) + 1
    waiting += line
    if (waiting.length < 1_000_000) return
    await flush()
    waiting = ''
  }

  const perChannel = messages / channels
  const about = { users, channels, members: users * channels, messages, reactions: 0 }
  const header = { kind: 'header', format: 'parley-export', version: 1, app: 'Generated', about, secrets: false }
  hash.update(`${JSON.stringify(header, sorted)}\n`)
  waiting += `${JSON.stringify({ ...header, exported_at: start }, sorted)}\n`
  const times = { created_at: start, updated_at: start }
  await add({ kind: 'app', name: 'Generated', suspended: false, settings: {}, ...times } as { kind: string })
  const type = { kind: 'channel_type', name: 'messaging', config: {}, ...times }
  await add(type)
  const names = Array.from({ length: users }, (_, n) => `user-${String(n).padStart(3, '0')}`)
  for (const id of names) {
    const user = { kind: 'user', id, role: 'user', language: '', invisible: false, teams: [], custom: {}, ...times }
    await add(user)
  }
  for (let channel = 1; channel <= channels; channel++) {
    const id = `channel-${String(channel).padStart(3, '0')}`
    const last = start + perChannel
    const switches = { frozen: false, disabled: false, auto_translation_enabled: false, erased: false }
    const numbers = { member_count: users, message_count: perChannel, counted: perChannel, floor_n: 0, cooldown: 0 }
    const place = { type: 'messaging', id, cid: `messaging:${id}`, created_by_id: names[0] }
    const moments = { last_live_at: last, last_message_at: last, ...times }
    const row = { kind: 'channel', channel, custom: {}, ...place, ...switches, ...numbers, ...moments }
    await add(row)
  }
  const each = async (row: (channel: number, user_id: string) => { readonly kind: string }) => {
    for (let channel = 1; channel <= channels; channel++) for (const id of names) await add(row(channel, id))
  }
  const role = { channel_role: 'channel_member', status: 'member', invited: false, hidden: false, custom: {} }
  await each((channel, user_id) => ({ kind: 'member', channel, user_id, ...role, ...times }))
  for (let channel = 1; channel <= channels; channel++) {
    for (let n = 1; n <= perChannel; n++) {
      const words = `message ${n} of ${channel}, as long as what people write to each other mostly is`
      const at = { created_at: start + n, updated_at: start + n }
      const switches = { show_in_channel: false, silent: false, shadowed: false }
      const numbers = { n, pos: n, reply_count: 0, deleted_reply_count: 0 }
      const said = { user_id: names[n % users], type: 'regular', text: words, html: `<p>${words}</p>\n`, custom: { n } }
      const row = { kind: 'message', id: `${channel}-${n}`, channel, ...said, ...switches, ...numbers, ...at }
      await add(row)
    }
  }
  const read = { read_n: 0, floor_n: 0, last_read: start, marked_unread: false, rev: 1, changed_at: start }
  await each((channel, user_id) => ({ kind: 'read', channel, user_id, ...read }))
  waiting += `${JSON.stringify({ kind: 'trailer', counts, sha256: hash.digest('hex') }, sorted)}\n`
  await flush()
  await new Promise<void>((resolve) => out.end(() => resolve()))
}

/** Keys in order, as `JSON.stringify` asks for it. */
function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}
