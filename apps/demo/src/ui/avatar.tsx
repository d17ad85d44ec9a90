import { Avatar as Disc } from '@parley-chat/ui/avatar.tsx'
import type { ComponentProps } from 'react'
import { nameOf } from '../chat/names.ts'

interface AvatarProps extends Omit<ComponentProps<typeof Disc>, 'id' | 'name'> {
  readonly user: { readonly id: string; readonly name?: unknown } | undefined
}

/** The avatar of a user, or of what has an id and a name as users do. */
export function Avatar({ user, ...look }: AvatarProps) {
  return <Disc id={user?.id ?? ''} name={nameOf(user)} {...look} />
}
