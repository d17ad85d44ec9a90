import { expect } from 'bun:test'
import type { StreamChat } from '@parley-chat/client'
import { comparable } from '@parley-chat/client/state'
import type { Stage } from './stage.ts'

/** Messages that one query answers at most. */
const pageLimit = 300

/** What a client has come to believe is what a fresh client is told (docs: "What a fresh query must equal"). */
export async function expectAgreement(
  stage: Pick<Stage, 'connect'>,
  client: StreamChat,
  cids: readonly string[],
): Promise<void> {
  const fresh = await stage.connect(client.userID!)
  for (const cid of cids) {
    const [type, id] = cid.split(':') as [string, string]
    const { messages = [], threads = {} } = client.store.getLatestValue().channels[cid] ?? {}
    const channel = fresh.channel(type, id)
    await channel.query({ messages: { limit: Math.min(pageLimit, Math.max(25, messages.length)) } })
    for (let loaded = channel.state.messages; loaded.length < messages.length; loaded = channel.state.messages) {
      await channel.query({
        messages: { limit: Math.min(pageLimit, messages.length - loaded.length), id_lt: loaded[0]!.id },
      })
      if (channel.state.messages.length === loaded.length) break
    }
    for (const parent of Object.keys(threads)) await channel.getReplies(parent, { limit: 300 })
  }
  const [believed, queried] = [client, fresh].map((each) => comparable(each.store.getLatestValue(), { cids }))
  expect(believed).toEqual(queried!)
  await fresh.disconnectUser()
}
