import type { Clock } from '../../ports/clock.ts'

/** Whoever has not answered by then is away, which is no refusal. */
const patienceMs = 2000

/** What passes by itself: a server that starts now need not know of it. */
const passing = /^-(?:LOADING|BUSY|MASTERDOWN|ERR max number of clients)/

/**
 * Why Redis does not let this server in, in its own words; undefined where it does, or where nobody answers. The runtime's
 * client only says that the connection was closed.
 */
export function refusalOfRedis(address: string, clock: Clock): Promise<string | undefined> {
  const url = new URL(address)
  const commands = commandsTo(url)
  const { promise, resolve } = Promise.withResolvers<string | undefined>()
  const cancel = clock.after(patienceMs, () => resolve(undefined))
  let heard = ''
  const connected = Bun.connect({
    hostname: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(url.port || 6379),
    tls: url.protocol === 'rediss:' || url.protocol === 'valkeys:',
    socket: {
      open: (socket) => void socket.write(commands.map(encoded).join('')),
      data(_, bytes) {
        heard += bytes.toString()
        const answers = heard.split('\r\n').slice(0, -1)
        const refused = answers.find((answer) => !answer.startsWith('+'))
        if (refused !== undefined) resolve(reasonOf(refused))
        else if (answers.length === commands.length) resolve(undefined)
      },
      close: () => resolve(undefined),
      error: () => resolve(undefined),
      connectError: () => resolve(undefined),
    },
  })
  connected.catch(() => resolve(undefined))
  return promise.finally(() => {
    cancel()
    connected.then((socket) => socket.end()).catch(() => undefined)
  })
}

/** Everything that the address says has to be right. */
function commandsTo({ username, password, pathname }: URL): string[][] {
  const database = pathname.replace('/', '')
  return [
    ...(password ? [['AUTH', decodeURIComponent(username) || 'default', decodeURIComponent(password)]] : []),
    ...(database ? [['SELECT', database]] : []),
    ['PING'],
  ]
}

const encoded = (command: readonly string[]) =>
  `*${command.length}\r\n${command.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`

function reasonOf(answer: string): string | undefined {
  if (!answer.startsWith('-')) return 'what answers there is not Redis'
  return passing.test(answer) ? undefined : answer.slice(1)
}
