/** What one test did, as bun's JUnit reporter wrote it. */
export interface TestResult {
  readonly file: string
  readonly name: string
  readonly outcome: 'passed' | 'failed' | 'skipped'
  readonly seconds: number
}

const tag = /<(\/?)(\w+)((?:\s+[\w-]+="[^"]*")*)\s*(\/?)>/g
const attribute = /([\w-]+)="([^"]*)"/g
const entities: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }

/** Reads the report test by test: the totals on a `<testsuite>` would count nested ones again. */
export function readJUnit(xml: string): TestResult[] {
  const results: TestResult[] = []
  let open: TestResult | undefined
  for (const [, closing, element, attributes, selfClosing] of xml.matchAll(tag)) {
    if (element === 'testcase' && !closing) {
      open = toResult(attributes ?? '')
      if (!selfClosing) continue
    } else if (open && !closing && element === 'skipped') {
      open = { ...open, outcome: 'skipped' }
    } else if (open && !closing && (element === 'failure' || element === 'error')) {
      open = { ...open, outcome: 'failed' }
    }
    if (element === 'testcase' && open) {
      results.push(open)
      open = undefined
    }
  }
  return results
}

function toResult(text: string): TestResult {
  const found = new Map<string, string>()
  for (const [, key, value] of text.matchAll(attribute)) found.set(key ?? '', decodeEntities(value ?? ''))
  const name = [found.get('classname'), found.get('name')].filter(Boolean).join(' › ')
  return { file: found.get('file') ?? '', name, outcome: 'passed', seconds: Number(found.get('time') ?? 0) }
}

function decodeEntities(text: string): string {
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => entities[name] ?? '')
}
