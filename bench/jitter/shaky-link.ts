// A network between one client and its server: what travels is late by a little, in its order, and sockets are cut.
import { createServer, connect as dial, type Socket } from 'node:net'

export interface ShakyLink extends AsyncDisposable {
  readonly url: string
  /** Begins to cut sockets, those that are up and those that come. */
  shake(): void
  calm(): void
  /** Cuts the socket that is up, if there is one. */
  cut(): void
  /** How many it has cut. */
  cuts(): number
}

export interface Weather {
  /** How long a socket lives: at least, and at most. */
  readonly lifeMs: readonly [least: number, most: number]
  /** Every piece is late by up to so much. */
  readonly latestMs: number
}

/** The same chance makes the same weather: how long each of the client's sockets lives, and whether it ends with a reset. */
export async function openShakyLink(target: number, weather: Weather, chance: () => number): Promise<ShakyLink> {
  const sockets = new Map<Socket, () => void>()
  let [isShaking, cuts] = [false, 0]

  /** Lets a socket live as long as chance says. */
  function doom(socket: Socket, end: (isReset: boolean) => void) {
    const [least, most] = weather.lifeMs
    const [lifeMs, isReset] = [least + chance() * (most - least), chance() < 0.5]
    const timer = setTimeout(() => {
      if (!isShaking || socket.destroyed) return
      cuts += 1
      end(isReset)
    }, lifeMs)
    socket.on('close', () => clearTimeout(timer))
  }

  const listener = createServer((near) => {
    const far = dial(target, '127.0.0.1')
    const end = (isReset: boolean) => {
      for (const socket of [near, far]) isReset ? socket.resetAndDestroy() : socket.destroy()
    }
    for (const socket of [near, far]) {
      socket.setNoDelay(true)
      socket.on('error', () => end(false))
      socket.on('close', () => end(false))
    }
    near.once('data', (head) => {
      // Calls pass; only what stays open is cut.
      if (!/\r\nupgrade: websocket\r\n/i.test(head.toString('latin1'))) return
      sockets.set(near, () => end(chance() < 0.5))
      near.on('close', () => sockets.delete(near))
      if (isShaking) doom(near, end)
    })
    passOn(near, far, weather.latestMs)
    passOn(far, near, weather.latestMs)
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const { port } = listener.address() as { port: number }
  return {
    url: `http://127.0.0.1:${port}`,
    shake() {
      isShaking = true
      for (const [socket, end] of sockets) doom(socket, end)
    },
    calm() {
      isShaking = false
    },
    cut() {
      for (const end of [...sockets.values()]) {
        cuts += 1
        end()
      }
    },
    cuts: () => cuts,
    async [Symbol.asyncDispose]() {
      listener.close()
      for (const end of [...sockets.values()]) end()
    },
  }
}

/** Late, but never past what was sent before. */
function passOn(from: Socket, to: Socket, latestMs: number): void {
  let free = 0
  from.on('data', (bytes) => {
    const now = performance.now()
    free = Math.max(free, now + Math.random() * latestMs)
    setTimeout(() => {
      if (!to.destroyed) to.write(bytes)
    }, free - now)
  })
}
