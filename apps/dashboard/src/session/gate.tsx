import type { ReactNode } from 'react'
import { Failed } from '../ui/states.tsx'
import { useOtherTabs, useSession } from './session.ts'
import { SetupPage } from './setup-page.tsx'
import { SignInPage } from './sign-in-page.tsx'

/** Shows what is inside only to an administrator; to anybody else the door that fits. The address stays what it was. */
export function Gate({ children }: { readonly children: ReactNode }) {
  useOtherTabs()
  const session = useSession()
  if (session.isError)
    return (
      <main className="alone">
        <h1>Parley</h1>
        <Failed error={session.error} onRetry={() => void session.refetch()} />
      </main>
    )
  if (!session.data)
    return (
      <main className="alone" aria-busy="true">
        <h1 className="visually-hidden">Parley</h1>
      </main>
    )
  if (session.data.needs_setup) return <SetupPage needsCode={session.data.needs_code} />
  return session.data.admin ? children : <SignInPage />
}
