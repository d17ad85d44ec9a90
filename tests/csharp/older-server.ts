// A server that knows the documented ways alone: it stands in front of a real one.
import { openRelay } from '../relay.ts'

/** The network to a server that has never heard of resume, and how it is cut. */
export async function openOlderServer(target: string) {
  let isOpen = true
  const relay = await openRelay(target, {
    isOpen: () => isOpen,
    join({ outer, inner }) {
      outer.on('data', (bytes) => {
        const text = bytes.toString('latin1').replace('POST /parley/v1/resume', 'POST /parley/v0/resume')
        inner.write(Buffer.from(text, 'latin1'))
      })
      inner.on('data', (bytes) => outer.write(bytes))
    },
  })
  return {
    url: relay.url,
    heal() {
      isOpen = true
    },
    cut() {
      isOpen = false
      relay.breakAll()
    },
    async [Symbol.asyncDispose]() {
      relay.close()
    },
  }
}
