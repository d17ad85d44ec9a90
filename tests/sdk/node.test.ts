// What plain Node sees after npm install: the built package, by its name.
import { expect, test } from 'bun:test'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freshDirectory } from '../server-process.ts'
import { openStage } from './stage.ts'

const root = join(import.meta.dirname, '../..')

/** A folder outside of the repository in which the client is installed. */
async function elsewhere() {
  const directory = await freshDirectory()
  const scope = join(directory.path, 'node_modules/@parley-chat')
  await mkdir(scope, { recursive: true })
  await symlink(join(root, 'packages/client'), join(scope, 'client'))
  return directory
}

test('plain Node imports it, connects, sends and hears', async () => {
  await using stage = await openStage()
  await using folder = await elsewhere()
  const { url, apiKey, secret } = stage.server
  const script = `
    import { StreamChat } from '@parley-chat/client'
    import { comparable } from '@parley-chat/client/state'
    const [baseURL, key, secret] = process.argv.slice(2)
    const backend = new StreamChat(key, secret, { baseURL })
    const bob = new StreamChat(key, { baseURL })
    await bob.connectUser({ id: 'bob' }, backend.createToken('bob'))
    const his = bob.channel('messaging', 'general')
    await his.watch()
    const heard = new Promise((resolve) => his.on('message.new', ({ message }) => resolve(message.text)))
    await backend.channel('messaging', 'general').sendMessage({ text: 'hello Node', user_id: 'ann' })
    console.log(JSON.stringify([await heard, typeof WebSocket, Object.keys(comparable(bob.store.getLatestValue()).channels)]))
    await bob.disconnectUser()`
  await writeFile(join(folder.path, 'main.mjs'), script)
  const child = Bun.spawn(['node', 'main.mjs', url, apiKey, secret], {
    cwd: folder.path,
    env: { PATH: process.env.PATH ?? '' },
    stdout: 'pipe',
    stderr: 'inherit',
  })
  const [text, , channels] = JSON.parse(await child.stdout.text())
  expect([text, channels]).toEqual(['hello Node', ['messaging:general']])
  // Nothing keeps the process alive once the user has left.
  expect(await child.exited).toBe(0)
})

test('a TypeScript project elsewhere finds its types, strictly', async () => {
  await using folder = await elsewhere()
  const good = `
    import { type Channel, type LocalMessage, StreamChat } from '@parley-chat/client'
    const client = new StreamChat('key', { baseURL: 'https://chat.example.com' })
    const channel: Channel = client.channel('messaging', 'general')
    channel.on('message.new', ({ message }) => console.log(message.text.length))
    export const last: LocalMessage | undefined = channel.lastMessage()
    export const at: Date | undefined = last?.created_at`
  const check = async (text: string) => {
    await writeFile(join(folder.path, 'main.ts'), text)
    const options = {
      strict: true,
      noEmit: true,
      module: 'NodeNext',
      target: 'ES2022',
      lib: ['ES2023', 'DOM'],
      types: [],
    }
    await writeFile(
      join(folder.path, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: options, files: ['main.ts'] }),
    )
    await writeFile(join(folder.path, 'package.json'), JSON.stringify({ type: 'module' }))
    const child = Bun.spawn(['node', join(root, 'node_modules/typescript/bin/tsc'), '--project', folder.path], {
      stdout: 'pipe',
    })
    return (await child.stdout.text()).trim()
  }
  expect(await check(good)).toBe('')
  expect(await check(good.replace('message.text.length', 'message.nothing.length'))).toContain('main.ts(5,')
  expect(await check(good.replace("'message.new'", "'message.new', 7, "))).toContain('error TS')
}, 120_000)
