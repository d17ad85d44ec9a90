import { Link } from '@tanstack/react-router'
import type { AppCounts } from '../api/admin.ts'
import { useAppId } from '../apps/apps.ts'
import { Skeleton } from '../ui/states.tsx'

const number = new Intl.NumberFormat()

/** How much there is of everything, each number leading to it. */
export function Counts({ counts }: { readonly counts: AppCounts | undefined }) {
  const appId = useAppId()
  const open = !counts || counts.is_complete ? '' : '+'
  const show = (count: number | undefined, more = open) =>
    count === undefined ? <Skeleton width="s" /> : `${number.format(count)}${more}`
  return (
    <dl className="counts">
      <div className="count">
        <dt>
          <Link to="/apps/$appId/users" params={{ appId }}>
            Users
          </Link>
        </dt>
        <dd>{show(counts?.users)}</dd>
      </div>
      <div className="count">
        <dt>
          <Link to="/apps/$appId/channels" params={{ appId }}>
            Channels
          </Link>
        </dt>
        <dd>{show(counts?.channels)}</dd>
      </div>
      <div className="count">
        <dt>Messages</dt>
        <dd>{show(counts?.messages)}</dd>
      </div>
      <div className="count">
        <dt>
          <Link to="/apps/$appId/events" params={{ appId }}>
            Connected now
          </Link>
        </dt>
        <dd>{show(counts?.connections, '')}</dd>
      </div>
    </dl>
  )
}
