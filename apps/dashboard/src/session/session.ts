import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { type AdminSession, getSession, setUp, signIn, signOut } from '../api/admin.ts'
import { rememberCsrfToken } from '../api/api.ts'

export const sessionKey = ['session']

/** Tells the browser's other tabs that somebody has come or gone: the cookie is theirs too. */
const tabs = new BroadcastChannel('parley-dashboard-session')

/** Who is signed in, and whether there is an administrator at all. */
export function useSession() {
  return useQuery({
    queryKey: sessionKey,
    queryFn: async ({ signal }) => remember(await getSession(signal)),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** When somebody comes or goes in another tab, nothing that was read for whoever was here before holds. */
export function useOtherTabs() {
  const client = useQueryClient()
  useEffect(() => {
    const readAnew = () => void client.resetQueries()
    tabs.addEventListener('message', readAnew)
    return () => tabs.removeEventListener('message', readAnew)
  }, [client])
}

/** Makes the first administrator, or signs one in. */
export function useEntering() {
  const client = useQueryClient()
  const enter = (session: AdminSession) => {
    client.setQueryData(sessionKey, remember(session))
    tabs.postMessage('entered')
  }
  return {
    setup: useMutation({ mutationFn: setUp, onSuccess: enter }),
    signIn: useMutation({ mutationFn: signIn, onSuccess: enter }),
  }
}

/** Ends the session here and on the server; nothing of what was seen stays in memory. */
export function useLeaving() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: signOut,
    onSettled: async () => {
      tabs.postMessage('left')
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKey[0] })
      await client.invalidateQueries({ queryKey: sessionKey })
    },
  })
}

function remember(session: AdminSession): AdminSession {
  rememberCsrfToken(session.csrf_token ?? undefined)
  return session
}
