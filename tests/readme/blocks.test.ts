import { expect, test } from 'bun:test'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

/** Every block of code in the pages, by page and how it begins: who runs it, or why nobody does. */
const blocks: Readonly<Record<string, string>> = {
  "README.md: their users' devices": 'a picture',
  'README.md: npm start': 'tests/e2e starts the server this way; npm test runs this',
  'README.md: export PARLEY_URL=http://127.0.0.1:3030': 'readers fill it in; readme.test.ts sets the same variables',
  'README.md: import { StreamChat }': 'run by readme.test.ts',
  'README.md: import { StreamChat, tokenProviderFromUrl }': 'run by readme.test.ts',
  'README.md: node backend.mjs': 'run by readme.test.ts',
  'README.md: node client.mjs ann': 'run by readme.test.ts',
  'README.md: node client.mjs bob': 'run by readme.test.ts',
  'README.md: var client = StreamChatClient': 'run by tests/csharp/readme.test.ts',
  'README.md: var tokens = StreamChatClient': 'run by tests/csharp/readme.test.ts',
  'docs/socket.md: export PARLEY=http://127.0.0.1:3030': 'readers fill it in; readme.test.ts sets the same variables',
  'docs/socket.md: SERVER=$(npm run --silent token': 'run by readme.test.ts',
  'docs/socket.md: const { PARLEY, KEY, BOB }': 'run by readme.test.ts',
  'docs/socket.md: client() { curl': 'run by readme.test.ts',
  'docs/socket.md: POST /parley/v1/resume': 'the form of a call; the sync feature tests make it',
  'docs/dashboard.md: const { session }': 'run by dashboard.test.ts',
  'docs/self-hosting.md: npm run build:binary\nsudo install -m 755 dist/parley /usr/local/bin/parley\nsudo install -m 644':
    'needs root and systemd; tests/deploy holds the unit and these paths together',
  'docs/self-hosting.md: PARLEY_PUBLIC_URL=': 'read by tests/deploy',
  'docs/self-hosting.md: export PARLEY_DATA_DIR=/var/lib/parley\nparley backup': 'run by tests/deploy',
  'docs/self-hosting.md: export PARLEY_DATA_DIR=/var/lib/parley\nmkdir': 'run by tests/deploy',
  'docs/self-hosting.md: npm run build:binary\nsudo install -m 755 dist/parley /usr/local/bin/parley\nsudo systemctl':
    'needs root and systemd',
  'docs/self-hosting.md: curl -fsS': 'run by tests/deploy',
  'docs/self-hosting.md: docker build': 'needs Docker, which no test starts; tests/deploy reads the Dockerfile',
  'docs/self-hosting.md: secret() {': 'run by tests/deploy',
  'docs/self-hosting.md: psql --command "CREATE ROLE': 'run by tests/deploy',
  'docs/self-hosting.md: pg_dump': 'run by tests/deploy',
  'docs/self-hosting.md: psql --command "ALTER DATABASE': 'run by tests/deploy',
  'docs/self-hosting.md: HOST=0.0.0.0': 'read by tests/deploy',
  'docs/self-hosting.md: export PARLEY_DATA_DIR=/var/lib/parley\nparley export': 'run by tests/deploy',
  'docs/self-hosting.md: docker compose': 'needs Docker, which no test starts; tests/deploy reads compose.yaml',
  'docs/export-format.md: PARLEY_DATA_DIR=old': 'tests/cli pipes an export into an import',
  'docs/export-format.md: {"about":': 'an excerpt of a file; packages/server/src/cli tests write and read such files',
  'ARCHITECTURE.md: HTTP or socket': 'a picture',
  'CONTRIBUTING.md: npm run dev': 'a server that never ends, and npm test within npm test',
  'docs/sdk.md: ': 'all of them run by tests/sdk/docs.test.ts',
  'CONTRIBUTING.md: messages: Keep the first send': 'the subject of a commit',
}

test('every block of code is run by a test, or it is said why none does', async () => {
  const scans = ['*.md', 'docs/**/*.md'].map((glob) => Array.fromAsync(new Bun.Glob(glob).scan({ cwd: root })))
  const pages = (await Promise.all(scans)).flat()
  const found: string[] = []
  for (const page of pages) {
    const text = await Bun.file(join(root, page)).text()
    for (const [, content] of text.matchAll(/^ *```.*\n([\s\S]*?)^ *```$/gm)) found.push(`${page}: ${content!.trim()}`)
  }
  const nameOf = (block: string) => Object.keys(blocks).find((name) => block.startsWith(name))
  expect(found.filter((block) => !nameOf(block))).toEqual([])
  expect([...new Set(found.map(nameOf))].sort()).toEqual(Object.keys(blocks).sort())
})
