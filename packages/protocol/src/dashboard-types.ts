import { printNamed } from './client-types.ts'
import { Admin, AdminApp, AdminEvent, AdminSession, AppCounts, AppKey, AuditEntry } from './objects/admin.ts'
import { App } from './objects/app.ts'
import { ChannelType } from './objects/channel-config.ts'
import { namedParts } from './schema-walk.ts'

const objects = [Admin, AdminApp, AdminEvent, AdminSession, App, AppCounts, AppKey, AuditEntry, ChannelType]

/** Prints apps/dashboard/src/api/wire.ts: what only the dashboard is answered, as types that need no schema library. */
export function printDashboardTypes(): string {
  const named = namedParts(objects)
  return [
    '// Printed from packages/protocol by `npm run print`. Do not edit.',
    '/** A moment: RFC 3339 text in UTC. */\nexport type Time = string',
    ...[...named.keys()].sort().map((name) => printNamed(name, named.get(name)!)),
  ]
    .join('\n\n')
    .concat('\n')
}
