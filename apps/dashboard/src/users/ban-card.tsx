import { useState } from 'react'
import { unbanUser } from '../api/bans.ts'
import type { FullUser } from '../api/users.ts'
import { useAppChange } from '../apps/apps.ts'
import { BanDialog } from '../bans/ban-dialog.tsx'
import { BanRow } from '../bans/ban-row.tsx'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/page.tsx'
import { Failed, Problem, SkeletonLines } from '../ui/states.tsx'
import { useToast } from '../ui/toasts.tsx'
import { useBansOf } from './users.ts'

/** The bans against a user, and a new one from the whole app. */
export function BanCard({ user }: { readonly user: FullUser }) {
  const toast = useToast()
  const bans = useBansOf(user.id)
  const [banning, setBanning] = useState(false)
  const lift = useAppChange(
    (appId, cid: string | undefined) => unbanUser(appId, user.id, cid),
    'users',
    'bans',
    'members',
  )
  const isBanned = bans.data?.some(({ channel }) => !channel) ?? (user.banned || user.shadow_banned)
  return (
    <Card
      title="Bans"
      actions={
        <Button tone="danger" disabled={isBanned || Boolean(user.deleted_at)} onClick={() => setBanning(true)}>
          Ban from app
        </Button>
      }
    >
      {bans.isError && <Failed error={bans.error} onRetry={() => void bans.refetch()} />}
      {bans.isPending && <SkeletonLines count={1} />}
      {bans.data?.length === 0 && <p className="muted">No ban in force.</p>}
      <ul className="rows">
        {bans.data?.map((ban) => (
          <BanRow
            key={ban.channel?.cid ?? 'app'}
            ban={ban}
            where={ban.channel?.cid ?? 'Whole app'}
            busy={lift.isPending}
            onLift={() => lift.mutate(ban.channel?.cid, { onSuccess: () => toast('Ban lifted') })}
          />
        ))}
      </ul>
      <Problem error={lift.error} />
      <BanDialog open={banning} onOpenChange={setBanning} user={user} />
    </Card>
  )
}
