import type { Environment } from './environment.ts'

export type LogLevel = 'info' | 'warn' | 'error'
export type Logger = (level: LogLevel, message: string, extra?: Readonly<Record<string, unknown>>) => void

/** How a client behaves; all of it may be left out but the address, if no environment variable gives it. */
export interface StreamChatOptions {
  /** Where the server is. Default: the environment variable `PARLEY_URL` or `STREAM_CHAT_URL`. */
  readonly baseURL?: string
  /** Milliseconds that a call may take. Default 6000. */
  readonly timeout?: number
  readonly logger?: Logger
  /** After a lost connection, catch up before `connection.recovered`. Default true. */
  readonly recoverStateOnReconnect?: boolean
  /** Show a message before the server has it. Default true. */
  readonly optimistic?: boolean
  /** Lets a client with a secret connect as a user. */
  readonly allowServerSideConnect?: boolean
  /** Lets a page hold the secret, so that everybody who opens it may do everything. For tools behind a login of their own. */
  readonly allowSecretInBrowser?: boolean
  /** Keeps no channels in memory: for backends, which serve many users. */
  readonly disableCache?: boolean
  /** Sent along with every call. */
  readonly axiosRequestConfig?: {
    readonly headers?: Readonly<Record<string, string>>
    readonly params?: Readonly<Record<string, string>>
  }
  /** Overrides the guess whether this is a page. */
  readonly browser?: boolean
  /** Parts of the machine to be replaced, for tests. */
  readonly environment?: Partial<Environment>
}

/** Reads the two forms of construction: with a secret, or without. */
export function readArguments(
  secretOrOptions: string | StreamChatOptions | undefined,
  options: StreamChatOptions | undefined,
): [secret: string | undefined, options: StreamChatOptions] {
  return typeof secretOrOptions === 'string' ? [secretOrOptions, options ?? {}] : [undefined, secretOrOptions ?? {}]
}

/** The address of the server, without a slash at its end. */
export function readBaseURL(given: string | undefined): string {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } }
  const url = given ?? process?.env?.PARLEY_URL ?? process?.env?.STREAM_CHAT_URL
  if (!url) throw new Error('Say where the server is: new StreamChat(key, { baseURL: "https://chat.example.com" })')
  if (!/^https?:\/\//.test(url)) throw new Error(`The baseURL must begin with http:// or https://, not ${url}`)
  return url.replace(/\/+$/, '')
}
