import { Icon } from '@parley-chat/ui/icon.tsx'
import { Card } from '../ui/page.tsx'
import { SkeletonLines } from '../ui/states.tsx'

type Grants = Readonly<Record<string, readonly string[]>>

/** Which role may do what, to read. */
export function GrantsCard({ grants, lead }: { readonly grants: Grants | undefined; readonly lead: string }) {
  return (
    <Card title="Permissions" lead={lead}>
      {grants ? <GrantsList grants={grants} /> : <SkeletonLines count={5} />}
    </Card>
  )
}

/** A line for each role, which opens into what it may do. */
export function GrantsList({ grants }: { readonly grants: Grants }) {
  const roles = Object.entries(grants).sort(([a], [b]) => a.localeCompare(b))
  return (
    <ul className="rows">
      {roles.map(([role, actions]) => (
        <li key={role}>
          <details className="grants">
            <summary>
              <span className="turner">
                <Icon name="chevron" />
              </span>
              <span className="mono">{role}</span>
              <span className="grants-count">{actions.length} permissions</span>
            </summary>
            <ul className="chips">
              {actions.toSorted().map((action) => (
                <li key={action} className="chip mono">
                  {action}
                </li>
              ))}
            </ul>
          </details>
        </li>
      ))}
    </ul>
  )
}
