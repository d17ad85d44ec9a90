import { z } from 'zod'
import { resource } from '../resource.ts'

/** Every refusal of the API. Clients branch on `code`, never on the text (spec/00 §6). */
export const APIError = resource('APIError', {
  code: z.int(),
  message: z.string(),
  StatusCode: z.int(),
  duration: z.string(),
  more_info: z.string(),
  details: z.array(z.int()),
  exception_fields: z.record(z.string(), z.string()).optional().describe('What is wrong, field by field.'),
  unrecoverable: z.boolean().optional().describe('The same request can never succeed.'),
})
export type APIError = z.infer<typeof APIError>
