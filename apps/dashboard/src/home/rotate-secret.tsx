import { useState } from 'react'
import { type AppKey, addKey, setKeyDisabled } from '../api/admin.ts'
import { useAppChange } from '../apps/apps.ts'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { Problem } from '../ui/states.tsx'
import { useToast } from '../ui/toasts.tsx'
import { Secret } from './secret.tsx'

interface RotateSecretProps {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  /** The keys that hold now, oldest first. */
  readonly enabled: readonly AppKey[]
}

/** Two steps, so that nothing breaks: first a second pair that holds beside the first, then the end of the first. */
export function RotateSecret({ open, onOpenChange, enabled }: RotateSecretProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Rotate the secret"
      lead="In two steps, so that your product goes on working in between."
    >
      <Steps enabled={enabled} onDone={() => onOpenChange(false)} />
    </Dialog>
  )
}

/** A second pair that is there already means that somebody stopped half way: the second step goes on from it. */
function Steps({ enabled, onDone }: { readonly enabled: readonly AppKey[]; readonly onDone: () => void }) {
  const oldest = enabled[0]
  const newest = enabled.length > 1 ? enabled.at(-1) : undefined
  return (
    <ol className="steps">
      <li className={newest ? 'step step-done' : 'step'} aria-current={newest ? undefined : 'step'}>
        <h3>Add a second pair</h3>
        {newest ? <SecondPair apiKey={newest.key} /> : <AddPair onDone={onDone} />}
      </li>
      <li className="step" aria-current={newest ? 'step' : undefined}>
        <h3>Disable the first</h3>
        {oldest && newest ? (
          <DisableFirst apiKey={oldest.key} onDone={onDone} />
        ) : (
          <p className="muted">
            Once clients and backend use the new pair. Tokens made with the old secret end with it.
          </p>
        )}
      </li>
    </ol>
  )
}

function AddPair({ onDone }: { readonly onDone: () => void }) {
  const add = useAppChange((appId, _: undefined) => addKey(appId), 'app')
  return (
    <>
      <p className="muted">It holds at once, and the first one goes on to hold.</p>
      <Problem error={add.error} />
      <DialogActions>
        <Button onClick={onDone}>Cancel</Button>
        <Button tone="primary" busy={add.isPending} onClick={() => add.mutate(undefined)}>
          Add second pair
        </Button>
      </DialogActions>
    </>
  )
}

function SecondPair({ apiKey }: { readonly apiKey: string }) {
  return (
    <>
      <p className="muted">Give it to your backend and your clients, and let them start with it.</p>
      <dl className="pair">
        <dt>Key</dt>
        <dd className="value-row">
          <code className="value">{apiKey}</code>
          <CopyButton text={apiKey} what="key" />
        </dd>
        <dt>Secret</dt>
        <dd>
          <Secret apiKey={apiKey} />
        </dd>
      </dl>
    </>
  )
}

function DisableFirst({ apiKey, onDone }: { readonly apiKey: string; readonly onDone: () => void }) {
  const toast = useToast()
  const [isReady, setReady] = useState(false)
  const disable = useAppChange((appId, key: string) => setKeyDisabled(appId, key, true), 'app')
  const finish = () => {
    onDone()
    toast('Secret rotated', `${apiKey} is disabled.`)
  }
  return (
    <>
      <p className="muted">
        <code>{apiKey}</code> and every token made with its secret are refused from then on.
      </p>
      <div className="check">
        <input
          id="pair-in-use"
          type="checkbox"
          checked={isReady}
          onChange={(event) => setReady(event.target.checked)}
        />
        <label htmlFor="pair-in-use">Backend and clients use the new pair</label>
      </div>
      <Problem error={disable.error} />
      <DialogActions>
        <Button onClick={onDone}>Later</Button>
        <Button
          tone="danger"
          disabled={!isReady}
          busy={disable.isPending}
          onClick={() => disable.mutate(apiKey, { onSuccess: finish })}
        >
          Disable the first
        </Button>
      </DialogActions>
    </>
  )
}
