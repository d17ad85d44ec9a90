import { type FormEvent, useState } from 'react'
import { fieldErrors, otherProblem } from '../api/form-errors.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { Door } from './door.tsx'
import { useEntering } from './session.ts'

export function SignInPage() {
  const { signIn } = useEntering()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const errors = fieldErrors(signIn.error)

  function submit(event: FormEvent) {
    event.preventDefault()
    if (!signIn.isPending) signIn.mutate({ email, password })
  }

  return (
    <Door
      title="Sign in"
      lead="To the dashboard of this Parley server."
      error={otherProblem(signIn.error, ['email', 'password'])}
    >
      <form className="stack" onSubmit={submit}>
        <TextField
          label="Email"
          type="email"
          name="email"
          autoComplete="username"
          required
          autoFocus
          value={email}
          onChange={(event) => setEmail(event.target.value)}
          error={errors.email}
        />
        <TextField
          label="Password"
          type="password"
          name="password"
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          error={errors.password}
        />
        <Button type="submit" tone="primary" busy={signIn.isPending}>
          Sign in
        </Button>
      </form>
    </Door>
  )
}
