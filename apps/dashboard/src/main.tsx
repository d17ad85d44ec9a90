import { applyTheme, currentTheme } from '@parley-chat/ui/theme.ts'
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { ApiError } from './api/api.ts'
import { router } from './router.tsx'
import { sessionKey } from './session/session.ts'
import './styles/all.css'
import { ToastProvider } from './ui/toasts.tsx'

/** A session that is over shows the door, whichever request finds out. */
function onError(error: Error) {
  if (error instanceof ApiError && error.status === 401) void client.invalidateQueries({ queryKey: sessionKey })
}

const client: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // What was refused will be refused again; only a server that cannot be reached may come back.
      retry: (count, error) => count < 2 && error instanceof ApiError && error.status === 0,
    },
  },
})

applyTheme(currentTheme())
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <ToastProvider>
        <RouterProvider router={router} />
      </ToastProvider>
    </QueryClientProvider>
  </StrictMode>,
)
