import type { ChannelType } from '../api/settings.ts'
import { useChannelTypes } from '../channels/channels.ts'
import { GrantsList } from '../settings/grants-card.tsx'
import { Card, Page } from '../ui/page.tsx'
import { Failed, SkeletonLines } from '../ui/states.tsx'

const features = [
  ['typing_events', 'typing'],
  ['read_events', 'read marks'],
  ['connect_events', 'presence'],
  ['delivery_events', 'delivery marks'],
  ['custom_events', 'custom events'],
  ['reactions', 'reactions'],
  ['replies', 'replies'],
  ['quotes', 'quotes'],
  ['mutes', 'mutes'],
  ['search', 'search'],
  ['uploads', 'uploads'],
  ['polls', 'polls'],
  ['reminders', 'reminders'],
  ['push_notifications', 'push'],
  ['url_enrichment', 'link previews'],
  ['count_messages', 'message counts'],
] as const satisfies readonly (readonly [keyof ChannelType, string])[]

/** What each type of channel can do, and who may do what in it. */
export function ChannelTypesPage() {
  const types = useChannelTypes()
  return (
    <Page
      title="Channel types"
      lead="A channel gets its features and permissions from its type. Types are changed through the API."
    >
      {types.isError && <Failed error={types.error} onRetry={() => void types.refetch()} />}
      {types.isPending && <SkeletonLines count={8} />}
      <div className="columns">
        {types.data?.map((type) => (
          <TypeCard key={type.name} type={type} />
        ))}
      </div>
    </Page>
  )
}

function TypeCard({ type }: { readonly type: ChannelType }) {
  return (
    <Card title={type.name} lead={`Messages up to ${type.max_message_length} characters.`}>
      <ul className="chips" aria-label="Features">
        {features.map(([name, text]) => (
          <li key={name} className={type[name] ? 'chip chip-on' : 'chip chip-off'}>
            <span className="visually-hidden">{type[name] ? 'On: ' : 'Off: '}</span>
            {text}
          </li>
        ))}
      </ul>
      <h3>Permissions</h3>
      <GrantsList grants={type.grants} />
    </Card>
  )
}
