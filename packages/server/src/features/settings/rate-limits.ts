import { type LimitInfo, listEndpoints } from '@parley-chat/protocol'
import type { Context, Platform } from '../../core/context.ts'

const platforms: readonly Platform[] = ['server_side', 'android', 'ios', 'web', 'unity']

type Asked = { readonly [P in Platform]?: boolean | undefined } & { readonly endpoints?: readonly string[] | undefined }

/** What is left of the calls of this minute, for the platforms and endpoints asked for, or for all of them. */
export function getRateLimits(
  { app_pk, services }: Context,
  asked: Asked,
): { [P in Platform]?: Record<string, LimitInfo> } {
  const some = platforms.filter((platform) => asked[platform])
  const endpoints = asked.endpoints ?? listEndpoints().map(([name]) => name)
  const left = (platform: Platform) =>
    endpoints.map((name) => {
      const { limit, remaining, reset } = services.limits.look(app_pk, name, platform)
      return [name, { limit, remaining, reset }] as const
    })
  const shown = some.length > 0 ? some : platforms
  return Object.fromEntries(shown.map((platform) => [platform, Object.fromEntries(left(platform))]))
}
