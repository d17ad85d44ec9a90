import { Link } from '@tanstack/react-router'
import { nameOf } from '../api/channels.ts'
import { useAppId } from '../apps/apps.ts'
import { Moment } from '../ui/moment.tsx'
import { Card } from '../ui/page.tsx'
import { Failed, SkeletonLines } from '../ui/states.tsx'
import { useChannelsOf } from './users.ts'

/** Where a user takes part. */
export function UserChannels({ userId }: { readonly userId: string }) {
  const appId = useAppId()
  const channels = useChannelsOf(userId)
  return (
    <Card title="Channels" lead="The thirty liveliest that they belong to.">
      {channels.isError && <Failed error={channels.error} onRetry={() => void channels.refetch()} />}
      {channels.isPending && <SkeletonLines count={3} />}
      {channels.data?.length === 0 && <p className="muted">They belong to no channel.</p>}
      <ul className="rows">
        {channels.data?.map(({ channel }) => (
          <li key={channel.cid} className="row">
            <span className="who-words">
              <Link
                to="/apps/$appId/channels/$type/$id"
                params={{ appId, type: channel.type, id: channel.id }}
                dir="auto"
              >
                {nameOf(channel)}
              </Link>
              <span className="mono muted who-id">{channel.cid}</span>
            </span>
            <span className="muted">
              <Moment at={channel.last_message_at} />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}
