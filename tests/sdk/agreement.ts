import { expect } from 'bun:test'
import type { StreamChat } from '@parley-chat/client'
import { comparable } from '@parley-chat/client/state'
import type { Stage } from './stage.ts'

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
    await channel.query({ messages: { limit: Math.min(300, Math.max(25, messages.length)) } })
    for (const parent of Object.keys(threads)) await channel.getReplies(parent, { limit: 300 })
  }
  const [believed, queried] = [client, fresh].map((each) => comparable(each.store.getLatestValue(), { cids }))
  expect(believed).toEqual(queried!)
  await fresh.disconnectUser()
}
