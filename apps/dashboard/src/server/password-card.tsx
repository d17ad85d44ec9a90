import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { changePassword } from '../api/admin.ts'
import { fieldErrors, otherProblem } from '../api/form-errors.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { Card } from '../ui/page.tsx'
import { Problem } from '../ui/states.tsx'
import { useToast } from '../ui/toasts.tsx'

/** The own password. Changing it ends the sessions of this account elsewhere. */
export function PasswordCard() {
  const toast = useToast()
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const change = useMutation({
    mutationFn: changePassword,
    onSuccess: () => {
      setCurrent('')
      setNext('')
      toast('Password changed', 'Your other sessions have ended.')
    },
  })
  const errors = fieldErrors(change.error)
  function submit(event: FormEvent) {
    event.preventDefault()
    if (!change.isPending) change.mutate({ current_password: current, new_password: next })
  }
  return (
    <Card title="Your password" lead="Changing it ends your other sessions.">
      <form className="stack" onSubmit={submit}>
        <TextField
          label="Current password"
          type="password"
          autoComplete="current-password"
          required
          value={current}
          onChange={(event) => setCurrent(event.target.value)}
          error={errors.current_password}
        />
        <TextField
          label="New password"
          type="password"
          autoComplete="new-password"
          required
          hint="At least ten characters."
          value={next}
          onChange={(event) => setNext(event.target.value)}
          error={errors.new_password}
        />
        <Problem error={otherProblem(change.error, ['current_password', 'new_password'])} />
        <div>
          <Button type="submit" busy={change.isPending}>
            Change password
          </Button>
        </div>
      </form>
    </Card>
  )
}
