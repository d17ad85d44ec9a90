import { type FormEvent, useState } from 'react'
import { fieldErrors, otherProblem } from '../api/form-errors.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { Door } from './door.tsx'
import { useEntering } from './session.ts'

/** The first visit: whoever comes makes the administrator, with the code from the server's log where one is asked for. */
export function SetupPage({ needsCode }: { readonly needsCode: boolean }) {
  const { setup } = useEntering()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const errors = fieldErrors(setup.error)

  function submit(event: FormEvent) {
    event.preventDefault()
    if (!setup.isPending) setup.mutate({ email, password, ...(needsCode && { code }) })
  }

  return (
    <Door
      title="Welcome to Parley"
      lead="Nobody looks after this server yet. Make the account that does."
      error={otherProblem(setup.error, ['email', 'password', 'code'])}
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
          autoComplete="new-password"
          required
          hint="At least ten characters. A sentence is easier to remember than a word."
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          error={errors.password}
        />
        {needsCode && (
          <TextField
            label="Setup code"
            name="code"
            required
            spellCheck={false}
            hint="The server printed it when it started, because others can reach it too."
            value={code}
            onChange={(event) => setCode(event.target.value)}
            error={errors.code}
          />
        )}
        <Button type="submit" tone="primary" busy={setup.isPending}>
          Create account
        </Button>
      </form>
    </Door>
  )
}
