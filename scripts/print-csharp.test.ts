import { expect, test } from 'bun:test'
import { printCSharp } from './print-csharp.ts'

const classOf = (name: string) =>
  new RegExp(`class ${name}( : \\w+)?\\n    {\\n([\\s\\S]*?)\\n    }\\n`).exec(printCSharp())![2]!

test('a field has its name on the wire, a type that can say nothing where it is optional, and its description', () => {
  const state = classOf('ChannelState')
  expect(state).toContain('[JsonProperty("channel")] public Channel Channel { get; set; }')
  expect(state).toContain('[JsonProperty("watcher_count")] public int? WatcherCount { get; set; }')
  expect(state).toContain('/// <summary>Oldest first.</summary>\n')
  expect(classOf('ChannelPosition')).toContain('public long Seq { get; set; }')
})

test('what is custom stands in a dictionary of its own, and what only servers say is not there', () => {
  const request = classOf('MessageRequest')
  expect(request).toContain('[JsonExtensionData] public IDictionary<string, JToken> Custom { get; set; }')
  expect(request).toContain('"text"')
  expect(request).not.toContain('"user_id"')
  expect(request).not.toContain('"html"')
})

test('all events are one class, which knows their places and their types', () => {
  expect(classOf('EventTypes')).toContain('MessageNew = "message.new"')
  expect(classOf('WireEvent')).toContain('public EventPosition Parley')
  for (const key of ['epoch', 'seq', 'at', 'read_rev']) expect(classOf('EventPosition')).toContain(`"${key}"`)
})

test('neither the second generation nor what servers alone may do is printed', () => {
  expect(printCSharp()).not.toMatch(/class \w+V2\b/)
  expect(printCSharp()).not.toContain('CreateChannelTypeRequest')
})
