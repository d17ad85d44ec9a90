import { apply } from '../state/apply.ts'
import { loadChannel } from '../state/load.ts'
import { at } from '../state/maps.ts'
import { type ChannelModel, emptyState, type State } from '../state/model.ts'
import { connected } from '../state/own-user.ts'
import type { AnyWireEvent, ChannelState, OwnUser, WireEvent } from '../wire.ts'
import { channelState, cid, firstFrame, moment, ownUser } from './samples.ts'

type EventOf<T extends WireEvent['type']> = Extract<WireEvent, { type: T }>

/** What ann believes, and the wire she hears it from. */
export interface Conversation {
  state: State
  /** The general channel as ann sees it. */
  readonly general: ChannelModel
  readonly texts: string[]
  /** Ann hears a stored event of the general channel: it takes the next place in the order. */
  stored<T extends WireEvent['type']>(type: T, fields: Partial<EventOf<T>> & Record<string, unknown>): AnyWireEvent
  /** Ann hears an event of the general channel that has no place in the order. */
  passing<T extends WireEvent['type']>(type: T, fields: Partial<EventOf<T>> & Record<string, unknown>): AnyWireEvent
  /** Ann hears an event as it stands. */
  hear(event: object, now?: number): AnyWireEvent
}

/** Ann is connected and watches the general channel. */
export function conversation(answer: Partial<ChannelState> = {}, me: Partial<OwnUser> = {}): Conversation {
  const first = connected(emptyState('ann'), firstFrame(ownUser('ann', me)))
  let seq = answer.parley?.seq ?? 0
  const inGeneral = { cid, channel_id: 'general', channel_type: 'messaging' }
  return {
    state: loadChannel(first, channelState(answer)),
    get general() {
      const model = at(this.state.channels, cid)
      if (!model) throw new Error('ann does not know the general channel')
      return model
    },
    get texts() {
      return this.general.messages.map(({ text }) => text)
    },
    stored(type, fields) {
      seq += 1
      const created_at = moment(1000 + seq)
      return this.hear({ type, ...inGeneral, parley: { epoch: 'e1', seq, at: created_at }, created_at, ...fields })
    },
    passing(type, fields) {
      return this.hear({ type, ...inGeneral, created_at: moment(1000 + seq), ...fields })
    },
    hear(event, now) {
      this.state = apply(this.state, event as AnyWireEvent, now)
      return event as AnyWireEvent
    },
  }
}
