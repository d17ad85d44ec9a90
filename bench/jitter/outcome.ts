// What became of the messages: a function of what was said and what was heard, so that it can be tested by itself.

export interface Heard {
  readonly id: string
  readonly atMs: number
}

/** One client's time at the party. */
export interface Visit {
  readonly room: number
  readonly heard: readonly Heard[]
  /** When it was connected, each stretch from and to; the last one goes on. */
  readonly connected: readonly { readonly fromMs: number; readonly toMs: number | undefined }[]
}

export interface Said {
  readonly id: string
  readonly room: number
  readonly atMs: number
}

export interface Outcome {
  readonly expected: number
  readonly delivered: number
  readonly duplicates: number
  readonly inversions: number
  /** For each message that was said while its hearer was cut off: how long after the hearer was back it was heard. */
  readonly replaysMs: readonly number[]
}

export function outcomeOf(said: readonly Said[], visits: readonly Visit[]): Outcome {
  const byRoom = Map.groupBy(said, ({ room }) => room)
  let [expected, delivered, duplicates, inversions] = [0, 0, 0, 0]
  const replaysMs: number[] = []
  for (const { room, heard, connected } of visits) {
    const inRoom = byRoom.get(room) ?? []
    const places = new Map(inRoom.map(({ id }, place) => [id, place]))
    expected += inRoom.length
    const first = new Map<string, Heard>()
    let last = -1
    for (const each of heard) {
      const place = places.get(each.id)
      if (place === undefined) continue
      if (first.has(each.id)) duplicates += 1
      else first.set(each.id, each)
      if (place < last) inversions += 1
      last = Math.max(last, place)
    }
    delivered += first.size
    for (const { id, atMs } of inRoom) {
      const hearing = first.get(id)
      const back = connected.find(({ fromMs }) => fromMs > atMs)
      const isMissed = back && !connected.some(({ fromMs, toMs }) => fromMs <= atMs && (toMs ?? Infinity) > atMs)
      if (hearing && isMissed) replaysMs.push(Math.max(0, hearing.atMs - back.fromMs))
    }
  }
  return { expected, delivered, duplicates, inversions, replaysMs }
}

/** The value that this share of them does not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
}
