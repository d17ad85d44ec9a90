import { declarationOf, type OwnUser } from '@parley-chat/protocol'
import { errorBody, type Failure } from '../errors.ts'
import { printer } from './print.ts'
import type { View } from './view.ts'

/** The first frame of a connection: the two generations name it differently (spec/10 §0.2). */
export function firstFrame(view: View, connection_id: string, me: OwnUser | undefined, now: number): string {
  const type = view === 'v2' ? 'connection.ok' : 'health.check'
  return printEvent(view, { type, connection_id, cid: '*', created_at: now, me })
}

/** The only frame of a connection that is refused; or the last one of a connection that the server ends, by its id. */
export function refusalFrame(view: View, failure: Failure, now: number, connection_id = ''): string {
  const error = errorBody(failure, 'Connect', '')
  if (view === 'v1') return JSON.stringify({ error })
  return printEvent(view, { type: 'connection.error', connection_id, created_at: now, error })
}

const printEvent = (view: View, frame: { readonly type: string; readonly [field: string]: unknown }): string =>
  printer(declarationOf(frame.type).schema, view)(frame as never)
