import type { Action } from './actions.ts'
import { allows, appRole, type CheckedChannel, type Person, type Scope, sharesTeam } from './rules.ts'

/** The channel-type switches that capabilities depend on, after the channel's own overrides. */
export type FeatureSwitches = Readonly<Record<Feature, boolean>>

export type CapableChannel = CheckedChannel & { frozen: boolean; cooldown: number }

type Feature =
  | 'connect_events'
  | 'custom_events'
  | 'delivery_events'
  | 'mutes'
  | 'polls'
  | 'quotes'
  | 'reactions'
  | 'read_events'
  | 'replies'
  | 'search'
  | 'shared_locations'
  | 'typing_events'
  | 'uploads'

type Rule = {
  /** Any of these is enough. */
  needs?: readonly Action[]
  /** Asked about something of one's own: the owner form is enough as well. */
  own?: true
  feature?: Feature
  /** Lost in a frozen channel, unless one may use it. */
  thawed?: true
  /** Stays with people who may not write: the banned and the anonymous. */
  quiet?: true
}

// In alphabetical order, which is also the order of the answer. Calls belong to the video product and are not offered.
const rules: Readonly<Record<string, Rule>> = {
  'ban-channel-members': { needs: ['BanChannelMember', 'BanUser'] },
  'cast-poll-vote': { needs: ['CastVote'], feature: 'polls' },
  'connect-events': { feature: 'connect_events', quiet: true },
  'create-attachment': { needs: ['CreateAttachment'] },
  'create-mention': { needs: ['CreateMention'] },
  'delete-any-message': { needs: ['DeleteMessage'] },
  'delete-channel': { needs: ['DeleteChannel'] },
  'delete-own-message': { needs: ['DeleteMessage'], own: true, quiet: true },
  'delivery-events': { feature: 'delivery_events', quiet: true },
  'flag-message': { needs: ['FlagMessage'], quiet: true },
  'freeze-channel': { needs: ['UpdateChannelFrozen'] },
  'join-channel': { needs: ['AddOwnChannelMembership', 'UpdateChannelMembers'] },
  'leave-channel': { needs: ['RemoveOwnChannelMembership', 'UpdateChannelMembers'], quiet: true },
  'mute-channel': { needs: ['MuteChannel'], feature: 'mutes', quiet: true },
  'notify-channel': { needs: ['NotifyChannel'] },
  'notify-group': { needs: ['NotifyGroup'] },
  'notify-here': { needs: ['NotifyHere'] },
  'notify-role': { needs: ['NotifyRole'] },
  'pin-message': { needs: ['PinMessage'] },
  'query-poll-votes': { needs: ['QueryVotes'], feature: 'polls', quiet: true },
  'quote-message': { needs: ['QuoteMessage'], feature: 'quotes', thawed: true },
  'read-events': { feature: 'read_events', quiet: true },
  'search-messages': { needs: ['ReadChannel'], feature: 'search', quiet: true },
  'send-custom-events': { needs: ['SendCustomEvent'], feature: 'custom_events' },
  'send-links': { needs: ['AddLinks'] },
  'send-message': { needs: ['CreateMessage'], thawed: true },
  'send-poll': { needs: ['SendPoll'], feature: 'polls', thawed: true },
  'send-reaction': { needs: ['CreateReaction'], feature: 'reactions', thawed: true },
  'send-reply': { needs: ['CreateReply'], feature: 'replies', thawed: true },
  'send-restricted-visibility-message': { needs: ['CreateRestrictedVisibilityMessage'] },
  'send-typing-events': { needs: ['ReadChannel'], feature: 'typing_events' },
  'set-channel-cooldown': { needs: ['UpdateChannelCooldown'] },
  'share-location': { needs: ['ShareLocation'], feature: 'shared_locations' },
  'skip-slow-mode': { needs: ['SkipChannelCooldown'] },
  'slow-mode': {}, // Asks for a cooldown and nothing else.
  'typing-events': { feature: 'typing_events', quiet: true },
  'update-any-message': { needs: ['UpdateMessage'] },
  'update-channel': { needs: ['UpdateChannel'] },
  'update-channel-members': { needs: ['UpdateChannelMembers'] },
  'update-own-message': { needs: ['UpdateMessage'], own: true },
  'update-thread': { needs: ['UpdateThread'], own: true, feature: 'replies' },
  'upload-file': { needs: ['UploadAttachment'], feature: 'uploads' },
}

const entries = Object.entries(rules)

// Lists live as long as the configuration they follow from. They stay few, as an app has few roles.
const known = new WeakMap<Scope, WeakMap<FeatureSwitches, Map<string, readonly string[]>>>()

/** What a person may do in a channel, sorted. The list is shared between callers, hence frozen. */
export function ownCapabilities(
  scope: Scope,
  person: Person,
  channel: CapableChannel,
  features: FeatureSwitches,
  isBanned: boolean,
): readonly string[] {
  const byFeatures = remember(known, scope, () => new WeakMap())
  const lists = remember(byFeatures, features, () => new Map())
  return remember(lists, keyOf(scope, person, channel, isBanned), () =>
    Object.freeze(listCapabilities(scope, person, channel, features, isBanned)),
  )
}

function listCapabilities(
  scope: Scope,
  person: Person,
  channel: CapableChannel,
  features: FeatureSwitches,
  isBanned: boolean,
): string[] {
  const ofOthers = { channel }
  const ofOneself = { channel, owner_id: person.user.id }
  const isSilenced = isBanned || (person.kind === 'anonymous' && !scope.app.disable_permissions_checks)
  const isFrozen = channel.frozen && !allows(scope, person, 'UseFrozenChannel', ofOthers)

  return entries
    .filter(([name, { needs, own, feature, thawed, quiet }]) => {
      if (name === 'slow-mode') return channel.cooldown > 0
      if (feature && !features[feature]) return false
      if ((isSilenced && !quiet) || (isFrozen && thawed)) return false
      return !needs || needs.some((action) => allows(scope, person, action, own ? ofOneself : ofOthers))
    })
    .map(([name]) => name)
}

/** Everything about person and channel that the list depends on. */
function keyOf(scope: Scope, person: Person, channel: CapableChannel, isBanned: boolean): string {
  const { kind, user, member } = person
  const flags =
    (kind === 'anonymous' ? 1 : 0) |
    (channel.created_by_id === user.id ? 2 : 0) |
    (sharesTeam(scope, user, { channel }) ? 4 : 0) |
    (channel.frozen ? 8 : 0) |
    (channel.cooldown > 0 ? 16 : 0) |
    (isBanned ? 32 : 0)
  return `${flags} ${appRole(scope, user, channel)} ${member?.channel_role ?? ''} ${member?.status ?? ''}`
}

function remember<K, V>(map: Pick<Map<K, V>, 'get'> & { set(key: K, value: V): unknown }, key: K, make: () => V): V {
  const found = map.get(key)
  if (found !== undefined) return found
  const made = make()
  map.set(key, made)
  return made
}
