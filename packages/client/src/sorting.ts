/** `{ last_message_at: -1 }`, a list of such, or as it goes over the wire. */
export type Sort = Readonly<Record<string, 1 | -1>> | readonly (Readonly<Record<string, 1 | -1>> | SortParam)[]

interface SortParam {
  readonly field: string
  readonly direction: 1 | -1
}

/** The sort as it goes over the wire. */
export function sortParams(sort: Sort | undefined): SortParam[] | undefined {
  if (sort === undefined) return undefined
  const parts = Array.isArray(sort) ? (sort as readonly object[]) : [sort]
  const params = parts.flatMap((part) =>
    'field' in part && 'direction' in part
      ? [part as SortParam]
      : Object.entries(part).map(([field, direction]) => ({ field, direction: direction as 1 | -1 })),
  )
  return params.length > 0 ? params : undefined
}
