import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { becomeViewer } from '../api/as-user.ts'
import { useAppId } from '../apps/apps.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { Page } from '../ui/page.tsx'
import { Empty, Failed, SkeletonLines } from '../ui/states.tsx'
import { Look } from './look.tsx'

/** The app through the eyes of one user, without touching anything: nothing is marked as read. */
export function ViewAsPage() {
  const { user } = useSearch({ from: '/apps/$appId/view-as' })
  const navigate = useNavigate({ from: '/apps/$appId/view-as' })
  return (
    <Page
      title="View as user"
      tabTitle={user ? `View as ${user}` : 'View as user'}
      lead="Their channels and messages exactly as the server shows them, through a token of ten minutes. Nothing is marked as read."
    >
      <ChooseUser key={user} user={user} onChoose={(chosen) => void navigate({ search: { user: chosen } })} />
      {user ? (
        <Viewed key={user} userId={user} />
      ) : (
        <Empty icon="eye" title="Whose eyes?">
          <p>Give the id of a user. The list of users has it, and a button that leads here.</p>
        </Empty>
      )}
    </Page>
  )
}

function ChooseUser({ user, onChoose }: { readonly user: string; readonly onChoose: (user: string) => void }) {
  const [typed, setTyped] = useState(user)
  function submit(event: FormEvent) {
    event.preventDefault()
    onChoose(typed.trim())
  }
  return (
    <form className="inline-form" onSubmit={submit}>
      <TextField
        label="User id"
        required
        spellCheck={false}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <Button type="submit">Look</Button>
    </form>
  )
}

function Viewed({ userId }: { readonly userId: string }) {
  const appId = useAppId()
  // Kept out of the app's live queries: events must not make new tokens.
  const viewer = useQuery({
    queryKey: ['viewer', appId, userId],
    queryFn: () => becomeViewer(appId, userId),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  if (viewer.isError) return <Failed error={viewer.error} onRetry={() => void viewer.refetch()} />
  return viewer.data ? <Look viewer={viewer.data} /> : <SkeletonLines count={6} />
}
