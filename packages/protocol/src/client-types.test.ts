import { expect, test } from 'bun:test'
import { printClientTypes } from './client-types.ts'

const printed = printClientTypes()

test('times are text, what v1 prints as null is null, and custom data stands beside the fields', () => {
  const message = /export interface Message \{[^}]+\}/.exec(printed)![0]
  expect(message).toContain('  created_at: Time\n')
  expect(message).toContain('  pinned_at: Time | null\n')
  expect(message).toContain('  parent_id?: string\n')
  expect(message).toContain('  [custom: string]: unknown\n')
})

test('what only v2 has is not there, and no schema library is needed', () => {
  expect(printed).not.toContain('channel_custom')
  expect(printed).not.toContain('import ')
})

test('the events are one union, told apart by their type, and an app’s own stand outside it', () => {
  expect(printed).toContain("export interface MessageNewEvent {\n  type: 'message.new'\n")
  expect(printed).toContain('  | MessageNewEvent\n')
  expect(printed).toContain('export type AnyWireEvent = WireEvent | CustomEvent\n')
})
