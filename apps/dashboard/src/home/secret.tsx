import { useMutation } from '@tanstack/react-query'
import { revealSecret } from '../api/admin.ts'
import { useAppId } from '../apps/apps.ts'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { Problem } from '../ui/states.tsx'

/** The secret of a key. It is asked for only when somebody wants to see it, and that is written into the audit log. */
export function Secret({ apiKey }: { readonly apiKey: string }) {
  const appId = useAppId()
  const reveal = useMutation({ mutationFn: () => revealSecret(appId, apiKey) })
  return (
    <>
      <div className="value-row">
        <code className="value" aria-live="polite">
          {reveal.data ?? (
            <>
              <span className="visually-hidden">Hidden</span>
              <span aria-hidden="true">••••••••••••</span>
            </>
          )}
        </code>
        {reveal.data ? (
          <>
            <CopyButton text={reveal.data} what="secret" />
            <Button tone="quiet" onClick={() => reveal.reset()}>
              Hide
            </Button>
          </>
        ) : (
          <Button
            tone="quiet"
            busy={reveal.isPending}
            aria-label={`Reveal the secret of ${apiKey}`}
            onClick={() => reveal.mutate()}
          >
            Reveal
          </Button>
        )}
      </div>
      <Problem error={reveal.error} />
    </>
  )
}
