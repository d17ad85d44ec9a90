import { hueOf, initialsOf } from './initials.ts'

interface AvatarProps {
  readonly id: string
  readonly name?: string | undefined
  readonly size?: 'xs' | 's' | 'm' | 'l'
  /** People are round, places are not. */
  readonly shape?: 'round' | 'square'
  /** Whether to show a dot, and which. */
  readonly online?: boolean | undefined
}

/** Somebody as initials on a colour that is always theirs, drawn by avatar.css. Pictures from elsewhere would tell others who is looking. */
export function Avatar({ id, name, size = 'm', shape = 'round', online }: AvatarProps) {
  return (
    <span className="avatar" data-size={size} data-shape={shape} data-hue={hueOf(id)} aria-hidden="true">
      {initialsOf(name || id)}
      {online !== undefined && <span className="avatar-dot" data-online={online} />}
    </span>
  )
}
