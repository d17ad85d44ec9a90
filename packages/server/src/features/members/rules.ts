import { fail } from '../../core/errors.ts'

/** A member's custom data may be this long, as JSON (spec/00 §10). */
const customLimit = 5 * 1024

/** Custom data as it is stored; refused where it is too long. */
export function customText(custom: Record<string, unknown>): string {
  const text = JSON.stringify(custom)
  if (Buffer.byteLength(text) > customLimit) fail('payload_too_big', 'member.custom size exceeds the limit of 5KB')
  return text
}
