import { useInfiniteQuery } from '@tanstack/react-query'
import { type AuditEntry, listAudit } from '../api/admin.ts'
import { useAppId } from '../apps/apps.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { ExactMoment } from '../ui/moment.tsx'
import { Page } from '../ui/page.tsx'
import { Empty, Failed } from '../ui/states.tsx'
import { type Column, Table } from '../ui/table.tsx'

const columns: readonly Column<AuditEntry>[] = [
  { title: 'When', cell: ({ at }) => <ExactMoment at={at} /> },
  { title: 'Who', cell: ({ admin_email }) => admin_email ?? <span className="muted">the server</span> },
  { title: 'What', cell: ({ action }) => <code>{action}</code> },
  { title: 'To what', cell: ({ target }) => <code className="break muted">{target ?? '–'}</code> },
  { title: 'Outcome', cell: (entry) => <Outcome entry={entry} /> },
  { title: 'From', cell: ({ ip }) => <span className="mono muted">{ip ?? '–'}</span> },
]

/** What administrators did in this app. */
export function AuditPage() {
  return (
    <Page
      title="Audit log"
      lead="Everything that administrators did in this app, newest first. It cannot be changed here."
    >
      <AuditTable appId={useAppId()} />
    </Page>
  )
}

/** The log, of one app or of everything, page after page. */
export function AuditTable({ appId }: { readonly appId?: string }) {
  const log = useInfiniteQuery({
    queryKey: ['audit', appId],
    queryFn: ({ pageParam, signal }) => listAudit({ app_id: appId, before: pageParam }, signal),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: ({ next }) => next,
    staleTime: 0,
  })
  const entries = log.data?.pages.flatMap((page) => page.entries)
  if (log.isError) return <Failed error={log.error} onRetry={() => void log.refetch()} />
  if (entries?.length === 0) return <Empty icon="audit" title="Nothing has been done yet" />
  return (
    <>
      <Table caption="Audit log" columns={columns} rows={entries} keyOf={({ id }) => String(id)} expect={10} />
      {log.hasNextPage && (
        <div className="history-more">
          <Button busy={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
            Show older entries
          </Button>
        </div>
      )}
    </>
  )
}

function Outcome({ entry: { status } }: { readonly entry: AuditEntry }) {
  if (status === null || status === undefined) return <span className="muted">–</span>
  return <Badge tone={status < 400 ? 'good' : 'danger'}>{status < 400 ? 'Done' : `Refused, ${status}`}</Badge>
}
