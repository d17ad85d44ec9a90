/** How the server is reached. */
export interface Site {
  /** What PARLEY_PUBLIC_URL says. */
  readonly publicUrl?: string
  /** It listens on its own machine only: whoever reaches it owns the machine, or is a proxy on it. */
  readonly isLoopback: boolean
}

/** Whether a host is a name of one's own machine. */
export function isLoopbackHost(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host)
}

/** Whether nobody but those on the machine can come: a public address means that a proxy lets others in. */
export const isOwnMachine = ({ publicUrl, isLoopback }: Site): boolean =>
  isLoopback && (publicUrl === undefined || isLoopbackHost(new URL(publicUrl).hostname))
