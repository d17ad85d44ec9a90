import { z } from 'zod'
import { resource } from '../resource.ts'
import { JsonObject, Text, Time } from '../scalars.ts'

/** Why a task failed. */
export const TaskError = resource('TaskError', {
  type: z.string(),
  description: Text,
  stacktrace: z.string().optional(),
  version: z.string().optional(),
})

/** Work that goes on after its request was answered. */
export const Task = resource('Task', {
  task_id: z.string(),
  status: z.enum(['waiting', 'pending', 'running', 'completed', 'failed']),
  result: JsonObject.optional(),
  error: TaskError.optional(),
  created_at: Time,
  updated_at: Time,
})
export type Task = z.infer<typeof Task>
