import { Failure } from '../errors.ts'

const suspicious = /\\u(?:0000|[dD][89a-fA-F])/
const loneSurrogate = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/

/** Reads the JSON of a request; `reason` is what a text that is none is refused with. */
export function readJson(text: string, reason: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Failure('input', reason)
  }
  // NUL and half surrogate pairs fit in no database as text. They can only come as escapes: the bytes are valid UTF-8.
  if (suspicious.test(text) && holdsBrokenText(value)) {
    throw new Failure('input', 'text may not contain NUL or half of a surrogate pair')
  }
  return value
}

/** Walks without recursion, because how deep it goes is the sender's choice. */
function holdsBrokenText(value: unknown): boolean {
  const open = [value]
  while (open.length > 0) {
    const part = open.pop()
    if (typeof part === 'string' && isBroken(part)) return true
    if (typeof part !== 'object' || part === null) continue
    for (const key of Object.keys(part)) {
      if (isBroken(key)) return true
      open.push((part as Record<string, unknown>)[key])
    }
  }
  return false
}

const isBroken = (text: string) => text.includes('\0') || loneSurrogate.test(text)
