import { listAllEndpoints } from '@parley-chat/protocol'
import { openApiDocument } from '@parley-chat/protocol/openapi'
import { printCloseCodes, printErrorList, printEventList } from './reference/lists.ts'
import { html, type Markup } from './reference/markup.ts'
import { type Document, printOperation } from './reference/operations.ts'
import { baseName, printEntry } from './reference/schemas.ts'
import { style } from './reference/style.ts'

let page: string | undefined

/** The reference of the whole wire as one page of HTML that needs no script and nothing from elsewhere. */
export function referencePage(): string {
  page ??= printPage(openApiDocument() as unknown as Document).markup
  return page
}

function printPage(document: Document): Markup {
  const { schemas } = document.components
  const names = Object.keys(schemas).filter((name) => baseName(name, schemas) === name)
  const tags = document.tags.map(({ name }) => ({
    name,
    anchor: `tag-${name.replace(/\W+/g, '-')}`,
    operations: listAllEndpoints().filter(([, { tag }]) => tag === name),
  }))
  const contents = tags.map(
    ({ name, operations }) => html`<details><summary>${name}</summary><ul>
${operations.map(([operation]) => html`<li><a href="#op-${operation}">${operation}</a></li>`)}</ul></details>
`,
  )
  const sections = tags.map(
    ({ name, anchor, operations }) => html`<h2 id="${anchor}">${name}</h2>
${operations.map(([operation, endpoint]) => printOperation(operation, endpoint, document))}`,
  )
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${document.info.title} API reference</title>
<style>${{ markup: style }}</style>
</head>
<body id="top">
<a class="skip" href="#content">Skip to the content</a>
<header class="top"><b>${document.info.title}</b> <small>API reference ${document.info.version}</small> <a href="#contents">Contents</a></header>
<div class="page">
<nav id="contents" aria-label="Contents">
${contents}
<a href="#events">Event types</a><a href="#errors">Errors</a><a href="#close-codes">Close codes</a>
<details><summary>Objects</summary><ul>
${names.map((name) => html`<li><a href="#schema-${name}">${name}</a></li>`)}</ul></details>
<a href="/openapi.json">OpenAPI document</a>
</nav>
<main id="content">
<h1>${document.info.title} API reference</h1>
<p>${withCode(document.info.description)}</p>
${sections}
<h2 id="events">Event types</h2>
${printEventList()}
<h2 id="errors">Errors</h2>
${printErrorList()}
<h2 id="close-codes">Close codes of the socket</h2>
${printCloseCodes()}
<h2 id="objects">Objects</h2>
${names.map((name) => printEntry(name, schemas))}
</main>
</div>
</body>
</html>
`
}

/** Descriptions mark code as Markdown does. */
function withCode(text: string): Markup[] {
  return text.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`))
}
