import { Icon, type IconName } from '@parley-chat/ui/icon.tsx'
import { Link, type LinkProps } from '@tanstack/react-router'
import type { ComponentProps } from 'react'

export type ButtonTone = 'primary' | 'plain' | 'quiet' | 'danger'

export interface ButtonProps extends ComponentProps<'button'> {
  readonly tone?: ButtonTone
  readonly icon?: IconName
  /** Work is under way: the button stays where it is and keeps the focus, but does nothing. */
  readonly busy?: boolean
}

export function Button({ tone = 'plain', icon, busy = false, children, onClick, className, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={['button', `button-${tone}`, className].filter(Boolean).join(' ')}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      onClick={(event) => (busy ? event.preventDefault() : onClick?.(event))}
    >
      {icon && <Icon name={icon} />}
      {children}
    </button>
  )
}

/** A button that shows only its drawing; the label is read out and shown as a tip. */
export function IconButton({
  icon,
  label,
  ...rest
}: ButtonProps & { readonly icon: IconName; readonly label: string }) {
  return <Button tone="quiet" {...rest} icon={icon} aria-label={label} title={label} className="button-icon" />
}

/** A link that looks like a button, because it leads somewhere. */
export function ButtonLink({
  tone = 'plain',
  icon,
  children,
  ...to
}: { tone?: ButtonTone; icon?: IconName; children: string } & LinkProps) {
  return (
    <Link {...to} className={`button button-${tone}`}>
      {icon && <Icon name={icon} />}
      {children}
    </Link>
  )
}
