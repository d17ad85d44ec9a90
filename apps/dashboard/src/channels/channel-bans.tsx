import { unbanUser } from '../api/bans.ts'
import { useAppChange } from '../apps/apps.ts'
import { BanRow } from '../bans/ban-row.tsx'
import { Empty, Failed, Problem, SkeletonLines } from '../ui/states.tsx'
import { useToast } from '../ui/toasts.tsx'
import { type ChannelRef, useBansIn } from './channels.ts'

/** Who may not write here. */
export function ChannelBans({ channel }: { readonly channel: ChannelRef }) {
  const toast = useToast()
  const bans = useBansIn(channel)
  const cid = `${channel.type}:${channel.id}`
  const lift = useAppChange((appId, userId: string) => unbanUser(appId, userId, cid), 'bans', 'members', 'users')
  return (
    <>
      {bans.isError && <Failed error={bans.error} onRetry={() => void bans.refetch()} />}
      {bans.isPending && <SkeletonLines count={2} />}
      {bans.data?.length === 0 && (
        <Empty icon="shield" title="Nobody is banned here">
          <p>Members are banned from the list of members, users from the whole app on their own page.</p>
        </Empty>
      )}
      <ul className="rows">
        {bans.data?.map((ban) => (
          <BanRow
            key={ban.user.id}
            ban={ban}
            where={ban.user.name || ban.user.id}
            busy={lift.isPending}
            onLift={() => lift.mutate(ban.user.id, { onSuccess: () => toast('Ban lifted') })}
          />
        ))}
      </ul>
      <Problem error={lift.error} />
    </>
  )
}
