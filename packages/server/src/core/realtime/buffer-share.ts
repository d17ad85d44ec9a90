import { type Connection, closeConnection } from './connection.ts'

/** The share of the memory that all which slow readers have not taken may fill together (core §4.4). */
const shareOfMemory = 0.25

/**
 * Ends the connections that hold most, until the rest fit into their share of the memory: many readers, each within its
 * own limits, can be too much together.
 */
export function keepShare(connections: Iterable<Connection>, memoryBytes: number): void {
  const holding: { connection: Connection; bytes: number }[] = []
  let excess = -memoryBytes * shareOfMemory
  for (const connection of connections) {
    const bytes = connection.isClosed ? 0 : connection.socket.bufferedBytes()
    if (bytes === 0) continue
    holding.push({ connection, bytes })
    excess += bytes
  }
  if (excess <= 0) return
  holding.sort((a, b) => b.bytes - a.bytes)
  for (const { connection, bytes } of holding) {
    if (excess <= 0) return
    closeConnection(connection, 'slow_reader')
    excess -= bytes
  }
}
