import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type EndpointName, endpointTable, pageEndpointTable } from '@parley-chat/protocol'
import { answerSchemaName, eventSchemaName, openApiDocument } from '@parley-chat/protocol/openapi'
import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020.js'
import type { View } from '../core/views/view.ts'
import type { Answered } from '../transport/http.ts'

/** Holds every answer and every event of a test against the printed contract. */
export interface AnswerCheck {
  answer(answered: Answered): void
  event(text: string, view: View): void
  /** The first frame of a socket, which is the answer to its handshake. */
  handshake(text: string, view: View): void
  /** What did not fit, in words. */
  readonly faults: string[]
}

const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: false })
ajv.addSchema(openApiDocument() as object, 'api')
const compiled = new Map<string, ValidateFunction>()

function faultOf(component: string, value: unknown): string | undefined {
  let validate = compiled.get(component)
  if (!validate) {
    validate = ajv.compile({ $ref: `api#/components/schemas/${component}` })
    compiled.set(component, validate)
  }
  if (validate(value)) return undefined
  const [error] = validate.errors ?? []
  return `${component}${error?.instancePath} ${error?.message} ${JSON.stringify(error?.params)}`
}

const coverageDir = process.env.PARLEY_COVERAGE_DIR
if (coverageDir) mkdirSync(coverageDir, { recursive: true })

/** Tells the compatibility matrix what was exercised. */
function note(name: string, generation: View, status: number, valid: boolean): void {
  if (!coverageDir) return
  appendFileSync(join(coverageDir, `${process.pid}.ndjson`), `${JSON.stringify({ name, generation, status, valid })}\n`)
}

/** Random requests are not noted: the matrix would say something else after every run. */
export function createAnswerCheck({ isNoted = true } = {}): AnswerCheck {
  const faults: string[] = []

  function event(text: string, view: View): string | undefined {
    const parsed = JSON.parse(text)
    const { type } = parsed as { type?: string }
    const isTwice = JSON.stringify(parsed).length !== text.length
    const known = faultOf(type === undefined ? 'ErrorFrame' : eventSchemaName(type, view), parsed)
    const fault = isTwice ? `says something twice: ${text}` : known
    if (fault) faults.push(`event ${type} (${view}): ${fault}`)
    return fault
  }

  return {
    faults,
    answer({ operation, view, status, body }) {
      const isOfChat = Object.hasOwn(endpointTable, operation)
      if (!isOfChat && !Object.hasOwn(pageEndpointTable, operation)) return
      const fault = faultOf(answerSchemaName(operation as EndpointName, view, status), JSON.parse(body))
      if (fault) faults.push(`${operation} (${view}, ${status}): ${fault}`)
      if (isNoted && isOfChat) note(operation, view, status, !fault)
    },
    event,
    handshake(text, view) {
      const { error } = JSON.parse(text) as { error?: { StatusCode: number } }
      const fault = event(text, view)
      if (isNoted) note('ConnectWebSocket', view, error?.StatusCode ?? 101, !fault)
    },
  }
}
