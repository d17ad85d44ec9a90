import { afterAll, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { diskPages } from './disk-pages.ts'

const root = mkdtempSync(join(tmpdir(), 'parley-pages-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const dist = join(root, 'dist')
mkdirSync(join(dist, 'assets'), { recursive: true })
writeFileSync(join(dist, 'index.html'), '<!doctype html>')
writeFileSync(join(dist, 'assets/index-1a2b.js'), 'hello()')
writeFileSync(join(dist, 'assets/index-1a2b.js.map'), '{}')
writeFileSync(join(dist, '.env'), 'SECRET=1')
writeFileSync(join(root, 'outside.html'), 'not for you')
symlinkSync(join(root, 'outside.html'), join(dist, 'link.html'))

const pages = diskPages({ '/app': dist, '/missing': join(root, 'nowhere') })

test('what was built is found under its path, with its type and a tag of what it holds', () => {
  const index = pages.find('/app/index.html')
  expect(new TextDecoder().decode(index?.bytes)).toBe('<!doctype html>')
  expect([index?.type, index?.isImmutable]).toEqual(['text/html; charset=utf-8', false])
  const script = pages.find('/app/assets/index-1a2b.js')
  expect([script?.type, script?.isImmutable]).toEqual(['text/javascript; charset=utf-8', true])
  expect(script?.tag).not.toBe(index?.tag)
})

test('nothing else is: no path leads out of the folder, and hidden and unknown files stay where they are', () => {
  for (const path of [
    '/app',
    '/app/',
    '/app/.env',
    '/app/link.html',
    '/app/assets/index-1a2b.js.map',
    '/app/../outside.html',
    '/app/..%2foutside.html',
    '/app/assets/../index.html',
    '/app//index.html',
    '/app/constructor',
    'index.html',
    '/missing/index.html',
  ]) {
    expect([path, pages.find(path)]).toEqual([path, undefined])
  }
})
