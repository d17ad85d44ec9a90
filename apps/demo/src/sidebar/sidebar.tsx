import './sidebar.css'
import { Icon } from '@parley-chat/ui/icon.tsx'
import { useState } from 'react'
import { useChat, useChatState } from '../chat/context.ts'
import { NewChannelDialog } from '../dialogs/new-channel-dialog.tsx'
import { go } from '../place/place.ts'
import { Avatar } from '../ui/avatar.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { ThemeButton } from '../ui/theme-button.tsx'
import { ChannelList } from './channel-list.tsx'

/** Who one is, and with whom one can talk. */
export function Sidebar() {
  const { me } = useChat()
  const [search, setSearch] = useState('')
  const [isCreating, setCreating] = useState(false)
  const isOnline = useChatState((state) => state.me !== undefined)
  return (
    <nav className="sidebar" aria-label="Conversations">
      <header className="sidebar-head">
        <p className="sidebar-name">Parley</p>
        <IconButton icon="plus" label="New conversation" onClick={() => setCreating(true)} />
      </header>
      <div className="sidebar-search">
        <Icon name="search" />
        <input
          type="search"
          className="field"
          placeholder="Search conversations"
          aria-label="Search conversations"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      </div>
      <div className="sidebar-list">
        <ChannelList search={search} />
      </div>
      <footer className="sidebar-foot">
        <Avatar user={me} online={isOnline} />
        <span className="sidebar-me">
          <bdi>{me.name}</bdi>
          <span className="sidebar-hint">in this tab</span>
        </span>
        <ThemeButton />
        <IconButton icon="swap" label="Be somebody else" onClick={() => go({ as: undefined, cid: undefined })} />
      </footer>
      {isCreating && <NewChannelDialog onClose={() => setCreating(false)} />}
    </nav>
  )
}
