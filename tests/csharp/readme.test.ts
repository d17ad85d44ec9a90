// What the pages about C# show is compiled and run, to the letter, against a real server.
import { expect, test } from 'bun:test'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildCSharp, hasMono } from '../../scripts/build-csharp.ts'
import { openStage, type Stage } from '../sdk/stage.ts'
import { startTokenServer } from '../sdk/token-server.ts'
import { freshDirectory } from '../server-process.ts'

const root = join(import.meta.dirname, '../..')

/** The page's code blocks of this kind, in their order. */
const codeOf = async (page: string, kind = 'csharp') =>
  [...(await Bun.file(join(root, page)).text()).matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)]
    .filter((match) => match[1] === kind)
    .map((match) => match[2]!)

/** Runs code as the body of a method until it has printed all of this, in any order; then its user is disconnected. */
async function runCode(body: string, variables: Readonly<Record<string, string>>, prints: readonly string[]) {
  const built = await buildCSharp()
  await using folder = await freshDirectory()
  const parts = ['QueryBuilders.Filters.Channels', 'QueryBuilders.Filters.Users', 'QueryBuilders.Sort']
  const ours = ['Core', ...[...parts, 'Models', 'Requests', 'StatefulModels'].map((name) => `Core.${name}`)]
  const usings = ['System', 'System.Linq', 'System.Threading.Tasks', ...ours.map((name) => `StreamChat.${name}`)]
  const source = `${usings.map((name) => `using ${name};`).join('\n')}
class Page
{
  // Mono's own way out of Main may wait for a thread of its pool for ever.
  static void Main() { RunAsync().GetAwaiter().GetResult(); Environment.Exit(0); }
  static async Task RunAsync()
  {
    ${Object.entries(variables)
      .map(([name, value]) => `var ${name} = ${value};`)
      .join('\n')}
    ${body}
    Console.In.ReadLine();
    await client.DisconnectUserAsync();
  }
}`
  await Bun.write(join(folder.path, 'Page.cs'), source)
  for (const file of ['StreamChat.dll', 'Newtonsoft.Json.dll']) copyFileSync(join(built, file), join(folder.path, file))
  // 219: not every page needs every variable.
  const compiler = Bun.spawn(['mcs', '-nologo', '-nowarn:219', '-reference:StreamChat.dll', 'Page.cs'], {
    cwd: folder.path,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [said, refused, compiled] = await Promise.all([compiler.stdout.text(), compiler.stderr.text(), compiler.exited])
  expect(compiled, said + refused).toBe(0)
  await using page = Bun.spawn(['mono', 'Page.exe'], { cwd: folder.path, stdio: ['pipe', 'pipe', 'pipe'] })
  const decoder = new TextDecoder()
  let printed = ''
  for await (const chunk of page.stdout) {
    printed += decoder.decode(chunk, { stream: true })
    if (!prints.every((text) => printed.includes(text))) continue
    page.stdin.write('\n')
    page.stdin.flush()
  }
  expect(await page.exited, printed + (await page.stderr.text())).toBe(0)
}

const quoted = (text: string) => JSON.stringify(text)
const openTokenServer = ({ server }: Stage) =>
  startTokenServer({ PARLEY_API_KEY: server.apiKey, PARLEY_API_SECRET: server.secret })

test.skipIf(!hasMono)('the page of the C# client runs from its first block to its last', async () => {
  await using stage = await openStage()
  await using tokens = await openTokenServer(stage)
  const blocks = await codeOf('clients/csharp/README.md')
  const variables = {
    server: `new Uri(${quoted(stage.server.url)})`,
    apiKey: quoted(stage.server.apiKey),
    token: quoted(stage.backend.createToken('ann')),
    tokenRoute: quoted(tokens.url),
  }
  const told = ['Ann has 0 unread messages', 'Ann: Hello!', 'now: Hello, all!', 'Ann: wave', 'a message is gone']
  await runCode(blocks.join('\n'), variables, [...told, 'refused with code 20'])
})

test.skipIf(!hasMono)('both ways to connect that the README shows can be pasted', async () => {
  await using stage = await openStage()
  await using tokens = await openTokenServer(stage)
  const [withToken, withRoute] = await Promise.all([
    codeOf('README.md', 'csharp token'),
    codeOf('README.md', 'csharp route'),
  ])
  expect([withToken.length, withRoute.length]).toEqual([1, 1])
  const variables = { apiKey: quoted(stage.server.apiKey), token: quoted(stage.backend.createToken('ann')) }
  const here = (code: string) =>
    code.replaceAll('http://127.0.0.1:3030', stage.server.url).replaceAll('http://127.0.0.1:3031/token', tokens.url)
  await runCode(here(withToken[0]!), variables, ['Ann: Hello from C#'])
  await runCode(here(withRoute[0]!), variables, ['ann is connected'])
})
