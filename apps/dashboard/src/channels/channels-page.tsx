import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { type ChannelSearch, channelsPerPage } from '../api/channels.ts'
import { Button } from '../ui/button.tsx'
import { Page } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { SearchBar } from '../ui/search-bar.tsx'
import { Empty, Failed } from '../ui/states.tsx'
import { useChannels, useChannelTypes } from './channels.ts'
import { ChannelsTable } from './channels-table.tsx'
import { CreateChannel } from './create-channel.tsx'

/** All channels of the app, the liveliest first. */
export function ChannelsPage() {
  const search = useSearch({ from: '/apps/$appId/channels' })
  const navigate = useNavigate({ from: '/apps/$appId/channels' })
  const channels = useChannels(search)
  const types = useChannelTypes()
  const [creating, setCreating] = useState(false)
  const look = (change: Partial<ChannelSearch>) =>
    void navigate({ search: { ...search, page: 0, ...change }, replace: true })
  const names = types.data?.map(({ name }) => name) ?? []
  const isFiltered = Boolean(search.text || search.type)
  return (
    <Page
      title="Channels"
      lead="Where people talk, the liveliest first. The list follows what happens."
      actions={
        <Button tone="primary" icon="plus" onClick={() => setCreating(true)}>
          Create channel
        </Button>
      }
    >
      <SearchBar
        label="Search channels"
        placeholder="Name, id or cid"
        text={search.text}
        onSearch={(text) => look({ text })}
      >
        <select
          className="input select"
          aria-label="Type"
          value={search.type}
          onChange={({ target }) => look({ type: target.value })}
        >
          <option value="">All types</option>
          {names.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </SearchBar>
      {channels.isError ? (
        <Failed error={channels.error} onRetry={() => void channels.refetch()} />
      ) : channels.data?.length === 0 ? (
        <Empty icon="channels" title={isFiltered ? 'No channel matches' : 'No channels yet'}>
          <p>
            {isFiltered
              ? 'Names are found by the beginnings of their words, ids and cids as a whole.'
              : 'Channels come into being when your backend or a client opens one for the first time.'}
          </p>
        </Empty>
      ) : (
        <ChannelsTable channels={channels.data?.slice(0, channelsPerPage)} />
      )}
      <Pager
        page={search.page}
        hasNext={(channels.data?.length ?? 0) > channelsPerPage}
        onTurn={(page) => look({ page })}
      />
      <CreateChannel open={creating} onOpenChange={setCreating} types={names} />
    </Page>
  )
}
