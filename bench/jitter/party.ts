/** A chat system under disruption: clients that hear the numbered messages of their rooms. */
export interface Party extends AsyncDisposable {
  readonly name: string
  /** Where its server listens. */
  readonly port: number
  /** Lets a client in through this address; it hears its room from then on, also after its socket has been cut. */
  join(client: Client): Promise<void>
  /** Says something in a room; resolves when the server has taken it. */
  say(room: number, id: string): Promise<void>
}

export interface Client {
  readonly index: number
  readonly room: number
  readonly url: string
  heard(id: string): void
  /** The client takes itself for connected, or no longer. */
  changed(isConnected: boolean): void
}
