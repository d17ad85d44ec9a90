import { createReadStream } from 'node:fs'
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises'
import { CommandError } from './failing.ts'
import type { Screen } from './progress.ts'

/** The process's own streams. */
export interface Streams {
  readonly stdin: AsyncIterable<Uint8Array> & { readonly isTTY?: boolean }
  readonly stdout: {
    readonly isTTY?: boolean
    write(text: string, written?: (error?: Error | null) => void): unknown
  }
  readonly stderr: Screen
}

export interface Output {
  /** Resolves when the text has been taken. */
  write(text: string): Promise<void>
  /** All is written: it is on disk under its name. */
  keep(): Promise<void>
  /** What is written is of no use. */
  discard(): Promise<void>
}

/** A file that stands under its name only once it is whole, and that its owner alone can read; or standard output. */
export async function openOutput(path: string | undefined, { stdout }: Streams): Promise<Output> {
  if (path === undefined) return standardOutput(stdout)
  const unfinished = `${path}.part`
  const file = await open(unfinished, 'w', 0o600).catch((error) => unwritable(path, error))
  return {
    write: (text) => file.writeFile(text).catch((error) => unwritable(path, error)),
    async keep() {
      try {
        await file.sync()
        await file.close()
        await rename(unfinished, path)
      } catch (error) {
        unwritable(path, error as Error)
      }
    },
    discard: () => removed(file, unfinished),
  }
}

async function removed(file: FileHandle, path: string): Promise<void> {
  await file.close()
  await rm(path, { force: true })
}

function unwritable(path: string, { message }: Error): never {
  throw new CommandError(`${path} cannot be written: ${message}`)
}

function standardOutput(stdout: Streams['stdout']): Output {
  const nothing = async () => undefined
  return {
    write: (text) =>
      new Promise((resolve, reject) => {
        const written = (error?: Error | null) =>
          error ? reject(new CommandError(`nobody takes what is written: ${error.message}`)) : resolve()
        stdout.write(text, written)
      }),
    keep: nothing,
    discard: nothing,
  }
}

/** The bytes of a file, or of standard input. */
export async function openInput(path: string | undefined, { stdin }: Streams): Promise<AsyncIterable<Uint8Array>> {
  if (path === undefined) {
    if (stdin.isTTY) throw new CommandError('say what to import: --in <file>, or pipe it in')
    return stdin
  }
  const found = await stat(path).catch((error: Error) => {
    throw new CommandError(`${path} cannot be read: ${error.message}`)
  })
  if (!found.isFile()) throw new CommandError(`${path} is no file`)
  return readable(path)
}

async function* readable(path: string): AsyncIterable<Uint8Array> {
  try {
    yield* createReadStream(path) as AsyncIterable<Uint8Array>
  } catch (error) {
    if (error instanceof CommandError) throw error
    throw new CommandError(`${path} cannot be read: ${(error as Error).message}`)
  }
}
