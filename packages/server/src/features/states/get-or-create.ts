import type { ChannelState, GetChannelQuery, GetOrCreateChannelRequest, PeoplePage } from '@parley-chat/protocol'
import type { Context } from '../../core/context.ts'
import { fail } from '../../core/errors.ts'
import { findChannel, getChannel } from '../channels/channels.ts'
import { permit } from '../permissions/permissions.ts'
import type { Page, StateOptions } from './channel-states.ts'
import { createChannel, idOf } from './creating.ts'
import { liveConnections, type Opening, openChannels } from './opening.ts'

const peopleLimit = 100

/** Opens a channel, made first if there is none, and perhaps watches it. Without an id its members name it. */
export async function getOrCreateChannel(
  context: Context,
  type: string,
  id: string | undefined,
  request: GetOrCreateChannelRequest,
): Promise<ChannelState> {
  const live = liveConnections(context, request)
  const data = request.data ?? {}
  const channel = { type, id, data, hideForCreator: request.hide_for_creator ?? false }
  const cid = `${type}:${idOf(channel)}`
  // The acting user's data comes first (spec/20 §2.2); without any, a channel that is there is only read.
  if (context.acting?.profile) await context.transaction(async () => undefined)
  const opening: Opening = { ...live, ...openOne(context, cid), options: optionsOf(request) }
  const [known] = await openChannels(context, opening)
  if (known) return known
  await createChannel(context, channel)
  const [made] = await openChannels(context, opening)
  return made ?? fail('not_found', `Can't find channel with id ${cid}`)
}

/** A channel that exists. */
export async function getChannelState(
  context: Context,
  type: string,
  id: string,
  query: GetChannelQuery,
): Promise<ChannelState> {
  const cid = `${type}:${id}`
  const { messages_id_lt, messages_id_lte, messages_id_gt, messages_id_gte, messages_id_around } = query
  const [state] = await openChannels(context, {
    ...openOne(context, cid),
    find: async (reader) => [await getChannel(reader, context.app_pk, cid)],
    options: {
      state: query.state ?? true,
      messages: {
        limit: query.messages_limit,
        id_lt: messages_id_lt,
        id_lte: messages_id_lte,
        id_gt: messages_id_gt,
        id_gte: messages_id_gte,
        id_around: messages_id_around,
      },
      members: pageOf({ limit: query.members_limit }),
      watchers: query.watchers_limit ? pageOf({ limit: query.watchers_limit }) : undefined,
    },
  })
  return state!
}

const openOne = (context: Context, cid: string): Pick<Opening, 'find' | 'judge'> => ({
  async find(reader) {
    const row = await findChannel(reader, context.app_pk, cid)
    return row ? [row] : []
  },
  judge({ access }, row, { member }) {
    permit(access, 'ReadChannel', row, member)
    return true
  },
})

function optionsOf(request: GetOrCreateChannelRequest): StateOptions {
  return {
    state: request.state ?? true,
    messages: request.messages ?? {},
    members: pageOf(request.members),
    watchers: request.watchers && pageOf(request.watchers),
    memberCustom: request.member_custom_include,
  }
}

/** 0, which older clients send for "not given", is the default. */
const pageOf = ({ limit, offset }: PeoplePage = {}): Page => ({ limit: limit || peopleLimit, offset })
