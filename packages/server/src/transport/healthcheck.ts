/** A server that takes longer to say that it is ready is not. */
const patienceMs = 5000

/** Asks the server that listens there whether it is ready, and says in one line what it has heard. */
export async function askWhetherReady(host: string, port: number): Promise<{ isReady: boolean; heard: string }> {
  try {
    const answer = await fetch(`http://${reachable(host)}:${port}/readyz`, { signal: AbortSignal.timeout(patienceMs) })
    return { isReady: answer.ok, heard: await answer.text() }
  } catch (error) {
    return { isReady: false, heard: `nothing answers on port ${port}: ${(error as Error).message}` }
  }
}

/** Who listens on every address listens on the machine's own, too. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::' || host === '[::]') return '[::1]'
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host
}
