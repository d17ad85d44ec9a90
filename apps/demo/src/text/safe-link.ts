const allowed: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:'])

/** The address as a link may have it; undefined if following it could do anything but open a page or a letter. */
export function safeLink(address: unknown): string | undefined {
  if (typeof address !== 'string' || !URL.canParse(address)) return undefined
  const url = new URL(address)
  return allowed.has(url.protocol) ? url.href : undefined
}
