import './avatar.css'
import { nameOf } from '../../chat/names.ts'

interface AvatarProps {
  readonly user: { readonly id: string; readonly name?: unknown } | undefined
  readonly size?: 'xs' | 's' | 'm' | 'l'
  /** People are round, places are not. */
  readonly shape?: 'round' | 'square'
  /** Whether to show a dot, and which. */
  readonly online?: boolean | undefined
}

const hues = 8

/** Somebody as initials on a colour that is always theirs. Pictures from elsewhere would tell others who is looking. */
export function Avatar({ user, size = 'm', shape = 'round', online }: AvatarProps) {
  const name = nameOf(user)
  return (
    <span
      className="avatar"
      data-size={size}
      data-shape={shape}
      data-hue={hash(user?.id ?? '') % hues}
      aria-hidden="true"
    >
      {initials(name)}
      {online !== undefined && <span className="avatar-dot" data-online={online} />}
    </span>
  )
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word))
  const letters = words.map((word) => [...word].find((letter) => /[\p{L}\p{N}]/u.test(letter)) ?? '')
  const [first = '·', last = ''] = letters.length > 1 ? [letters[0], letters.at(-1)] : letters
  return (first + last).toLocaleUpperCase()
}

function hash(text: string): number {
  let sum = 7
  for (let index = 0; index < text.length; index++) sum = (sum * 31 + text.charCodeAt(index)) >>> 0
  return sum
}
