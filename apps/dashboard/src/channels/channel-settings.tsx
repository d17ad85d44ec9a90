import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { type Channel, deleteChannel, patchChannel, truncateChannel } from '../api/channels.ts'
import { useAppChange, useAppId } from '../apps/apps.ts'
import { Button } from '../ui/button.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { Moment } from '../ui/moment.tsx'
import { Card } from '../ui/page.tsx'
import { Row } from '../ui/row.tsx'
import { useToast } from '../ui/toasts.tsx'

/** The facts of a channel, freezing it, and what takes its history or all of it away. */
export function ChannelSettings({ channel }: { readonly channel: Channel }) {
  return (
    <div className="columns">
      <Card title="Facts">
        <dl className="facts">
          <dt>Created by</dt>
          <dd>{channel.created_by?.name || channel.created_by?.id || '–'}</dd>
          <dt>Created</dt>
          <dd>
            <Moment at={channel.created_at} />
          </dd>
          <dt>Changed</dt>
          <dd>
            <Moment at={channel.updated_at} />
          </dd>
          <dt>Team</dt>
          <dd>{channel.team || '–'}</dd>
          <dt>Slow mode</dt>
          <dd>{channel.cooldown ? `${channel.cooldown} seconds between messages` : 'off'}</dd>
        </dl>
      </Card>
      <Card title="Actions">
        <ul className="rows">
          <Freezing channel={channel} />
          <Truncation channel={channel} />
          <Deletion channel={channel} />
        </ul>
      </Card>
    </div>
  )
}

function Freezing({ channel: { type, id, frozen } }: { readonly channel: Channel }) {
  const toast = useToast()
  const change = useAppChange((appId, freeze: boolean) => patchChannel(appId, type, id, { frozen: freeze }), 'channels')
  return (
    <Row
      title={frozen ? 'Unfreeze' : 'Freeze'}
      words={frozen ? 'Lets members write again.' : 'Everything can be read, nothing can be written.'}
      error={change.error}
    >
      <Button
        busy={change.isPending}
        onClick={() =>
          change.mutate(!frozen, { onSuccess: () => toast(frozen ? 'Channel unfrozen' : 'Channel frozen') })
        }
      >
        {frozen ? 'Unfreeze' : 'Freeze'}
      </Button>
    </Row>
  )
}

function Truncation({ channel: { type, id, cid } }: { readonly channel: Channel }) {
  const toast = useToast()
  const [asking, setAsking] = useState(false)
  const truncate = useAppChange(
    (appId, _: undefined) => truncateChannel(appId, type, id),
    'channels',
    'messages',
    'app',
  )
  return (
    <Row title="Truncate" words="Erases all messages. Members stay.">
      <Button tone="danger" onClick={() => setAsking(true)}>
        Truncate…
      </Button>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title="Erase all messages?"
        lead="Nobody can bring them back."
        action="Truncate channel"
        phrase={cid}
        busy={truncate.isPending}
        error={truncate.error}
        onConfirm={() =>
          truncate.mutate(undefined, {
            onSuccess: () => {
              setAsking(false)
              toast('Channel truncated', cid)
            },
          })
        }
      />
    </Row>
  )
}

function Deletion({ channel: { type, id, cid } }: { readonly channel: Channel }) {
  const appId = useAppId()
  const navigate = useNavigate()
  const toast = useToast()
  const [asking, setAsking] = useState(false)
  // Said first: as soon as the page asks again there is no such channel, and nothing of this is shown any more.
  const remove = useAppChange(async (app, _: undefined) => {
    await deleteChannel(app, type, id)
    toast('Channel deleted', cid)
    await navigate({ to: '/apps/$appId/channels', params: { appId } })
  }, 'app')
  return (
    <Row title="Delete" words="The channel with everything that was said in it.">
      <Button tone="danger" onClick={() => setAsking(true)}>
        Delete…
      </Button>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title="Delete this channel?"
        lead="Everybody in it loses it at once."
        action="Delete channel"
        phrase={cid}
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate(undefined)}
      />
    </Row>
  )
}
