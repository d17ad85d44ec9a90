import { AuditTable } from '../audit/audit-page.tsx'
import { useSession } from '../session/session.ts'
import { ServerSide } from '../shell/server-side.tsx'
import { Shell } from '../shell/shell.tsx'
import { Card, Page } from '../ui/page.tsx'
import { AdminsCard } from './admins-card.tsx'
import { PasswordCard } from './password-card.tsx'

/** What belongs to no single app: the administrators and what they did. */
export function ServerPage() {
  const session = useSession()
  return (
    <Shell side={<ServerSide />}>
      <Page
        title="Server"
        lead={
          <>
            Parley {session.data?.version}, for clients at {session.data?.public_url}
          </>
        }
      >
        <div className="columns">
          <AdminsCard />
          <PasswordCard />
        </div>
        <Card title="Audit log" lead="Everything that administrators did, in all apps and outside of them.">
          <AuditTable />
        </Card>
      </Page>
    </Shell>
  )
}
