import { useState } from 'react'
import { revokeTokensBefore } from '../api/settings.ts'
import { useAppChange } from '../apps/apps.ts'
import { Button } from '../ui/button.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { ExactMoment } from '../ui/moment.tsx'
import { Problem } from '../ui/states.tsx'
import { useToast } from '../ui/toasts.tsx'

/** Refuses every token that was issued before now, and lets older ones hold again. */
export function RevokeTokens({ before }: { readonly before: string | undefined }) {
  const toast = useToast()
  const [asking, setAsking] = useState(false)
  const change = useAppChange(revokeTokensBefore, 'settings')
  const revoke = () =>
    change.mutate(new Date().toISOString(), {
      onSuccess: () => {
        setAsking(false)
        toast('All tokens revoked', 'Clients have to fetch new ones.')
      },
    })
  return (
    <div className="stack">
      {before ? (
        <p>
          Tokens from before <ExactMoment at={before} /> are refused.
        </p>
      ) : (
        <p className="muted">No tokens are revoked.</p>
      )}
      <div className="card-actions">
        <Button tone="danger" onClick={() => setAsking(true)}>
          Revoke all tokens
        </Button>
        {before && (
          <Button
            busy={change.isPending}
            onClick={() => change.mutate(null, { onSuccess: () => toast('Older tokens hold again') })}
          >
            Lift
          </Button>
        )}
      </div>
      <Problem error={asking ? null : change.error} />
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title="Revoke all tokens?"
        lead="Every client is disconnected and needs a new token from your backend. Tokens without an issue date are refused too."
        action="Revoke all"
        busy={change.isPending}
        error={change.error}
        onConfirm={revoke}
      />
    </div>
  )
}
