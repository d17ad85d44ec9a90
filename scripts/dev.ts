// `npm run dev`: the server from the working tree, started anew whenever one of its files changes.
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const flags = ['--watch', '--no-clear-screen', '--max-http-header-size=65536']

const server = Bun.spawn([process.execPath, ...flags, 'packages/server/src/parley.ts', ...process.argv.slice(2)], {
  cwd: root,
  stdio: ['inherit', 'inherit', 'inherit'],
})

// Passed on, so that the server drains as it would in production. Ctrl-C reaches it by itself: one terminal, one group.
process.on('SIGTERM', () => server.kill('SIGTERM'))
process.on('SIGINT', () => {})
process.exitCode = await server.exited
