import { taskEndpoints } from '@parley-chat/protocol'
import { implement } from '../../core/endpoint.ts'
import { getTask } from './tasks.ts'

export const taskRoutes = implement(taskEndpoints, {
  GetTask: (context, { params }) => getTask(context, params.id!),
})
