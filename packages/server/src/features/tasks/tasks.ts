import type { Task } from '@parley-chat/protocol'
import type { Context } from '../../core/context.ts'
import { fail } from '../../core/errors.ts'
import type { Write } from '../../core/writer.ts'
import type { Work } from './slices.ts'
import { findTask, insertTask, type TaskRow } from './store.ts'

export { createTaskRunner } from './runner.ts'
export { onSlice, rowsPerSlice, type Slices, type Work } from './slices.ts'

/** What a task does, one thing after another. */
export interface Plan {
  readonly type: string
  readonly pieces: readonly Piece[]
  /** The result so far; each subject adds its own outcome. */
  readonly result?: Readonly<Record<string, unknown>>
}

export interface Piece {
  /** The id under which the result tells what became of it: what fails ends this piece and not the task. */
  readonly subject?: string
  readonly work: readonly Work[]
}

/** Stores work that goes on after its request is answered, and after a crash; answers the task's id (spec/00 §11). */
export async function startTask({ app_pk, services }: Context, write: Write, plan: Plan): Promise<string> {
  const id = services.ids.uuid()
  await insertTask(write, { app_pk, id, type: plan.type, input: JSON.stringify(plan) }, write.now)
  write.afterCommit(() => services.tasks.wake())
  return id
}

/** How far a task has got. */
export async function getTask(context: Context, id: string): Promise<Task> {
  const row = await context.read((reader) => findTask(reader, context.app_pk, id))
  return toTask(row ?? fail('not_found', `Can't find task with id ${id}`))
}

function toTask(row: TaskRow): Task {
  return {
    task_id: row.id,
    status: row.status,
    ...(row.result !== null && row.status === 'completed' && { result: JSON.parse(row.result) }),
    ...(row.error !== null && { error: JSON.parse(row.error) }),
    created_at: row.created_at,
    updated_at: row.updated_at,
  }
}
