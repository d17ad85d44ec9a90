import { Link } from '@tanstack/react-router'
import { type ChannelState, nameOf } from '../api/channels.ts'
import { useAppId } from '../apps/apps.ts'
import { Badge } from '../ui/badge.tsx'
import { Moment } from '../ui/moment.tsx'
import { type Column, Table } from '../ui/table.tsx'

const columns: readonly Column<ChannelState>[] = [
  { title: 'Channel', cell: (state) => <ChannelLink state={state} /> },
  { title: 'Last message', cell: (state) => <LastMessage state={state} /> },
  { title: 'Members', cell: ({ channel }) => channel.member_count ?? 0, align: 'end' },
  { title: 'Active', cell: ({ channel }) => <Moment at={channel.last_message_at ?? channel.created_at} /> },
]

export function ChannelsTable({ channels }: { readonly channels: readonly ChannelState[] | undefined }) {
  return <Table caption="Channels" columns={columns} rows={channels} keyOf={({ channel }) => channel.cid} expect={8} />
}

function ChannelLink({ state: { channel } }: { readonly state: ChannelState }) {
  const appId = useAppId()
  return (
    <span className="who-words">
      <span className="badges">
        <Link
          to="/apps/$appId/channels/$type/$id"
          params={{ appId, type: channel.type, id: channel.id }}
          className="row-link"
          dir="auto"
        >
          {nameOf(channel)}
        </Link>
        {channel.frozen && <Badge tone="warn">Frozen</Badge>}
      </span>
      <span className="mono muted who-id">{channel.cid}</span>
    </span>
  )
}

function LastMessage({ state }: { readonly state: ChannelState }) {
  const last = state.messages.at(-1)
  if (!last) return <span className="muted">–</span>
  return (
    <span className="preview" dir="auto">
      <span className="muted">{last.user.name || last.user.id}: </span>
      {last.deleted_at ? <em className="muted">deleted</em> : last.text || <em className="muted">{last.type}</em>}
    </span>
  )
}
