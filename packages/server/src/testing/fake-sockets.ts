import type { Publish, Socket } from '../ports/socket.ts'

export interface FakeSocket extends Socket {
  /** Texts in the order in which they came. */
  readonly texts: string[]
  /** How it was closed; undefined while it is open. */
  closed: { code: number; reason: string } | undefined
  /** Bytes that the reader leaves unread, for tests of slow readers. */
  buffered: number
  /** Told of every text as it comes. */
  onText: (text: string) => void
  onClose: (code: number) => void
}

export interface FakeNetwork {
  readonly publish: Publish
  open(): FakeSocket
}

/** Sockets of one process, without a network. */
export function fakeNetwork(): FakeNetwork {
  const topics = new Map<string, Set<FakeSocket>>()
  return {
    publish(topic, text) {
      for (const socket of topics.get(topic) ?? []) socket.send(text)
    },
    open() {
      const socket: FakeSocket = {
        texts: [],
        closed: undefined,
        buffered: 0,
        onText: () => undefined,
        onClose: () => undefined,
        send(text) {
          if (socket.closed) return
          socket.texts.push(text)
          socket.onText(text)
        },
        cork: (work) => work(),
        subscribe(topic) {
          topics.set(topic, (topics.get(topic) ?? new Set()).add(socket))
        },
        unsubscribe: (topic) => void topics.get(topic)?.delete(socket),
        ping: () => undefined,
        close(code, reason) {
          if (socket.closed) return
          socket.closed = { code, reason }
          for (const subscribers of topics.values()) subscribers.delete(socket)
          socket.onClose(code)
        },
        bufferedBytes: () => socket.buffered,
      }
      return socket
    },
  }
}
