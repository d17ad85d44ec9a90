import sql from 'sql-template-tag'
import type { Queries } from '../../ports/database.ts'

export type TaskStatus = 'waiting' | 'pending' | 'running' | 'completed' | 'failed'

/** A row of `tasks`; what it holds as JSON is text. */
export interface TaskRow {
  readonly app_pk: number
  readonly id: string
  readonly type: string
  readonly status: TaskStatus
  readonly input: string
  readonly progress: string | null
  readonly result: string | null
  readonly error: string | null
  readonly created_at: number
  readonly updated_at: number
}

export async function insertTask(
  q: Queries,
  task: Pick<TaskRow, 'app_pk' | 'id' | 'type' | 'input'>,
  now: number,
): Promise<void> {
  await q.run(sql`
    INSERT INTO tasks (app_pk, id, type, status, input, created_at, updated_at)
    VALUES (${task.app_pk}, ${task.id}, ${task.type}, 'waiting', ${task.input}, ${now}, ${now})`)
}

export async function findTask(q: Queries, app_pk: number, id: string): Promise<TaskRow | undefined> {
  return q.get<TaskRow>(sql`SELECT * FROM tasks WHERE app_pk = ${app_pk} AND id = ${id}`)
}

/** The task that has waited longest: whoever was served goes to the end, so that no task holds up another. */
export async function findNextTask(q: Queries): Promise<TaskRow | undefined> {
  return q.get<TaskRow>(sql`
    SELECT * FROM tasks WHERE status IN ('waiting', 'pending', 'running') ORDER BY updated_at, id LIMIT 1`)
}

/** Takes a task for one slice of its work. False if another node has taken it since it was read. */
export async function claimTask(q: Queries, { app_pk, id, updated_at }: TaskRow, now: number): Promise<boolean> {
  const taken = await q.run(sql`
    UPDATE tasks SET status = 'running', updated_at = ${Math.max(now, updated_at + 1)}
    WHERE app_pk = ${app_pk} AND id = ${id} AND updated_at = ${updated_at}
      AND status IN ('waiting', 'pending', 'running')`)
  return taken === 1
}

export async function saveTask(
  q: Queries,
  task: Pick<TaskRow, 'app_pk' | 'id' | 'status' | 'progress' | 'result' | 'error'>,
): Promise<void> {
  await q.run(sql`
    UPDATE tasks SET status = ${task.status}, progress = ${task.progress}, result = ${task.result}, error = ${task.error}
    WHERE app_pk = ${task.app_pk} AND id = ${task.id}`)
}
