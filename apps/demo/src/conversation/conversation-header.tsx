import { useState } from 'react'
import { useChannel, useChannelState, useChat, useChatState, useModel } from '../chat/context.ts'
import { othersIn, partnerIn } from '../chat/names.ts'
import { MembersDialog } from '../dialogs/members-dialog.tsx'
import { PinsDialog } from '../dialogs/pins-dialog.tsx'
import { go } from '../place/place.ts'
import { Avatar } from '../ui/avatar.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { complain } from '../ui/toast/complain.ts'

/** Where one is, who else is there, and whether one wants to hear of it. */
export function ConversationHeader({ title }: { readonly title: string }) {
  const channel = useChannel()
  const { client, me } = useChat()
  const model = useModel(channel)
  const isMuted = useChatState(() => client.channelMuteStatus(channel).muted)
  const [isShowingMembers, setShowingMembers] = useState(false)
  const [isShowingPins, setShowingPins] = useState(false)
  const pins = useChannelState(channel, (state) => state.pinnedMessages)
  const partner = partnerIn(model, me.id)
  const others = othersIn(model, me.id)
  const online = others.filter((user) => user.online).length
  const count = model?.member_count ?? others.length + 1
  const about = partner
    ? partner.online
      ? 'online'
      : 'not here now'
    : `${count} ${count === 1 ? 'member' : 'members'}, ${online + 1} online`
  const toggleMute = () => (isMuted ? channel.unmute() : channel.mute()).catch(complain)
  return (
    <header className="conversation-head">
      <IconButton icon="back" label="Back to the list" className="only-narrow" onClick={() => go({ cid: undefined })} />
      <Avatar
        user={partner ?? { id: channel.cid, name: title }}
        shape={partner ? 'round' : 'square'}
        online={partner ? partner.online === true : undefined}
      />
      <div className="conversation-title">
        <h2>
          <bdi>{title}</bdi>
        </h2>
        <p>{about}</p>
      </div>
      <IconButton
        icon={isMuted ? 'muted' : 'bell'}
        label={isMuted ? 'Unmute' : 'Mute'}
        aria-pressed={isMuted}
        onClick={toggleMute}
      />
      {pins.length > 0 && <IconButton icon="pin" label="Pinned messages" onClick={() => setShowingPins(true)} />}
      <IconButton icon="users" label="Members" onClick={() => setShowingMembers(true)} />
      {isShowingPins && <PinsDialog pins={pins} onClose={() => setShowingPins(false)} />}
      {isShowingMembers && <MembersDialog title={title} onClose={() => setShowingMembers(false)} />}
    </header>
  )
}
