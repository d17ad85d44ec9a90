import sql from 'sql-template-tag'
import type { Town, Wish } from './town.ts'

interface StoredMessage {
  readonly id: string
  readonly cid: string
  readonly custom: string
  readonly created_at: number
}

/** Every acknowledged message is stored once and in its sender's order; nothing is stored that nobody has sent. */
export async function checkStorage(town: Town): Promise<string[]> {
  const stored = await town.server.look((queries) =>
    queries.all<StoredMessage>(sql`
      SELECT m.id, c.cid, m.custom, m.created_at FROM messages AS m JOIN channels AS c ON c.pk = m.channel_pk`),
  )
  const byNonce = Map.groupBy(stored, ({ custom }) => (JSON.parse(custom) as { nonce?: string }).nonce)
  const wished = new Map(town.wishes.map((wish) => [wish.id, wish]))
  return [
    ...stored.flatMap(({ id, cid, custom }) => {
      const wish = wished.get(id)
      if (!wish || wish.cid !== cid) return [`${id} is stored in ${cid}, where nobody has sent it: ${custom}`]
      return town.erasedForCertain.has(id) ? [`${id} is stored, though it was deleted for good`] : []
    }),
    ...town.wishes.flatMap((wish) => {
      const copies = byNonce.get(wish.id)?.length ?? 0
      if (copies > 1) return [`${wish.id} is stored ${copies} times`]
      return copies === 0 && wish.isAcknowledged && !mayBeGone(town, wish)
        ? [`${wish.id} was acknowledged and is not stored`]
        : []
    }),
    ...findDisorder(town, stored),
  ]
}

const mayBeGone = ({ erased }: Town, { id, parent_id }: Wish): boolean =>
  erased.has(id) || (parent_id !== undefined && erased.has(parent_id))

/** A client sends a message when the one before was acknowledged, so their times must rise. */
function findDisorder(town: Town, stored: readonly StoredMessage[]): string[] {
  const times = new Map(stored.map(({ id, created_at }) => [id, created_at]))
  const sequences = Map.groupBy(
    town.wishes.filter(({ id, isAcknowledged }) => isAcknowledged && times.has(id)),
    ({ client, cid }) => `${client} ${cid}`,
  )
  return [...sequences.values()].flatMap((wishes) =>
    wishes.slice(1).flatMap(({ id }, index) => {
      const before = wishes[index]!.id
      return times.get(id)! > times.get(before)! ? [] : [`${id} is stored before ${before}, which was sent first`]
    }),
  )
}
