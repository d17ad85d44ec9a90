import { Avatar } from '@parley-chat/ui/avatar.tsx'
import { Icon } from '@parley-chat/ui/icon.tsx'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type Viewer, viewChannel, viewChannels } from '../api/as-user.ts'
import { type Channel, type ChannelState, nameOf } from '../api/channels.ts'
import { useAppId } from '../apps/apps.ts'
import { MessageBody } from '../channels/message-body.tsx'
import { Badge } from '../ui/badge.tsx'
import { Moment } from '../ui/moment.tsx'
import { Empty, Failed, SkeletonLines } from '../ui/states.tsx'

/** The viewer's list of channels beside the channel that is open. */
export function Look({ viewer }: { readonly viewer: Viewer }) {
  const appId = useAppId()
  const [chosen, setChosen] = useState<Channel>()
  const channels = useQuery({
    queryKey: ['app', appId, 'channels', 'as', viewer.userId, viewer.token],
    queryFn: ({ signal }) => viewChannels(viewer, signal),
  })
  const open = chosen ?? channels.data?.[0]?.channel
  if (channels.isError) return <Failed error={channels.error} onRetry={() => void channels.refetch()} />
  if (channels.isPending) return <SkeletonLines count={6} />
  if (!open)
    return (
      <Empty icon="channels" title="They see no channel">
        <p>They belong to none, or may read none of those.</p>
      </Empty>
    )
  return (
    <div className="look">
      <ul className="look-list" aria-label="Their channels">
        {channels.data.map((state) => (
          <li key={state.channel.cid}>
            <ChannelChoice
              state={state}
              unread={unreadOf(state, viewer.userId)}
              isOpen={state.channel.cid === open.cid}
              onOpen={() => setChosen(state.channel)}
            />
          </li>
        ))}
      </ul>
      <OpenChannel key={open.cid} viewer={viewer} channel={open} />
    </div>
  )
}

interface ChannelChoiceProps {
  readonly state: ChannelState
  readonly unread: number
  readonly isOpen: boolean
  readonly onOpen: () => void
}

function ChannelChoice({ state, unread, isOpen, onOpen }: ChannelChoiceProps) {
  return (
    <button type="button" className="look-choice" aria-pressed={isOpen} onClick={onOpen}>
      <span className="look-name" dir="auto">
        {nameOf(state.channel)}
      </span>
      {unread > 0 && <Badge tone="good">{unread} unread</Badge>}
      <span className="preview muted" dir="auto">
        {state.messages.at(-1)?.text ?? 'Nothing yet'}
      </span>
    </button>
  )
}

const unreadOf = ({ read }: ChannelState, userId: string): number =>
  read?.find(({ user }) => user.id === userId)?.unread_messages ?? 0

function OpenChannel({ viewer, channel }: { readonly viewer: Viewer; readonly channel: Channel }) {
  const appId = useAppId()
  const state = useQuery({
    queryKey: ['app', appId, 'messages', 'as', viewer.userId, viewer.token, channel.cid],
    queryFn: ({ signal }) => viewChannel(viewer, channel.type, channel.id, signal),
  })
  return (
    <section className="look-channel" aria-label={nameOf(channel)}>
      <h2 dir="auto">{nameOf(channel)}</h2>
      <Capabilities may={state.data?.channel.own_capabilities} />
      {state.isError && <Failed error={state.error} onRetry={() => void state.refetch()} />}
      {state.isPending && <SkeletonLines count={5} />}
      {state.data?.messages.length === 0 && <p className="muted">They see no message.</p>}
      <ul className="messages">
        {state.data?.messages.map((message) => (
          <li key={message.id} className="message">
            <div className="message-head">
              <Avatar id={message.user.id} name={message.user.name} />
              <strong dir="auto">{message.user.name || message.user.id}</strong>
              <span className="muted message-when">
                <Moment at={message.created_at} />
              </span>
            </div>
            <MessageBody message={message} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Capabilities({ may = [] }: { readonly may: readonly string[] | undefined }) {
  return (
    <details className="grants">
      <summary>
        <span className="turner">
          <Icon name="chevron" />
        </span>
        What they may do here
        <span className="grants-count">{may.length} things</span>
      </summary>
      <ul className="chips">
        {may.toSorted().map((capability) => (
          <li key={capability} className="chip mono">
            {capability}
          </li>
        ))}
      </ul>
    </details>
  )
}
