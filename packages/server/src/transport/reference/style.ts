/** The looks of the reference: light or dark as the reader's system is, readable from a phone up. */
export const style = `
:root { color-scheme: light dark; --text: #1c2430; --quiet: #5b6675; --line: #e3e7ec; --back: #fff; --panel: #f6f8fa;
  --link: #0b5fb0; --mark: #7a4b00; --get: #0b6b53; --post: #0b5fb0; --put: #7a4b00; --delete: #a32020 }
@media (prefers-color-scheme: dark) { :root { --text: #e2e7ee; --quiet: #98a4b3; --line: #2a323d; --back: #12161c;
  --panel: #1a2029; --link: #7cb8f5; --mark: #e0b265; --get: #5fd3ae; --post: #7cb8f5; --put: #e0b265; --delete: #f08a8a } }
* { box-sizing: border-box }
html { scrollbar-gutter: stable; scroll-padding-top: 4rem; -webkit-text-size-adjust: 100% }
body { margin: 0; font: 1rem/1.55 system-ui, sans-serif; color: var(--text); background: var(--back) }
a { color: var(--link); text-decoration: none }
a:hover { text-decoration: underline }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 3px }
code { font: .875em/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere }
small { font-size: .8125rem; font-weight: 400; color: var(--quiet) }
p { margin: .35rem 0; max-width: 46rem }
.quiet { color: var(--quiet); font-size: .875rem }
.top { position: sticky; top: 0; z-index: 1; display: flex; gap: 1rem; align-items: baseline; padding: .75rem 1.25rem;
  background: var(--back); border-bottom: 1px solid var(--line) }
.top b { font-size: 1.0625rem }
.top a:last-child { margin-left: auto }
.skip { position: absolute; left: -100rem }
.skip:focus { left: 1rem; background: var(--back) }
nav { padding: 1rem 1.25rem; border-bottom: 1px solid var(--line) }
nav ul { list-style: none; margin: 0 0 .5rem; padding: 0 0 0 .9rem }
nav li a, nav > a { display: block; padding: .2rem 0; color: inherit; overflow-wrap: anywhere }
nav li a { font-size: .875rem; color: var(--quiet) }
nav summary, nav > a { padding: .3rem 0; font-weight: 500 }
nav summary::first-letter, h2::first-letter { text-transform: uppercase }
main { padding: 1rem 1.25rem 6rem; min-width: 0 }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 1rem 0 .5rem }
h2 { font-size: 1.375rem; margin: 3.5rem 0 1rem; padding-bottom: .4rem; border-bottom: 1px solid var(--line) }
h3 { font-size: 1.0625rem; margin: 0 }
h3 > a { color: inherit }
h3 small { margin-left: .5rem }
.operation { padding: 1.25rem 0; border-bottom: 1px solid var(--line) }
.entry { padding: 1rem 0 }
.operation:target, .entry:target, tr:target { background: var(--panel); box-shadow: -.75rem 0 var(--panel), .75rem 0 var(--panel) }
.routes { list-style: none; margin: .6rem 0; padding: .5rem .75rem; background: var(--panel); border-radius: 6px }
.routes li { display: flex; flex-wrap: wrap; gap: .1rem .6rem; align-items: baseline; padding: .15rem 0 }
.routes small { margin-left: auto }
.method { flex: 0 0 3.75rem; font: 700 .75rem/1.6 ui-monospace, Menlo, Consolas, monospace; color: var(--post) }
.get { color: var(--get) } .put, .patch { color: var(--put) } .delete { color: var(--delete) }
details { margin: .25rem 0 }
summary { cursor: pointer; padding: .25rem 0; font-weight: 600 }
main summary { font-size: .9375rem }
summary small { margin-left: .4rem }
.wide { overflow-x: auto }
table { width: 100%; border-collapse: collapse; font-size: .875rem }
th, td { padding: .45rem .75rem .45rem 0; text-align: left; vertical-align: top; border-top: 1px solid var(--line) }
thead th { border: 0; font-weight: 600; color: var(--quiet) }
tbody th { font-weight: 600; width: 38% }
td p { margin: .1rem 0; color: var(--quiet) }
th small { display: block }
.type { font: .8125rem/1.5 ui-monospace, Menlo, Consolas, monospace; overflow-wrap: anywhere }
.type code { font-size: 1em }
td > small { display: block }
.must { color: var(--quiet) } .only { color: var(--mark) }
.errors { font-size: .875rem; color: var(--quiet) } .errors a { display: inline-block }
@media (min-width: 60rem) {
  .page { display: grid; grid-template-columns: 17rem minmax(0, 1fr) }
  nav { position: sticky; top: 3.125rem; height: calc(100vh - 3.125rem); overflow-y: auto; border: 0;
    border-right: 1px solid var(--line); scrollbar-gutter: stable }
  main { padding: 1rem 3rem 8rem; max-width: 68rem }
  .top a:last-child { display: none }
}
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth } }
@media print { nav, .top { display: none } }
`
