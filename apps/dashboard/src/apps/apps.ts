import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { createApp, getApp, listApps } from '../api/admin.ts'

const appsKey = ['apps']

/** The app that the address names. */
export const useAppId = (): string => useParams({ from: '/apps/$appId' }).appId

/** All apps of this server. */
export function useApps() {
  return useQuery({ queryKey: appsKey, queryFn: ({ signal }) => listApps(signal) })
}

/** One app with its keys, and how big it is. */
export function useApp(appId: string) {
  return useQuery({ queryKey: ['app', appId, 'app'], queryFn: ({ signal }) => getApp(appId, signal) })
}

export function useCreateApp() {
  const client = useQueryClient()
  return useMutation({ mutationFn: createApp, onSuccess: () => client.invalidateQueries({ queryKey: appsKey }) })
}

/** Changes something of an app, and asks again for what may show it. */
export function useAppChange<Input, Output>(
  change: (appId: string, input: Input) => Promise<Output>,
  ...parts: readonly string[]
) {
  const appId = useAppId()
  const client = useQueryClient()
  return useMutation({
    mutationFn: (input: Input) => change(appId, input),
    onSuccess: async () => {
      await Promise.all(parts.map((part) => client.invalidateQueries({ queryKey: ['app', appId, part] })))
      if (parts.includes('app')) await client.invalidateQueries({ queryKey: appsKey })
    },
  })
}
