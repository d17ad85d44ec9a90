import { Link, useParams } from '@tanstack/react-router'
import { useAppId } from '../apps/apps.ts'
import { ButtonLink } from '../ui/button.tsx'
import { Page } from '../ui/page.tsx'
import { Empty, Failed, SkeletonLines } from '../ui/states.tsx'
import { BanCard } from './ban-card.tsx'
import { DangerCard } from './danger-card.tsx'
import { ProfileCard } from './profile-card.tsx'
import { TokenCard } from './token-card.tsx'
import { UserBadges } from './user-badges.tsx'
import { UserChannels } from './user-channels.tsx'
import { useUser } from './users.ts'

/** One user: who they are, where they take part, and everything that can be done about them. */
export function UserPage() {
  const appId = useAppId()
  const { userId } = useParams({ from: '/apps/$appId/users/$userId' })
  const query = useUser(userId)
  const user = query.data
  return (
    <Page
      title={user?.name || userId}
      tabTitle={`${user?.name || userId}, user`}
      back={
        <Link to="/apps/$appId/users" params={{ appId }}>
          Users
        </Link>
      }
      lead={
        <>
          <code>{userId}</code>
          {user && <UserBadges user={user} />}
        </>
      }
      actions={
        user && (
          <ButtonLink icon="eye" to="/apps/$appId/view-as" params={{ appId }} search={{ user: userId }}>
            View as
          </ButtonLink>
        )
      }
    >
      {query.isError && <Failed error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <SkeletonLines count={8} />}
      {user === null && (
        <Empty icon="users" title="Nobody has this id">
          <p>The user may have been deleted for good.</p>
        </Empty>
      )}
      {user && (
        <div className="columns">
          <div className="column">
            <ProfileCard user={user} />
            <UserChannels userId={userId} />
          </div>
          <div className="column">
            <BanCard user={user} />
            <TokenCard userId={userId} />
            <DangerCard user={user} />
          </div>
        </div>
      )}
    </Page>
  )
}
