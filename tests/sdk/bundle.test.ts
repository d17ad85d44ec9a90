// What reaches a browser: small, whole, and with nothing of a server in it.
import { expect, test } from 'bun:test'
import { join } from 'node:path'

const source = join(import.meta.dirname, '../../packages/client/src')
const limitBytes = 25 * 1024

async function bundle(entry: string): Promise<string> {
  const built = await Bun.build({ entrypoints: [join(source, entry)], target: 'browser', minify: true, format: 'esm' })
  expect([built.success, built.outputs.length]).toEqual([true, 1])
  return built.outputs[0]!.text()
}

test('the SDK for browsers weighs at most 25 kB, packed', async () => {
  const text = await bundle('index.ts')
  const packed = Bun.gzipSync(text, { level: 9 }).byteLength
  console.log(`the SDK: ${(text.length / 1024).toFixed(1)} kB minified, ${(packed / 1024).toFixed(1)} kB packed`)
  expect(packed).toBeLessThanOrEqual(limitBytes)
})

test('it holds no module of Node, no package, and none of the schemas', async () => {
  const text = await bundle('index.ts')
  expect(text).not.toMatch(/node:|\bfrom\s*["']|\bimport\s*["'(]|\brequire\(/)
  expect(text).not.toMatch(/createHmac|ZodType/)
})

test('it runs by itself, and signs nothing: a secret is refused where the page would show it to everybody', async () => {
  const text = await bundle('index.ts')
  const script = `
    globalThis.document = {}
    const { StreamChat, Parley } = await import(${JSON.stringify(`data:text/javascript;base64,${btoa(unescape(encodeURIComponent(text)))}`)})
    const refusals = []
    const attempt = (work) => { try { work() } catch (error) { refusals.push(error.message) } }
    attempt(() => new StreamChat('key', 'secret', { baseURL: 'https://chat.example.com' }))
    attempt(() => new StreamChat('key', { baseURL: 'https://chat.example.com' }).createToken('bob'))
    attempt(() => new StreamChat('key', 'secret', { baseURL: 'https://chat.example.com', allowSecretInBrowser: true }).createToken('bob'))
    console.log(JSON.stringify([Parley === StreamChat, refusals]))`
  const child = Bun.spawn(['node', '--input-type=module', '--eval', script], { stdout: 'pipe', stderr: 'inherit' })
  const [isSame, refusals] = JSON.parse(await child.stdout.text()) as [boolean, string[]]
  expect(isSame).toBe(true)
  expect(refusals).toEqual([
    expect.stringContaining('must never reach a browser'),
    expect.stringContaining('this client has no secret'),
    expect.stringContaining('a browser must never hold the secret'),
  ])
})
