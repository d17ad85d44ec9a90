import { useQuery } from '@tanstack/react-query'
import { getSettings } from '../api/settings.ts'
import { useAppId } from '../apps/apps.ts'
import { Card, Page } from '../ui/page.tsx'
import { Failed, SkeletonLines } from '../ui/states.tsx'
import { GrantsCard } from './grants-card.tsx'
import { RevokeTokens } from './revoke-tokens.tsx'
import { SettingsForm } from './settings-form.tsx'

/** What holds for the whole app. */
export function SettingsPage() {
  const appId = useAppId()
  const settings = useQuery({
    queryKey: ['app', appId, 'settings'],
    queryFn: ({ signal }) => getSettings(appId, signal),
  })
  return (
    <Page title="Settings" lead="They hold for all users and channels of this app, from the next request on.">
      {settings.isError && <Failed error={settings.error} onRetry={() => void settings.refetch()} />}
      <div className="columns">
        <Card title="Rules">
          {settings.data ? <SettingsForm settings={settings.data} /> : <SkeletonLines count={8} />}
        </Card>
        <div className="column">
          <Card title="Sessions" lead="Ends every session at once, should tokens have leaked.">
            {settings.data ? (
              <RevokeTokens before={settings.data.revoke_tokens_issued_before} />
            ) : (
              <SkeletonLines count={2} />
            )}
          </Card>
          <GrantsCard grants={settings.data?.grants} lead="What each role may do where no channel is involved." />
        </div>
      </div>
    </Page>
  )
}
