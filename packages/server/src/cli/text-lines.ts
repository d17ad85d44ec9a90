import { CommandError } from './failing.ts'

/** A row with all its data is far below this. */
const longestLineBytes = 32 * 1024 * 1024
const newline = 0x0a

/** Cuts bytes into lines. Every line ends with a newline, also the last: what ends otherwise was cut off. */
export async function* textLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string, void> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let begun: Uint8Array[] = []
  let begunBytes = 0
  let number = 1
  for await (const chunk of bytes) {
    let from = 0
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, from)) {
      const line = chunk.subarray(from, end)
      yield decode(decoder, begun.length === 0 ? line : Buffer.concat([...begun, line]), number)
      number += 1
      begun = []
      begunBytes = 0
      from = end + 1
    }
    if (from === chunk.length) continue
    // Copied, because whoever reads may use the memory of a chunk again.
    begun.push(chunk.slice(from))
    begunBytes += chunk.length - from
    if (begunBytes > longestLineBytes) throw new CommandError(`line ${number} is longer than any row can be`)
  }
  if (begun.length > 0) throw new CommandError(`the file ends within line ${number}: it is not whole`)
}

function decode(decoder: TextDecoder, line: Uint8Array, number: number): string {
  try {
    return decoder.decode(line)
  } catch {
    throw new CommandError(`line ${number} is not UTF-8`)
  }
}
