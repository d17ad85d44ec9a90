/** One open WebSocket, as the transport offers it. */
export interface Socket {
  /** Hands over one text frame. Several within `cork` leave in one write. */
  send(text: string): void
  cork(work: () => void): void
  /** From here on the socket gets what is published on the topic. Calls on one socket take effect in their order. */
  subscribe(topic: string): void
  unsubscribe(topic: string): void
  ping(): void
  close(code: number, reason: string): void
  /** Bytes that the reader has not taken yet. */
  bufferedBytes(): number
}

/** Sends one text to every socket of this process that has subscribed to the topic. */
export type Publish = (topic: string, text: string) => void
