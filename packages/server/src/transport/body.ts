import { Failure, fail } from '../core/errors.ts'
import { readJson } from '../core/views/json.ts'

/** The largest JSON body, also after it is inflated (spec/00 §10). */
export const maxBodyBytes = 1024 * 1024

/** The JSON of a request. An empty body and `null` are "nothing given" (spec/95 §1.2). */
export async function readBody(request: Request): Promise<unknown> {
  const text = await readText(request)
  return text === '' ? undefined : readJson(text, 'invalid json data')
}

/** The text of a request, inflated, within the limit. */
export async function readText(request: Request): Promise<string> {
  const length = request.headers.get('content-length')
  if (Number(length ?? 0) > maxBodyBytes) tooBig()
  if (!request.body) return ''
  const encoding = request.headers.get('content-encoding')?.trim().toLowerCase()
  const isPlain = !encoding || encoding === 'identity'
  if (!isPlain && encoding !== 'gzip') fail('input', `content-encoding ${encoding.slice(0, 20)} is not supported`)
  const bytes = await readBytes(request, request.body, isPlain, length !== null)
  if (bytes.byteLength > maxBodyBytes) tooBig()
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return fail('input', 'the body is not valid UTF-8')
  }
}

/** A sender who goes away in the middle is no error of ours. */
async function readBytes(request: Request, body: ReadableStream<Uint8Array>, isPlain: boolean, hasLength: boolean) {
  try {
    // No more comes than the sender has said.
    if (isPlain && hasLength) return await request.bytes()
    return await gather(isPlain ? body : body.pipeThrough(inflate()))
  } catch (error) {
    if (error instanceof Failure) throw error
    return fail('input', isPlain ? 'the body could not be read' : 'the body is not valid gzip')
  }
}

const inflate = () => new DecompressionStream('gzip') as unknown as TransformStream<Uint8Array, Uint8Array>

/** Takes a body piece by piece, so that one without end, or a bomb, is put out at the limit and fills no memory. */
async function gather(body: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of body) {
    size += piece.byteLength
    if (size > maxBodyBytes) tooBig()
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

const tooBig = (): never => fail('payload_too_big', 'body size exceeded the limit (1M)')
