// The entry for Node and Bun: what `index.ts` offers, with the signing and the sockets of a server.
import { createHmac } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { commonEnvironment, extendEnvironment, type Socket } from './environment.ts'

extendEnvironment({
  hmac: (secret, data) => createHmac('sha256', secret).update(data).digest(),
  gunzip: (data) => gunzipSync(data),
  async openSocket(url) {
    if (typeof WebSocket !== 'undefined') return commonEnvironment.openSocket(url)
    // Node 20 has no WebSocket of its own.
    const { WebSocket: NodeSocket } = await import('ws')
    return new NodeSocket(url) as unknown as Socket
  },
})

export * from './index.ts'
