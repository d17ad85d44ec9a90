import { Failure, fail } from '../core/errors.ts'
import { readJson } from '../core/views/json.ts'

/** The largest JSON body, also after it is inflated (spec/00 §10). */
export const maxBodyBytes = 1024 * 1024

/** The JSON of a request. An empty body and `null` are "nothing given" (spec/95 §1.2). */
export async function readBody(request: Request): Promise<unknown> {
  const text = await readText(request)
  return text === '' ? undefined : readJson(text, 'invalid json data')
}

async function readText(request: Request): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBodyBytes) tooBig()
  if (!request.body) return ''
  const encoding = request.headers.get('content-encoding')?.trim().toLowerCase()
  const bytes = encoding && encoding !== 'identity' ? await inflated(request.body, encoding) : await request.bytes()
  if (bytes.byteLength > maxBodyBytes) tooBig()
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return fail('input', 'the body is not valid UTF-8')
  }
}

/** Inflates piece by piece, so that a bomb is put out at the limit and not after it has filled the memory. */
async function inflated(body: ReadableStream<Uint8Array>, encoding: string): Promise<Uint8Array> {
  if (encoding !== 'gzip') fail('input', `content-encoding ${encoding.slice(0, 20)} is not supported`)
  const pieces: Uint8Array[] = []
  let size = 0
  try {
    const stream = body.pipeThrough(
      new DecompressionStream('gzip') as unknown as TransformStream<Uint8Array, Uint8Array>,
    )
    for await (const piece of stream) {
      size += piece.byteLength
      if (size > maxBodyBytes) tooBig()
      pieces.push(piece)
    }
  } catch (error) {
    if (error instanceof Failure) throw error
    fail('input', 'the body is not valid gzip')
  }
  return Buffer.concat(pieces)
}

const tooBig = (): never => fail('payload_too_big', 'body size exceeded the limit (1M)')
