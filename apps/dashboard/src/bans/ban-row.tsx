import type { Ban } from '../api/bans.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { Moment } from '../ui/moment.tsx'

interface BanRowProps {
  readonly ban: Ban
  /** Whom or where it holds for, whichever the page does not say. */
  readonly where: string
  readonly busy: boolean
  readonly onLift: () => void
}

/** One ban: where, why, by whom, until when. */
export function BanRow({ ban, where, busy, onLift }: BanRowProps) {
  return (
    <li className="row">
      <div className="row-words">
        <p>
          <strong dir="auto">{where}</strong> {ban.shadow && <Badge tone="warn">Shadow</Badge>}
        </p>
        <p className="muted" dir="auto">
          {ban.reason || 'No reason given'}
        </p>
        <p className="muted">
          By {ban.banned_by?.name || ban.banned_by?.id || 'the backend'} <Moment at={ban.created_at} />,{' '}
          {ban.expires ? (
            <>
              ends <Moment at={ban.expires} />
            </>
          ) : (
            'for good'
          )}
        </p>
      </div>
      <Button busy={busy} onClick={onLift} aria-label={`Lift the ban: ${where}`}>
        Lift
      </Button>
    </li>
  )
}
