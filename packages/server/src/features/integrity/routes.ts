import { integrityEndpoints } from '@parley-chat/protocol'
import { implement } from '../../core/endpoint.ts'
import { checkIntegrity } from './integrity.ts'

export const integrityRoutes = implement(integrityEndpoints, {
  CheckIntegrity: (context) => checkIntegrity(context),
})
