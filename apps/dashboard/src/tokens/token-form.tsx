import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { createToken, type UserToken } from '../api/admin.ts'
import { fieldErrors, otherProblem } from '../api/form-errors.ts'
import { useAppId } from '../apps/apps.ts'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { SelectField, TextField } from '../ui/field.tsx'
import { Moment } from '../ui/moment.tsx'
import { Problem } from '../ui/states.tsx'

const lengths: readonly (readonly [seconds: number, text: string])[] = [
  [3600, 'One hour'],
  [86_400, 'One day'],
  [2_592_000, 'Thirty days'],
  [0, 'Without end'],
]

/** Signs a token: for a user that is given, or for one whose id is typed. */
export function TokenForm({ userId }: { readonly userId?: string }) {
  const appId = useAppId()
  const [typed, setTyped] = useState('')
  const [seconds, setSeconds] = useState(3600)
  const make = useMutation({ mutationFn: (id: string) => createToken(appId, id, seconds) })

  function submit(event: FormEvent) {
    event.preventDefault()
    if (!make.isPending) make.mutate(userId ?? typed)
  }

  return (
    <form className="stack" onSubmit={submit}>
      {userId === undefined && (
        <TextField
          label="User id"
          required
          spellCheck={false}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          error={fieldErrors(make.error).user_id}
        />
      )}
      <SelectField label="Valid for" value={seconds} onChange={(event) => setSeconds(Number(event.target.value))}>
        {lengths.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </SelectField>
      <div>
        <Button type="submit" tone="primary" busy={make.isPending}>
          Make token
        </Button>
      </div>
      <Problem error={otherProblem(make.error, ['user_id'])} />
      <div aria-live="polite">{make.data && <MadeToken made={make.data} />}</div>
    </form>
  )
}

function MadeToken({ made }: { readonly made: UserToken }) {
  return (
    <div className="made-token">
      <p className="muted">
        For <strong>{made.user_id}</strong> with the key <code>{made.key}</code>,{' '}
        {made.expires_at ? (
          <>
            ends <Moment at={made.expires_at} />
          </>
        ) : (
          'without end'
        )}
      </p>
      <div className="value-row">
        <code className="value value-long">{made.token}</code>
        <CopyButton text={made.token} what="token" />
      </div>
    </div>
  )
}
