import type { Admin, AdminSession } from '@parley-chat/protocol'
import type { Services } from '../../core/context.ts'
import { fail, failField } from '../../core/errors.ts'
import type { Write } from '../../core/writer.ts'
import type { Ids } from '../../ports/clock.ts'
import type { Passwords } from '../../ports/passwords.ts'
import { lockInstance } from '../settings/settings.ts'
import { note } from './audit.ts'
import type { AdminContext } from './context.ts'
import { csrfTokenOf, isSame, openSession, type Signed } from './sessions.ts'
import {
  type AdminRow,
  deleteAdmin,
  deleteSession,
  deleteSessionsOf,
  findAdmin,
  findAdminByEmail,
  hasAdmin,
  insertAdmin,
  listAdminRows,
  savePassword,
} from './store.ts'

/** The same for whoever has no account and whoever has forgotten a password. */
const notSignedIn = 'the e-mail address or the password is wrong'
const adminsLimit = 200

const toAdmin = ({ id, email, created_at }: AdminRow): Admin => ({ id, email, created_at })

const normal = (email: string) => email.trim().toLowerCase()

/** Whether there is no administrator yet. */
export const needsSetup = async ({ database }: Services): Promise<boolean> => !(await database.snapshot(hasAdmin))

/** What a browser needs to know first: who is signed in, and whether anybody can be. */
export async function showSession(context: AdminContext, signed = context.signed): Promise<AdminSession> {
  const needs_setup = !signed && (await needsSetup(context.services))
  return {
    needs_setup,
    needs_code: needs_setup && context.setupCode !== undefined,
    admin: signed && toAdmin(signed.admin),
    csrf_token: signed && csrfTokenOf(signed.token),
    expires_at: signed?.session.expires_at,
    version: context.version,
    public_url: context.publicUrl,
    demo: context.demo !== undefined,
  }
}

/** Makes the first administrator. Two who try at the same moment are decided by the transaction. */
export async function setUp(
  context: AdminContext,
  given: { readonly email: string; readonly password: string; readonly code?: string | undefined },
): Promise<AdminSession> {
  const { services, passwords, setupCode, attempts, ip } = context
  const refuseAnother = () => fail('not_allowed', 'there is an administrator already')
  if (!(await needsSetup(services))) refuseAnother()
  checkPassword(given.email, given.password)
  // The code is too long to be tried: a limit over all addresses would only let others shut the owner out.
  await attempts.make({ ip }, async () => {
    if (setupCode !== undefined && !isSame(given.code ?? '', setupCode)) {
      fail('not_allowed', 'the code is not the one that the server printed at its start')
    }
  })
  const password_hash = await passwords.hash(given.password)
  const signed = await services.writer.run('AdminSetup', async (write) => {
    await lockInstance(write)
    if (await hasAdmin(write)) refuseAnother()
    const admin = newAdmin(write, services.ids, given.email, password_hash)
    await insertAdmin(write, admin)
    const signed = await openSession(write, admin, services.ids)
    await note(write, { signed, ip }, { action: 'admin.created', target: admin.email })
    return signed
  })
  return welcome(context, signed)
}

/** Lets an administrator in. How long it takes does not tell whether the account exists. */
export async function signIn(
  context: AdminContext,
  given: { readonly email: string; readonly password: string },
): Promise<AdminSession> {
  const { services, passwords, attempts, ip } = context
  const email = normal(given.email)
  const signed = await attempts.make({ ip, lock: `sign in ${email}` }, async () => {
    const known = await services.database.snapshot((queries) => findAdminByEmail(queries, email))
    const fits = await passwords.verify(given.password, known?.password_hash)
    const opened = await services.writer.run('AdminSignIn', async (write) => {
      const admin = fits ? await findAdminByEmail(write, email) : undefined
      // The password may have been changed since it was looked at.
      if (!admin || admin.password_hash !== known?.password_hash) {
        await note(write, { signed: undefined, ip }, { action: 'session.refused', ...(known && { target: email }) })
        return undefined
      }
      const signed = await openSession(write, admin, services.ids)
      await note(write, { signed, ip }, { action: 'session.opened' })
      return signed
    })
    return opened ?? fail('authentication', notSignedIn)
  })
  return welcome(context, signed)
}

function welcome(context: AdminContext, signed: Signed): Promise<AdminSession> {
  context.setCookie(signed.token)
  return showSession(context, signed)
}

/** Ends the own session, and what is streamed to it. */
export async function signOut(context: AdminContext): Promise<void> {
  const { session } = signedIn(context)
  await context.services.writer.run('AdminSignOut', async (write) => {
    await note(write, context, { action: 'session.closed' })
    await deleteSession(write, session.token_hash)
    write.afterCommit(context.sessionsEnded)
  })
  context.setCookie(undefined)
}

/** Changes the own password. Whoever else is signed in to the account no longer is. */
export async function changePassword(
  context: AdminContext,
  given: { readonly current_password: string; readonly new_password: string },
): Promise<void> {
  const { services, passwords, attempts, ip } = context
  const { admin, session } = signedIn(context)
  checkPassword(admin.email, given.new_password)
  await attempts.make({ ip, lock: `password ${admin.id}` }, async () => {
    if (!(await passwords.verify(given.current_password, admin.password_hash))) {
      fail('not_allowed', 'the current password is wrong')
    }
  })
  const password_hash = await passwords.hash(given.new_password)
  await services.writer.run('AdminChangePassword', async (write) => {
    const current = await findAdmin(write, admin.id)
    if (current?.password_hash !== admin.password_hash) fail('not_allowed', 'the password has just been changed')
    await savePassword(write, { ...current, password_hash, updated_at: write.now })
    await deleteSessionsOf(write, admin.id, session.token_hash)
    await note(write, context, { action: 'password.changed' })
    write.afterCommit(context.sessionsEnded)
  })
}

/** All administrators, oldest first. */
export async function listAdmins({ services }: AdminContext): Promise<Admin[]> {
  return (await services.database.snapshot(listAdminRows)).map(toAdmin)
}

/** Adds an administrator, who may do all that others may. */
export async function addAdmin(
  context: AdminContext,
  given: { readonly email: string; readonly password: string },
): Promise<Admin> {
  const { services, passwords } = context
  checkPassword(given.email, given.password)
  const password_hash = await passwords.hash(given.password)
  return services.writer.run('AdminAddAdmin', async (write) => {
    await lockInstance(write)
    if (await findAdminByEmail(write, normal(given.email))) failField('email', 'belongs to an administrator already')
    if ((await listAdminRows(write)).length >= adminsLimit) fail('input', `there may be ${adminsLimit} administrators`)
    const admin = newAdmin(write, services.ids, given.email, password_hash)
    await insertAdmin(write, admin)
    await note(write, context, { action: 'admin.created', target: admin.email })
    return toAdmin(admin)
  })
}

/** Removes another administrator. Nobody removes themselves, so there is always one left. */
export async function removeAdmin(context: AdminContext, id: string): Promise<void> {
  const { admin } = signedIn(context)
  if (id === admin.id) fail('not_allowed', 'nobody can remove themselves')
  await context.services.writer.run('AdminRemoveAdmin', async (write) => {
    await lockInstance(write)
    const removed = await findAdmin(write, id)
    if (!removed) fail('not_found', `there is no administrator ${id}`)
    await deleteAdmin(write, id)
    await deleteSessionsOf(write, id)
    await note(write, context, { action: 'admin.removed', target: removed.email })
    write.afterCommit(context.sessionsEnded)
  })
}

/**
 * At start: the account that the environment names exists, with the password that the environment says. One that was
 * changed in the dashboard since stays, until the environment says another.
 */
export async function ensureAdmin(
  { database, writer, ids }: Services,
  passwords: Passwords,
  given: { readonly email: string; readonly password: string },
): Promise<void> {
  const email = normal(given.email)
  const known = await database.snapshot((queries) => findAdminByEmail(queries, email))
  if (known?.start_password_hash && (await passwords.verify(given.password, known.start_password_hash))) return
  const password_hash = await passwords.hash(given.password)
  await writer.run('EnsureAdmin', async (write) => {
    await lockInstance(write)
    const current = await findAdminByEmail(write, email)
    const admin = current ?? newAdmin(write, ids, email, password_hash)
    if (!current) await insertAdmin(write, admin)
    await savePassword(write, {
      id: admin.id,
      password_hash,
      start_password_hash: password_hash,
      updated_at: write.now,
    })
    await deleteSessionsOf(write, admin.id)
    await note(write, atStart, { action: current ? 'password.changed' : 'admin.created', target: email })
  })
}

const atStart = { signed: undefined, ip: undefined }

/** Who is signed in, where the endpoint is only for those. */
export const signedIn = ({ signed }: AdminContext): Signed => signed ?? fail('authentication', 'nobody is signed in')

function newAdmin(write: Write, ids: Ids, email: string, password_hash: string): AdminRow {
  return {
    id: ids.uuid(),
    email: normal(email),
    password_hash,
    start_password_hash: null,
    created_at: write.now,
    updated_at: write.now,
  }
}

function checkPassword(email: string, password: string): void {
  if (password.toLowerCase().includes(normal(email))) failField('password', 'must not contain the e-mail address')
}
