import { z } from 'zod'
import { endpoints } from '../endpoint.ts'
import { Task } from '../objects/task.ts'
import { resource } from '../resource.ts'

export const taskEndpoints = endpoints({
  GetTask: {
    method: 'GET',
    path: '/tasks/:id',
    v2: 'common',
    side: 'server',
    tag: 'tasks',
    params: z.object({ id: z.string().min(1).max(64) }),
    summary: 'How far a task has got',
    reply: resource('GetTaskResponse', Task.shape),
    errors: ['not_found'],
  },
})
