import type { ChannelRequest, MemberRequest } from '@parley-chat/protocol'
import type { Context, Tx } from '../../core/context.ts'
import { fail, failField } from '../../core/errors.ts'
import {
  actorOf,
  beginWork,
  type ChannelRow,
  channelCustom,
  columnsOf,
  createRow,
  distinctId,
  findChannel,
  findDeleted,
  isDistinctId,
  sortedMembers,
  tellWatchers,
} from '../channels/channels.ts'
import { addMembers, tellHidden } from '../members/members.ts'
import { permit, refuseBanned } from '../permissions/permissions.ts'
import { keepType } from '../settings/settings.ts'

/** A channel to be made where there is none. */
export interface Creation {
  readonly type: string
  /** Absent for a distinct channel, whose id its members make. */
  readonly id?: string | undefined
  readonly data: ChannelRequest
  readonly hideForCreator: boolean
}

/** The id of a channel that is named by its own, or by its members. */
export function idOf({ id, data }: Pick<Creation, 'id' | 'data'>): string {
  return id ?? distinctId(belonging(data))
}

const belonging = ({ members = [], invites = [] }: ChannelRequest): string[] =>
  [...members, ...invites].map((member) => member.user_id)

/** Makes a channel with its first members, unless there is one by now. */
export async function createChannel(context: Context, creation: Creation): Promise<void> {
  const creator = asCreator(context, creation.data)
  await creator.transaction(async (tx) => {
    const cid = `${creation.type}:${idOf(creation)}`
    if (await findChannel(tx, context.app_pk, cid)) return
    await permitCreation(tx, creation, cid)
    const row = await createRow(tx, describe(tx, context.app_pk, creation, cid))
    await welcome(tx, creator, row, creation)
  })
}

/** Clients create for themselves; the server says who the creator is, and may bring their data along. */
function asCreator(context: Context, { created_by, created_by_id }: ChannelRequest): Context {
  if (context.caller.kind !== 'server') return context
  if (created_by) return context.as({ id: created_by.id, profile: created_by })
  if (created_by_id) return context.as({ id: created_by_id })
  return fail('input', 'either data.created_by or data.created_by_id must be provided when using server side auth.')
}

async function permitCreation(tx: Tx, { type, id, data }: Creation, cid: string): Promise<void> {
  const { access } = tx
  const isThere = access.config.channel_types.has(type) && (await keepType(tx, access.config.pk, type))
  if (!isThere) fail('not_found', `channel type ${type} does not exist`)
  const deleted = await findDeleted(tx, access.config.pk, cid)
  const channel = {
    cid,
    type,
    created_by_id: access.user?.id ?? '!anon',
    team: data.team ?? null,
    disabled: 0,
    frozen: 0,
    cooldown: 0,
    config_overrides: null,
  }
  // Whoever made the old one is the owner as whom it may be made anew.
  if (deleted) permit(access, 'RecreateChannel', { ...channel, created_by_id: deleted.created_by_id })
  else permit(access, 'CreateChannel', channel)
  refuseBanned(access, false)
  const isForOthers = id === undefined && !belonging(data).includes(access.user?.id ?? '!anon')
  if (isForOthers) permit(access, 'CreateDistinctChannelForOthers', channel)
  if (id !== undefined && isDistinctId(id)) refuseForged(id, data)
}

/** Ids of distinct channels are made of their members and of nothing else. */
function refuseForged(id: string, data: ChannelRequest): void {
  const members = new Set(belonging(data))
  if (members.size < 2 || distinctId([...members]) !== id) {
    failField('id', 'may only begin with ! if it is made of the members of a distinct channel')
  }
}

function describe({ access, now }: Tx, app_pk: number, creation: Creation, cid: string) {
  const { type, data } = creation
  const id = idOf(creation)
  const columns = columnsOf(data, type, access.config)
  return {
    app_pk,
    type,
    id,
    cid,
    team: columns.team ?? null,
    created_by_id: access.user!.id,
    frozen: columns.frozen ?? 0,
    disabled: columns.disabled ?? 0,
    custom: channelCustom(data.custom ?? {}),
    config_overrides: columns.config_overrides ?? null,
    filter_tags: columns.filter_tags ?? null,
    distinct_members: isDistinctId(id) ? JSON.stringify(sortedMembers(belonging(data))) : null,
    auto_translation_enabled: columns.auto_translation_enabled ?? 0,
    auto_translation_language: columns.auto_translation_language ?? null,
    created_at: now,
    updated_at: now,
  }
}

/** Lets the first members in, and tells of the channel. Who is both a member and invited is invited (spec/30 §5.4). */
async function welcome(tx: Tx, context: Context, row: ChannelRow, creation: Creation): Promise<void> {
  const { members = [], invites = [] } = creation.data
  const invited = new Set(invites.map((invite) => invite.user_id))
  const joining = members.filter((member: MemberRequest) => !invited.has(member.user_id))
  const work = await beginWork(tx, context, row)
  tellWatchers(work, { type: 'channel.created', user_id: row.created_by_id, body: { user: actorOf(work, tx.access) } })
  const hiddenFor = creation.hideForCreator ? row.created_by_id : undefined
  await addMembers(work, joining, { status: 'member', hiddenFor })
  await addMembers(work, invites, { status: 'pending', hiddenFor })
  const isHidden = hiddenFor !== undefined && belonging(creation.data).includes(hiddenFor)
  if (isHidden) tellHidden(work, hiddenFor)
}
