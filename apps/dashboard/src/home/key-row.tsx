import { useState } from 'react'
import { type AppKey, setKeyDisabled } from '../api/admin.ts'
import { useAppChange } from '../apps/apps.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { Moment } from '../ui/moment.tsx'
import { useToast } from '../ui/toasts.tsx'
import { Secret } from './secret.tsx'

/** One pair, and whether it still opens anything. The last one that does cannot be disabled. */
export function KeyRow({ appKey, isLast }: { readonly appKey: AppKey; readonly isLast: boolean }) {
  const { key, disabled_at } = appKey
  const toast = useToast()
  const [asking, setAsking] = useState(false)
  const change = useAppChange((appId, disabled: boolean) => setKeyDisabled(appId, key, disabled), 'app')
  const disable = () =>
    change.mutate(true, {
      onSuccess: () => {
        setAsking(false)
        toast('Key disabled', key)
      },
    })
  return (
    <li className="key">
      <div className="key-head">
        {disabled_at ? <Badge tone="warn">Disabled</Badge> : <Badge tone="good">In use</Badge>}
        <span className="muted">
          created <Moment at={appKey.created_at} />
        </span>
        {disabled_at && (
          <Button
            tone="quiet"
            busy={change.isPending}
            onClick={() => change.mutate(false, { onSuccess: () => toast('Key enabled', key) })}
          >
            Enable again
          </Button>
        )}
        {!disabled_at && !isLast && (
          <Button tone="quiet" onClick={() => setAsking(true)}>
            Disable
          </Button>
        )}
      </div>
      <dl className="pair">
        <dt>Key</dt>
        <dd className="value-row">
          <code className="value">{key}</code>
          <CopyButton text={key} what="key" />
        </dd>
        <dt>Secret</dt>
        <dd>
          <Secret apiKey={key} />
        </dd>
      </dl>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title="Disable this key?"
        lead={
          <>
            Clients that use <code>{key}</code>, and every token made with its secret, are refused from now on. It can
            be enabled again.
          </>
        }
        action="Disable key"
        busy={change.isPending}
        error={change.error}
        onConfirm={disable}
      />
    </li>
  )
}
