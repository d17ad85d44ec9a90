// The sample is a person in the demo: it talks with a browser's client there.
import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { StreamChat } from '@parley-chat/client'
import { buildCSharp, hasMono } from '../../scripts/build-csharp.ts'
import type { Json } from '../api.ts'
import { next } from '../sdk/stage.ts'
import { startServer } from '../server-process.ts'

/** Runs the sample; `says` resolves once it has printed such a line after all that was waited for before. */
async function runSample(args: readonly string[]) {
  const file = join(await buildCSharp(), 'Sample.exe')
  const child = Bun.spawn(['mono', file, ...args], { stdio: ['pipe', 'pipe', 'pipe'] })
  let output = ''
  let from = 0
  const looking = new Set<() => void>()
  const read = async (stream: ReadableStream<Uint8Array>) => {
    const decoder = new TextDecoder()
    for await (const chunk of stream) {
      output += decoder.decode(chunk, { stream: true })
      for (const look of [...looking]) look()
    }
  }
  const ended = Promise.all([read(child.stdout), read(child.stderr)]).then(() => child.exited)
  return {
    ended,
    output: () => output,
    write(line: string) {
      child.stdin.write(`${line}\n`)
      child.stdin.flush()
    },
    says: (text: string) =>
      new Promise<void>((resolve, reject) => {
        const look = () => {
          const at = output.indexOf(text, from)
          if (at < 0) return
          from = at + text.length
          looking.delete(look)
          resolve()
        }
        looking.add(look)
        look()
        ended.then(() => reject(new Error(`it ended without "${text}":\n${output}`)))
      }),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await child.exited
    },
  }
}

test.skipIf(!hasMono)('the sample chats with the demo', async () => {
  await using server = await startServer({ env: { PARLEY_DEMO: 'on' } })
  await using sample = await runSample(['ben', server.url])
  await sample.says('You are Ben Okafor')
  await sample.says('Dev Patel: Now pull the plug on your network')

  const asked = { method: 'POST', body: '{}', headers: { origin: server.url } }
  const demo: Json = await (await fetch(`${server.url}/parley/v1/demo/session`, asked)).json()
  const ana = demo.people.find(({ id }: Json) => id === 'ana')
  const client = new StreamChat(demo.api_key, { baseURL: server.url })
  await client.connectUser({ id: ana.id }, ana.token)
  const general = client.channel('messaging', 'general')
  await general.watch()

  const heard = next(general, 'message.new')
  sample.write('Hello from the console')
  expect((await heard).message).toMatchObject({ text: 'Hello from the console', user: { id: 'ben' } })
  await sample.says('Ben Okafor: Hello from the console')
  const { message } = await general.sendMessage({ text: 'Hello from the browser' })
  await sample.says('Ana Ruiz: Hello from the browser')
  const liked = next(general, 'reaction.new')
  sample.write('/like')
  expect((await liked).reaction).toMatchObject({ message_id: message.id, type: 'like', user_id: 'ben' })
  await sample.says('Ben Okafor: like to "Hello from the browser"')
  sample.write('/room 9')
  await sample.says('no such room')
  sample.write('/older')
  await sample.says('that was the beginning')
  sample.write('/quit')
  expect(await sample.ended).toBe(0)
  await client.disconnectUser()
})

test.skipIf(!hasMono)('without a demo the sample says so and ends', async () => {
  await using server = await startServer({ env: { PARLEY_DEMO: 'off' } })
  await using sample = await runSample(['ben', server.url])
  expect(await sample.ended).toBe(1)
  expect(sample.output()).toContain('has no demo')
})
