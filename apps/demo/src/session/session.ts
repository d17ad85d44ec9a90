/** Somebody to be in the demo, with a token that lets them in. */
export interface Person {
  readonly id: string
  readonly name: string
  readonly token: string
}

/** What the server hands to whoever opens the demo. */
export interface DemoSession {
  readonly api_key: string
  readonly people: readonly Person[]
}

/** Fetches the people of the demo with fresh tokens. */
export async function fetchSession(): Promise<DemoSession> {
  const response = await fetch('/parley/v1/demo/session', { method: 'POST' })
  if (response.status === 404) throw new Error('The demo is switched off on this server.')
  if (!response.ok) throw new Error(`The server answered ${response.status}.`)
  return response.json()
}
