import type {
  ChannelType,
  ChannelTypeWithNames,
  CreateChannelTypeRequest,
  UpdateChannelTypeRequest,
} from '@parley-chat/protocol'
import type { ChannelTypeConfig } from '../../core/app-config.ts'
import type { Context, Tx } from '../../core/context.ts'
import { fail } from '../../core/errors.ts'
import { type Grants, startOverrides } from '../permissions/permissions.ts'
import { toChannelType } from './channel-type-shapes.ts'
import { readCommands } from './commands.ts'
import { builtInChannelTypes, completeType, type StoredType } from './defaults.ts'
import { putInForce } from './force.ts'
import { changeGrants, checkGrants } from './granting.ts'
import { deleteType, findTypeConfig, isTypeInUse, lockType, raiseVersion, saveType } from './store.ts'

const typesLimit = 50

/** All channel types of the app, by name. */
export async function listChannelTypes(context: Context): Promise<Record<string, ChannelType>> {
  return context.read(async ({ access }) =>
    Object.fromEntries(Array.from(access.config.channel_types.values(), (type) => [type.name, toChannelType(type)])),
  )
}

/** One channel type. */
export async function getChannelType(context: Context, name: string): Promise<ChannelType> {
  return context.read(async ({ access }) => toChannelType(access.config.channel_types.get(name) ?? failUnknown(name)))
}

/** Adds a channel type. What the request leaves out is as documented for new types. */
export async function createChannelType(
  context: Context,
  { name, ...request }: CreateChannelTypeRequest,
): Promise<ChannelTypeWithNames> {
  return context.reconfiguration(async (tx) => {
    const { channel_types } = tx.access.config
    if (channel_types.has(name)) fail('input', `channel type ${name} already exists`)
    if (channel_types.size >= typesLimit) fail('input', `an app can have at most ${typesLimit} channel types`)
    const { grants, ...settings } = request
    const type = readType({}, settings, startOverrides(name, grants && checkGrants(grants)))
    return store(tx, context, type, { name, created_at: tx.now })
  })
}

/** Changes a channel type; what the request leaves out stays. Channels of the type follow at once. */
export async function updateChannelType(
  context: Context,
  name: string,
  request: UpdateChannelTypeRequest,
): Promise<ChannelTypeWithNames> {
  return context.reconfiguration(async (tx) => {
    const known = tx.access.config.channel_types.get(name) ?? failUnknown(name)
    const before = await findTypeConfig(tx, context.app_pk, name)
    const { grants, ...settings } = request
    const overrides = changeGrants(name, before.grants ?? {}, grants ?? {})
    return store(tx, context, readType(before, settings, overrides), known)
  })
}

/** Removes a channel type that no living channel has. The built-in ones stay. */
export async function deleteChannelType(context: Context, name: string): Promise<void> {
  await context.reconfiguration(async (tx) => {
    if (!tx.access.config.channel_types.has(name)) failUnknown(name)
    if (Object.hasOwn(builtInChannelTypes, name)) fail('input', `channel type ${name} is built in`)
    // No channel of the type is being made from now on, and those that were are there.
    await lockType(tx, context.app_pk, name)
    if (await isTypeInUse(tx, context.app_pk, name)) {
      fail('input', `channel type ${name} can not be deleted while it has active channels`)
    }
    await deleteType(tx, context.app_pk, name)
    await putInForce(tx, context, await raiseVersion(tx, context.app_pk, tx.now))
  })
}

/** `known`: the type as it is; a new one has no settings yet. */
async function store(
  tx: Tx,
  context: Context,
  type: StoredType,
  { name, created_at, read_events }: Pick<ChannelTypeConfig, 'name' | 'created_at'> & Partial<ChannelTypeConfig>,
) {
  const { app_pk } = context
  const row = { name, created_at, updated_at: tx.now }
  const stored = completeType(type, row)
  await saveType(tx, app_pk, type, row)
  const isCounting = read_events === undefined || read_events === stored.read_events
  await putInForce(tx, context, await raiseVersion(tx, app_pk, tx.now), !isCounting)
  return { ...toChannelType(stored), commands: [...stored.commands] }
}

/** A type's settings after a request. null clears, and a length of 0 is none given (spec/30 §1.4). */
function readType(before: StoredType, request: Omit<UpdateChannelTypeRequest, 'grants'>, grants: Grants): StoredType {
  const { commands, max_message_length, ...settings } = request
  for (const list of [settings.blocklist, ...(settings.blocklists ?? []).map(({ blocklist }) => blocklist)]) {
    if (list !== undefined) fail('input', `blocklist ${list} does not exist`)
  }
  const changed = Object.entries({
    ...before,
    ...settings,
    ...(max_message_length ? { max_message_length } : {}),
    ...(commands && { commands: readCommands(commands) }),
    ...(Object.keys(grants).length > 0 && { grants }),
  })
  return Object.fromEntries(changed.filter(([, value]) => value !== undefined && value !== null))
}

const failUnknown = (name: string): never => fail('not_found', `channel type ${name} does not exist`)
