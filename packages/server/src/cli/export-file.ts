import { createHash, type Hash } from 'node:crypto'
import { canonical } from './canonical.ts'
import { CommandError } from './failing.ts'
import { columnsOfKinds } from './kinds.ts'
import { type FileRow, readRow } from './lines.ts'
import type { Counts } from './selecting.ts'
import { textLines } from './text-lines.ts'

const formatName = 'parley-export'
const formatVersion = 1

/** The first line of a file (docs/export-format.md). */
export interface Header {
  readonly app: string
  readonly exported_at: number
  /** Rows of the big tables, to tell how far one has got. */
  readonly about: Counts
  /** Whether the keys of the app are in the file, with their secrets. */
  readonly secrets: boolean
}

const headerLine = (header: Header): string =>
  canonical({ kind: 'header', format: formatName, version: formatVersion, ...header })

type KindCounts = Readonly<Record<string, number>>

const trailerLine = (counts: KindCounts, sha256: string): string => canonical({ kind: 'trailer', counts, sha256 })

/** Sums up lines as they come. The moment of the export is left out, so that equal apps have equal sums. */
function createSum() {
  const hash: Hash = createHash('sha256')
  const counts: Record<string, number> = {}
  return {
    counts: (): KindCounts => counts,
    addHeader(line: string) {
      const { exported_at, ...rest } = JSON.parse(line) as Record<string, unknown>
      hash.update(`${canonical(rest)}\n`)
    },
    add(kind: string, line: string) {
      counts[kind] = (counts[kind] ?? 0) + 1
      hash.update(`${line}\n`)
    },
    /** The SHA-256 of all lines so far. */
    digest: () => hash.copy().digest('hex'),
  }
}

/** Writes a file line by line, the trailer at last. */
export function createFileWriter(header: Header, write: (text: string) => Promise<void>) {
  const sum = createSum()
  const first = headerLine(header)
  sum.addHeader(first)
  let waiting = `${first}\n`
  return {
    async add(kind: string, lines: readonly string[]): Promise<void> {
      for (const line of lines) {
        sum.add(kind, line)
        waiting += `${line}\n`
      }
      await write(waiting)
      waiting = ''
    },
    async end(): Promise<void> {
      await write(`${waiting}${trailerLine(sum.counts(), sum.digest())}\n`)
    },
  }
}

export interface ExportFile {
  readonly header: Header
  /** Tells this file from every other: the SHA-256 of its first line. */
  readonly id: string
  /** Its rows. They end without an error only if all are there and none was changed, as the trailer says. */
  rows(): AsyncIterable<FileRow>
  /** The SHA-256 of what has been read so far. */
  digest(): string
  /** Lets go of where the bytes come from, also in the middle. */
  close(): Promise<void>
}

/** Opens a file that an export has written. What is wrong with it is thrown with the number of the line. */
export async function openExportFile(bytes: AsyncIterable<Uint8Array>): Promise<ExportFile> {
  const lines = textLines(bytes)
  const { line: first, header } = await readFirst(lines)
  const sum = createSum()
  sum.addHeader(first)

  async function* rows(): AsyncIterable<FileRow> {
    const order = [...columnsOfKinds.keys()]
    let place = 0
    for (let number = 2; ; number++) {
      const line = await lines.next()
      if (line.done) throw new CommandError(`the file ends at line ${number - 1}, before its trailer: it is not whole`)
      const fields = parse(line.value, number)
      if (fields.kind === 'trailer') {
        readTrailer(line.value, sum.counts(), sum.digest())
        if (!(await lines.next()).done) throw new CommandError(`line ${number + 1} stands behind the trailer`)
        return
      }
      const row = inLine(number, () => readRow(fields))
      const at = order.indexOf(row.kind)
      if (number === 2 && row.kind !== 'app') throw new CommandError('line 2: the app comes first')
      if (at < place || (row.kind === 'app' && number > 2))
        throw new CommandError(`line ${number}: a ${row.kind} comes too late`)
      place = at
      sum.add(row.kind, line.value)
      yield row
    }
  }

  return {
    header,
    id: createHash('sha256').update(first).digest('hex'),
    rows,
    digest: sum.digest,
    close: async () => void (await lines.return()),
  }
}

async function readFirst(lines: AsyncGenerator<string, void>): Promise<{ line: string; header: Header }> {
  try {
    const { value: line, done } = await lines.next()
    if (done) throw new CommandError('the file is empty')
    return { line, header: readHeader(line) }
  } catch (error) {
    await lines.return()
    throw error
  }
}

function parse(line: string, number: number): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    throw new CommandError(`line ${number} is not JSON`)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new CommandError(`line ${number} is no object`)
  }
  return value as Record<string, unknown>
}

function inLine<T>(number: number, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof CommandError) throw new CommandError(`line ${number}: ${error.message}`)
    throw error
  }
}

function readHeader(line: string): Header {
  const notOurs = () => new CommandError('this is no export of Parley: its first line is no header')
  let fields: Record<string, unknown>
  try {
    fields = parse(line, 1)
  } catch {
    throw notOurs()
  }
  if (fields.kind !== 'header' || fields.format !== formatName) throw notOurs()
  if (fields.version !== formatVersion) {
    throw new CommandError(
      `the file has version ${fields.version} of the format; this version of Parley reads ${formatVersion}`,
    )
  }
  const { app, exported_at, about, secrets } = fields
  const isWhole =
    typeof app === 'string' &&
    Number.isSafeInteger(exported_at) &&
    typeof secrets === 'boolean' &&
    typeof about === 'object' &&
    about !== null &&
    Object.values(about).every((count) => Number.isSafeInteger(count))
  if (!isWhole) throw notOurs()
  return { app, exported_at: exported_at as number, about: about as Counts, secrets }
}

/** A trailer is nothing but what this reader would have written under what it has read. */
function readTrailer(line: string, counts: KindCounts, digest: string): void {
  if (line === trailerLine(counts, digest)) return
  const said = JSON.parse(line) as { counts?: unknown; sha256?: unknown }
  const differs = canonical(said.counts ?? {}) === canonical(counts) ? 'checksum' : 'numbers of rows'
  throw new CommandError(
    `the trailer's ${differs} and the lines before it do not agree: the file was changed or damaged`,
  )
}
