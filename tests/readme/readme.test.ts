// What the README tells people to paste is pasted here, to the letter, against a real server.
import { expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createApi } from '../api.ts'
import { startServer } from '../server-process.ts'

const root = join(import.meta.dirname, '../..')
const readme = await Bun.file(join(root, 'README.md')).text()

/** The page's code blocks of this kind, in their order. */
const codeOf = (page: string, kind: string) =>
  [...page.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)].filter((match) => match[1] === kind).map((match) => match[2]!)

/** Everything a process has printed so far, and a promise for what it will print. */
function printing(stream: ReadableStream<Uint8Array>) {
  const { promise, reject } = Promise.withResolvers<never>()
  promise.catch(() => {})
  let [text, look] = ['', () => {}]
  const read = async () => {
    for await (const chunk of stream.pipeThrough(new TextDecoderStream() as never)) {
      text += chunk
      look()
    }
    reject(new Error(`it ended without that:\n${text}`))
  }
  read().catch(reject)
  const until = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve) => {
      look = () => {
        const found = pattern.exec(text)
        if (found) resolve(found)
      }
      look()
    })
  return { text: () => text, printed: (pattern: RegExp) => Promise.race([until(pattern), promise]) }
}

test('the five-minute tour can be pasted: the backend prepares, the route hands out tokens, Ann speaks and Bob hears her', async () => {
  await using server = await startServer()
  const [backend, ...more] = codeOf(readme, 'js backend')
  const [client, ...others] = codeOf(readme, 'js client')
  const [run, ...rest] = codeOf(readme, 'sh tour')
  expect([more, others, rest]).toEqual([[], [], []])
  // Where a reader saves them: in the folder, which finds the SDK.
  const desk = await mkdtemp(join(root, '.tour-'))
  const env = {
    ...process.env,
    PARLEY_URL: server.url,
    PARLEY_API_KEY: server.apiKey,
    PARLEY_API_SECRET: server.secret,
    PORT: '0',
  }
  const given = { cwd: root, stdin: 'pipe', stdout: 'pipe', stderr: 'inherit', env } as const
  try {
    const commands = run!.replaceAll('node backend.mjs', `node ${desk}/backend.mjs`)
    await Bun.write(join(desk, 'backend.mjs'), backend!)
    await using shell = Bun.spawn(['bash', '-ec', `trap 'kill %1' EXIT\n${commands}\nread -r`], given)
    const prepared = printing(shell.stdout)
    await prepared.printed(/^messaging:general is ready; a token for Bob: [\w.-]+$/m)
    const [, tokens] = await prepared.printed(/^Tokens at (.+)$/m)

    // The test takes a free port; a reader takes the route's own.
    const own = 'http://127.0.0.1:3031/token'
    expect(client).toContain(own)
    await Bun.write(join(desk, 'client.mjs'), client!.replace(own, tokens!))
    await using ann = Bun.spawn(['node', join(desk, 'client.mjs'), 'ann'], given)
    await using bob = Bun.spawn(['node', join(desk, 'client.mjs'), 'bob'], given)
    const heard = printing(bob.stdout)
    await Promise.all([heard.printed(/^Bob is listening$/m), printing(ann.stdout).printed(/^Ann is listening$/m)])
    ann.stdin.write('Hello Bob\n')
    await ann.stdin.flush()
    await heard.printed(/^Ann: Hello Bob$/m)
    shell.stdin.write('\n')
    shell.stdin.end()
    await shell.exited
  } finally {
    await rm(desk, { recursive: true, force: true })
  }
}, 120_000)

test('the wire by hand can be pasted: the backend prepares, Bob listens, Ann speaks and Bob hears her', async () => {
  await using server = await startServer()
  const page = await Bun.file(join(root, 'docs/socket.md')).text()
  const [prepare, speak, ...more] = codeOf(page, 'sh tour')
  const [listen, ...others] = codeOf(page, 'js listen')
  expect([more, others]).toEqual([[], []])
  const env = { ...process.env, PARLEY: server.url, KEY: server.apiKey, SECRET: server.secret }
  const given = { cwd: root, stdin: 'pipe', stdout: 'pipe', stderr: 'inherit' } as const

  await using shell = Bun.spawn(['bash', '-ec', `${prepare}\necho "BOB=$BOB"\nread -r\n${speak}`], { ...given, env })
  const told = printing(shell.stdout)
  const [, BOB] = await told.printed(/^BOB=(.+)$/m)
  await using client = Bun.spawn([process.execPath, '--eval', listen!], { ...given, env: { ...env, BOB } })
  const heard = printing(client.stdout)
  await heard.printed(/^health\.check/m)
  await watched(server)
  shell.stdin.write('\n')
  shell.stdin.end()

  await heard.printed(/^message\.new Hello \*\*Bob\*\*$/m)
  await heard.printed(/^reaction\.new/m)
  expect(await shell.exited).toBe(0)
  expect(told.text()).toMatch(/"id":"hello-1".*"reaction_counts":\{"wave":1\}/)
}, 60_000)

/** Bob's client watches once the server counts it. */
async function watched(server: Parameters<typeof createApi>[0]): Promise<void> {
  const api = createApi(server)
  for (;;) {
    const { channel, watcher_count } = await api.call('server', 'POST', '/channels/messaging/general/query', {
      state: true,
    })
    expect(channel).toMatchObject({ id: 'general' })
    if (watcher_count === 1) return
  }
}

test('every setting it names is one that the server reads', async () => {
  const table = readme.slice(readme.indexOf('## Settings'), readme.indexOf('`GET /healthz`'))
  const named = [...table.matchAll(/`((?:PARLEY_\w+)|PORT|HOST)`/g)].map((match) => match[1]!)
  const config = await Bun.file(join(root, 'packages/server/src/config.ts')).text()
  expect(named.length).toBeGreaterThan(5)
  for (const name of named) expect([name, config.includes(`'${name}'`)]).toEqual([name, true])
})

for (const page of [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'docs/adding-a-feature.md',
  'docs/glossary.md',
  'docs/socket.md',
]) {
  test(`what ${page} links to is there`, async () => {
    const text = await Bun.file(join(root, page)).text()
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map((match) => match[1]!)
    expect(links.filter((link) => !existsSync(join(root, dirname(page), link)))).toEqual([])
  })
}
