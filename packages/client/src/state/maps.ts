/** What is kept by id. Ids come from users ("constructor", "__proto__"), hence the functions below instead of `map[id]`. */
export type ById<T> = Readonly<Record<string, T>>

/** The entry of this id, if the map has one of its own. */
export function at<T>(map: ById<T> | null | undefined, id: string): T | undefined {
  return map && Object.hasOwn(map, id) ? map[id] : undefined
}

/** The map with this entry; the same map if it held that very value. */
export function put<T>(map: ById<T>, id: string, value: T): ById<T> {
  return Object.hasOwn(map, id) && map[id] === value ? map : { ...map, [id]: value }
}

/** The map without this entry; the same map if it had none. */
export function without<T>(map: ById<T>, id: string): ById<T> {
  if (!Object.hasOwn(map, id)) return map
  const { [id]: _, ...rest } = map
  return rest
}

/** The map with every value changed; the same map if no value changed. An entry that becomes undefined is dropped. */
export function mapEach<T>(map: ById<T>, change: (value: T, id: string) => T | undefined): ById<T> {
  let touched = false
  const entries: [string, T][] = []
  for (const [id, value] of Object.entries(map)) {
    const next = change(value, id)
    if (next !== value) touched = true
    if (next !== undefined) entries.push([id, next])
  }
  return touched ? Object.fromEntries(entries) : map
}

/** The items by id, the last one of an id winning. */
export function indexBy<T>(items: readonly T[], id: (item: T) => string): ById<T> {
  return Object.fromEntries(items.map((item) => [id(item), item]))
}
