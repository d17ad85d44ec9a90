import { Icon, type IconName } from '@parley-chat/ui/icon.tsx'
import type { ReactNode } from 'react'
import { Button } from './button.tsx'

/** Nothing there yet: what would stand here, and how to make the first one. */
export function Empty({ icon, title, children }: { icon: IconName; title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <span className="empty-mark">
        <Icon name={icon} />
      </span>
      <p className="empty-title">{title}</p>
      {children && <div className="empty-text">{children}</div>}
    </div>
  )
}

/** Something could not be loaded. What is wrong is said in the server's words, and trying again is one key away. */
export function Failed({ error, onRetry }: { readonly error: Error; readonly onRetry?: () => void }) {
  return (
    <div className="failed" role="alert">
      <Icon name="warning" />
      <div>
        <p className="failed-title">This could not be loaded</p>
        <p>{error.message}</p>
      </div>
      {onRetry && <Button onClick={onRetry}>Try again</Button>}
    </div>
  )
}

/** Why a form was refused. The region is always there, so that what appears in it is announced. */
export function Problem({ error }: { readonly error: Error | null | undefined }) {
  return (
    <div aria-live="polite" className="problem-region">
      {error && (
        <p className="problem">
          <Icon name="warning" />
          <span>{error.message}</span>
        </p>
      )}
    </div>
  )
}

/** The shape of a line of text that is still under way. */
export function Skeleton({ width = 'm' }: { readonly width?: 's' | 'm' | 'l' | 'full' }) {
  return <span className={`skeleton skeleton-${width}`} aria-hidden="true" />
}

/** Lines in place of a text or list, as high as what will come. */
export function SkeletonLines({ count }: { readonly count: number }) {
  return (
    <div className="skeleton-lines" role="status">
      <span className="visually-hidden">Loading</span>
      {Array.from({ length: count }, (_, index) => index).map((index) => (
        <Skeleton key={index} width={index % 3 === 2 ? 'm' : 'l'} />
      ))}
    </div>
  )
}
