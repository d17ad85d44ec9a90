// Runs examples/token-server as people run it: with plain Node.
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

export interface TokenServer extends AsyncDisposable {
  /** The address of the route. */
  readonly url: string
  /** What it has written to its log. */
  output(): string
}

/** Starts the example on a free port and waits until it says where it is. */
export async function startTokenServer(env: Readonly<Record<string, string>>): Promise<TokenServer> {
  const { PATH = '', HOME = '' } = process.env
  const child = Bun.spawn(['node', join(root, 'examples/token-server/server.mjs')], {
    cwd: root,
    env: { PATH, HOME, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const ready = Promise.withResolvers<string>()
  async function read(stream: ReadableStream<Uint8Array>) {
    for await (const text of stream.pipeThrough(new TextDecoderStream() as never) as AsyncIterable<string>) {
      output += text
      const url = /^Tokens at (\S+)$/m.exec(output)?.[1]
      if (url) ready.resolve(url)
    }
  }
  const ended = Promise.all([read(child.stdout), read(child.stderr)])
  ended.then(() => ready.reject(new Error(`the token server ended:\n${output}`)), ready.reject)
  const url = await ready.promise
  return {
    url,
    output: () => output,
    async [Symbol.asyncDispose]() {
      child.kill()
      await child.exited
    },
  }
}
