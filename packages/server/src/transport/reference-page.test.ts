import { expect, test } from 'bun:test'
import { errors, eventTable, listAllEndpoints, routesOf } from '@parley-chat/protocol'
import { html } from './reference/markup.ts'
import { referencePage } from './reference-page.ts'

const page = referencePage()

test('the reference names every operation with all its paths, every event and every error code', () => {
  for (const [name, endpoint] of listAllEndpoints()) {
    expect(page).toContain(`id="op-${name}"`)
    for (const { path } of routesOf(endpoint)) expect(page).toContain(`<code>${path.replace(/:(\w+)/g, '{$1}')}</code>`)
  }
  for (const type of Object.keys(eventTable)) expect(page).toContain(`id="events-${type}"`)
  for (const { code } of Object.values(errors)) expect(page).toContain(`id="errors-${code}"`)
})

test('every link within the reference leads somewhere, and no anchor stands twice', () => {
  const anchors = [...page.matchAll(/ id="([^"]+)"/g)].map(([, anchor]) => anchor!)
  const links = [...page.matchAll(/href="#([^"]+)"/g)].map(([, anchor]) => anchor!)
  expect(anchors.length).toBe(new Set(anchors).size)
  expect(links.filter((link) => !anchors.includes(link))).toEqual([])
  expect(links.length).toBeGreaterThan(1000)
})

test('the reference runs no script and asks nobody else for anything', () => {
  expect(page).not.toMatch(/<script|<img|<link|<iframe|\son\w+=|@import|url\(/)
  expect([...page.matchAll(/(?:href|src)="([^"#][^"]*)"/g)].map(([, target]) => target)).toEqual(['/openapi.json'])
})

test('what a description says is shown, never obeyed', () => {
  const hostile = '<script>alert("1")</script>&\''
  expect(html`<p title="${hostile}">${[hostile]}</p>`.markup).toBe(
    '<p title="&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;">&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;</p>',
  )
})
