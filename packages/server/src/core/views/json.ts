import { Failure } from '../errors.ts'

const [quote, backslash, bracket, brace] = [0x22, 0x5c, 0x5b, 0x7b]
const suspicious = /\\u(?:0000|[dD][89a-fA-F])/
const loneSurrogate = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/

/** No request nests this deep; a longer text is looked over first, for parsing it could take half a second. */
const maxNesting = 200
const harmlessLength = 4096

/** Reads the JSON of a request; `reason` is what a text that is none is refused with. */
export function readJson(text: string, reason: string): unknown {
  let value: unknown
  if (text.length > harmlessLength && nestsTooDeep(text)) throw new Failure('input', `${reason}: it is nested too deep`)
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

function nestsTooDeep(text: string): boolean {
  let depth = 0
  let isText = false
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (isText) {
      if (code === backslash) at += 1
      else if (code === quote) isText = false
    } else if (code === quote) isText = true
    else if (code === bracket || code === brace) {
      depth += 1
      if (depth > maxNesting) return true
    } else if (code === bracket + 2 || code === brace + 2) depth -= 1
  }
  return false
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
