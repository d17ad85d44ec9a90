import { type FullUser, type GuestRequest, UserId } from '@parley-chat/protocol'
import { type Access, type Context, worldOf } from '../../core/context.ts'
import { Failure, fail, failField } from '../../core/errors.ts'
import { signUserToken } from '../../core/tokens.ts'
import type { Write } from '../../core/writer.ts'
import { getSecret } from '../settings/settings.ts'
import { newUser, replaceProfile } from './rules.ts'
import { lockUser } from './store.ts'
import { toFullUser } from './user-shapes.ts'
import { refuseDeleted, storeUser } from './user-writes.ts'

interface NewGuest {
  readonly user: FullUser
  readonly access_token: string
}

/**
 * Makes a guest and a token for them (spec/20 §7.1). Guests whom clients make get an id of their own, so that nobody
 * takes the place of another; the backend chooses.
 */
export async function createGuest(context: Context, request: GuestRequest): Promise<NewGuest> {
  const { app_pk, services } = context
  const world = worldOf(context)
  // Not the operation's usual transaction: this is all that someone without a token may write.
  return services.writer.run(context.operation, async (write) => {
    const access = await loadAccess(context, write)
    refuseGuests(access)
    const id = guestId(context, request.id)
    const known = await lockUser(write, app_pk, id)
    if (known) refuseDeleted([known])
    if (known && known.role !== 'guest') fail('input', `user ${id} exists and is no guest`)
    const guest = replaceProfile(known ?? newUser(app_pk, id, write.now, 'guest'), { ...request, id }, write.now)
    await storeUser(write, access.config, known, guest, world)
    const onlooker = context.caller.kind === 'server' ? 'server' : 'self'
    return { user: toFullUser(guest, world, onlooker), access_token: await signToken(context, write, id) }
  })
}

async function loadAccess(context: Context, write: Write): Promise<Access> {
  const [access] = await context.services.loadAccess(write, [context])
  if (!access || access instanceof Failure) throw access ?? new Error('a request has no access')
  return access
}

function refuseGuests({ config }: Access): void {
  if (config.settings.multi_tenant_enabled) fail('not_allowed', 'guests can not be used in multi-tenant apps')
  if (config.settings.guest_user_creation_disabled) fail('not_allowed', 'guest user creation is disabled for this app')
}

function guestId({ caller, services }: Context, asked: string | undefined): string {
  if (asked !== undefined && !UserId.safeParse(asked).success) {
    failField('user.id', 'may only contain letters, digits and @_-')
  }
  if (caller.kind === 'server' && asked !== undefined) return asked
  return ['guest', services.ids.uuid(), ...(asked === undefined ? [] : [asked])].join('-')
}

/** It says when it was made: tokens that do not are the first to fall when tokens are revoked. */
async function signToken({ api_key }: Context, write: Write, id: string): Promise<string> {
  return signUserToken(await getSecret(write, api_key!), id, { iat: Math.floor(write.now / 1_000_000) })
}
