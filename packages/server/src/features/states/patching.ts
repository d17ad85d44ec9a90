import { ChannelUpdate, reservedKeys, type UpdateChannelPartialRequest } from '@parley-chat/protocol'
import type { AppConfig } from '../../core/app-config.ts'
import type { Context } from '../../core/context.ts'
import { type ReadPatch, readPatch } from '../../core/custom-patch.ts'
import { fail } from '../../core/errors.ts'
import { parse } from '../../core/views/parse.ts'
import {
  beginWork,
  type ChannelChange,
  type ChannelRow,
  changeChannel,
  channelCustom,
  columnsOf,
  getChannel,
  realChange,
} from '../channels/channels.ts'
import { findPlace } from '../members/members.ts'
import { permit, refuseBanned } from '../permissions/permissions.ts'
import { answerOf, tellChange } from './changes.ts'
import { actionsFor } from './update-rules.ts'
import type { UpdatedChannel } from './updating.ts'

/** What a field of a channel is once it is unset. */
const unset: Readonly<Record<string, ChannelChange>> = {
  team: { team: null },
  frozen: { frozen: 0 },
  disabled: { disabled: 0 },
  cooldown: { cooldown: 0 },
  config_overrides: { config_overrides: null },
  filter_tags: { filter_tags: null },
  auto_translation_enabled: { auto_translation_enabled: 0 },
  auto_translation_language: { auto_translation_language: null },
}

const fields = new Set(Object.keys(unset))
const reserved = reservedKeys(ChannelUpdate).dropped
const serverOnly = ['team', 'disabled', 'config_overrides']

/** Changes single fields of a channel, in its custom data by dotted paths (spec/30 §4.2). */
export async function updateChannelPartial(
  context: Context,
  cid: string,
  patch: UpdateChannelPartialRequest,
): Promise<UpdatedChannel> {
  return context.transaction(async (tx) => {
    const row = await getChannel(tx, context.app_pk, cid)
    const { access } = tx
    const read = readPatch(JSON.parse(row.custom), patch, fields, reserved)
    const change = realChange(row, columnsOfPatch(read, row, access.config, tx.now))
    const place = await findPlace(tx, row.pk, access.user?.id, tx.now)
    for (const action of actionsFor(change)) permit(access, action, row, place.member)
    refuseBanned(access, place.isBanned)
    if (access.caller.kind !== 'server') refuseServerOnly(read)
    const work = await beginWork(tx, context, row)
    await changeChannel(work, { ...change, updated_at: tx.now })
    await tellChange(context, tx, work, { changed: Object.keys(change) })
    return answerOf(tx, work)
  })
}

function columnsOfPatch(read: ReadPatch, row: ChannelRow, config: AppConfig, now: number): ChannelChange {
  // Judged as in any other request that describes a channel.
  const given = parse(ChannelUpdate, read.fields, { view: 'v2', from: 'body', side: 'server' }, now)
  const cleared = Object.assign({}, ...read.cleared.map((name) => unset[name])) as ChannelChange
  return { ...cleared, ...columnsOf(given, row.type, config), custom: channelCustom(read.custom) }
}

function refuseServerOnly({ fields: set, cleared }: ReadPatch): void {
  const named = serverOnly.find((name) => Object.hasOwn(set, name) || cleared.includes(name))
  if (named) fail('not_allowed', `${named} is a server-side only field`)
}
