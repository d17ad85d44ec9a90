// Bodies that are small on the wire and large behind it.
import { constants, deflateRawSync } from 'node:zlib'

const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3])
const pieceBytes = 16 * 1024 * 1024
let piece: Buffer | undefined

/** Sixteen megabytes of zeros in some kilobytes, flushed to a whole byte so that pieces can be strung together. */
function zeros(): Buffer {
  piece ??= deflateRawSync(Buffer.alloc(pieceBytes), { level: 9, finishFlush: constants.Z_FULL_FLUSH })
  return piece
}

/** A gzip stream that inflates to at least so many bytes. Its checksum is missing: nobody should get that far. */
export function* gzipBomb(bytes: number): Iterable<Buffer> {
  yield header
  for (let done = 0; done < bytes; done += pieceBytes) yield zeros()
}

/** JSON that is nested as deep as its length allows. */
export const depthBombs = (bytes: number): string[] => [
  '['.repeat(bytes),
  '{"a":'.repeat(bytes / 5),
  `{"message":{"text":"x","deep":${'['.repeat(bytes / 2 - 30)}1${']'.repeat(bytes / 2 - 30)}}}`,
]
