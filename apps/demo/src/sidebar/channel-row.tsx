import type { TypingEvent } from '@parley-chat/client'
import { Icon } from '@parley-chat/ui/icon.tsx'
import type { KeyboardEvent } from 'react'
import { useChannelState, useChat, useChatState } from '../chat/context.ts'
import { partnerIn } from '../chat/names.ts'
import { draftKey, useDraft } from '../composer/drafts.ts'
import { go } from '../place/place.ts'
import { formatFull, formatShort } from '../time/format.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Marked } from './marked.tsx'
import { previewOf } from './preview.ts'
import type { Listed } from './use-channels.ts'

interface ChannelRowProps {
  readonly listed: Listed
  readonly search: string
  readonly now: Date
  readonly isOpen: boolean
  readonly tabIndex: number
  onFocus(): void
  onKeyDown(event: KeyboardEvent): void
}

/** A channel in the list. */
export function ChannelRow({ listed, search, now, isOpen, tabIndex, onFocus, onKeyDown }: ChannelRowProps) {
  const { channel, model, title } = listed
  const { me, client } = useChat()
  const messages = useChannelState(channel, (state) => state.latestMessages)
  const typing = useChannelState(channel, (state) => state.typing)
  const isMuted = useChatState(() => client.channelMuteStatus(channel).muted)
  const draft = useDraft(draftKey(me.id, channel.cid))
  const mentions = useChannelState(channel, () => channel.countUnreadMentions())
  const partner = partnerIn(model, me.id)
  const preview = previewOf(messages, Object.values<TypingEvent>(typing), isOpen ? '' : draft, me.id)
  const at = new Date(model.channel.last_message_at ?? model.channel.created_at)
  return (
    <button
      type="button"
      className="channel-row"
      data-cid={channel.cid}
      data-unread={model.unread > 0}
      aria-current={isOpen ? 'true' : undefined}
      tabIndex={tabIndex}
      onFocus={onFocus}
      onKeyDown={onKeyDown}
      onClick={() => go({ cid: channel.cid })}
    >
      {partner ? (
        <Avatar user={partner} online={partner.online === true} />
      ) : (
        <Avatar user={{ id: channel.cid, name: title }} shape="square" />
      )}
      <span className="channel-row-text">
        <span className="channel-row-line">
          <bdi className="channel-row-title">
            <Marked text={title} part={search} />
          </bdi>
          {isMuted && <Icon name="muted" />}
          <time dateTime={at.toISOString()} title={formatFull(at)}>
            {formatShort(at, now)}
          </time>
        </span>
        <span className="channel-row-line">
          <span className="channel-row-preview" data-kind={preview.kind} dir="auto">
            {preview.kind === 'draft' && <b>Draft: </b>}
            {preview.text}
          </span>
          {mentions > 0 && (
            <span className="badge badge-mention">
              <span aria-hidden="true">@</span>
              <span className="unseen">you are mentioned</span>
            </span>
          )}
          {model.unread > 0 && (
            <span className="badge" data-muted={isMuted}>
              {model.unread > 99 ? '99+' : model.unread}
              <span className="unseen"> unread</span>
            </span>
          )}
        </span>
      </span>
      {isMuted && <span className="unseen">muted</span>}
    </button>
  )
}
