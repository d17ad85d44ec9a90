import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { ApiError } from '../api/api.ts'
import { nameOf } from '../api/channels.ts'
import { useAppId } from '../apps/apps.ts'
import { Badge } from '../ui/badge.tsx'
import { Page } from '../ui/page.tsx'
import { Empty, Failed } from '../ui/states.tsx'
import { Tabs } from '../ui/tabs.tsx'
import { ChannelBans } from './channel-bans.tsx'
import { ChannelSettings } from './channel-settings.tsx'
import { useChannel } from './channels.ts'
import { MembersTab } from './members-tab.tsx'
import { MessagesTab } from './messages-tab.tsx'

/** One channel: what is said in it, by whom, and what can be done about it. */
export function ChannelPage() {
  const appId = useAppId()
  const { type, id } = useParams({ from: '/apps/$appId/channels/$type/$id' })
  const { tab } = useSearch({ from: '/apps/$appId/channels/$type/$id' })
  const navigate = useNavigate({ from: '/apps/$appId/channels/$type/$id' })
  const query = useChannel({ type, id })
  const channel = query.data?.channel
  const isMissing = query.error instanceof ApiError && query.error.status === 404
  const ref = { type, id }
  return (
    <Page
      title={channel ? nameOf(channel) : id}
      tabTitle={`${channel ? nameOf(channel) : id}, channel`}
      back={
        <Link to="/apps/$appId/channels" params={{ appId }}>
          Channels
        </Link>
      }
      lead={
        <>
          <code>
            {type}:{id}
          </code>
          <span>{channel?.member_count ?? 0} members</span>
          {channel?.frozen && <Badge tone="warn">Frozen</Badge>}
          {channel?.disabled && <Badge tone="danger">Disabled</Badge>}
        </>
      }
    >
      {isMissing && (
        <Empty icon="channels" title="There is no such channel">
          <p>It may have been deleted.</p>
        </Empty>
      )}
      {query.isError && !isMissing && <Failed error={query.error} onRetry={() => void query.refetch()} />}
      {!query.isError && (
        <Tabs
          value={tab}
          onChange={(chosen) => void navigate({ search: { tab: chosen }, replace: true })}
          tabs={[
            { value: 'messages', label: 'Messages', content: <MessagesTab channel={ref} /> },
            { value: 'members', label: 'Members', content: <MembersTab channel={ref} /> },
            { value: 'bans', label: 'Bans', content: <ChannelBans channel={ref} /> },
            { value: 'settings', label: 'Settings', content: channel && <ChannelSettings channel={channel} /> },
          ]}
        />
      )}
    </Page>
  )
}
