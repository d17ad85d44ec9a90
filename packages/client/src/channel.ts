import type { Answer, ChannelStateAnswer, MessageAnswer, MessagesAnswer, ReadAnswer } from './calls/answers.ts'
import type { MessageInput } from './calls/message-calls.ts'
import type { ChannelQueryOptions, MessagePage } from './channel-input.ts'
import { ChannelView } from './channel-view.ts'
import type { Core } from './core.ts'
import { path } from './http.ts'
import { type Sort, sortParams } from './sorting.ts'
import { loadAround, loadChannel, loadNewer, loadOlder, loadReplies, showNewest } from './state/index.ts'
import type { Channel as ChannelResource } from './wire.ts'

const olderCursors = ['id_lt', 'id_lte', 'created_at_before', 'created_at_before_or_equal'] as const
const newerCursors = ['id_gt', 'id_gte', 'created_at_after', 'created_at_after_or_equal'] as const
const aroundCursors = ['id_around', 'created_at_around'] as const

/** How many messages come with the one that is jumped to. */
const aroundLimit = 25
/** Replies are loaded without a gap, page by page; a thread that is longer than this is not walked to its end. */
const maxReplyPages = 20
const replyPage = 100

/**
 * A channel, as the connected user sees it (documented behaviour: "Channels"). Get it from `client.channel` or `client.queryChannels`.
 *
 * ```ts
 * const channel = client.channel('messaging', 'general')
 * await channel.watch()
 * channel.on('message.new', ({ message }) => console.log(message.user.id, message.text))
 * await channel.sendMessage({ text: 'hello' })
 * ```
 */
export class Channel extends ChannelView {
  private watching: Promise<ChannelStateAnswer> | undefined
  private jumps = 0

  /**
   * Creates the channel, or finds it, without watching it (documented behaviour: "Creating channels").
   *
   * ```ts
   * await server.channel('messaging', 'general', { created_by_id: 'ann', members: ['ann', 'bob'] }).create()
   * ```
   */
  create(options: ChannelQueryOptions = {}): Promise<ChannelStateAnswer> {
    return this.query({ ...options, watch: false, state: false, presence: false })
  }

  /**
   * Loads the channel and hears it from now on, also after a lost connection (documented behaviour: "Watching a channel").
   *
   * ```ts
   * await channel.watch({ presence: true })
   * ```
   */
  watch(options: ChannelQueryOptions = {}): Promise<ChannelStateAnswer> {
    this.watching ??= this.query({ state: true, watch: true, presence: false, ...options }).finally(() => {
      this.watching = undefined
    })
    return this.watching
  }

  /**
   * Asks for the channel's state: its newest page, or with a cursor another one, which joins what is loaded if it goes on from there;
   * a page around a message is answered and not kept, see `state.loadMessageIntoState` (documented behaviour: "Channel pagination").
   *
   * ```ts
   * await channel.query({ messages: { limit: 25, id_lt: channel.state.messages[0]?.id } })
   * ```
   */
  async query(options: ChannelQueryOptions = {}): Promise<ChannelStateAnswer> {
    const { connection_id: _, ...asked } = options
    const body = {
      state: true,
      watch: false,
      presence: false,
      ...asked,
      ...(hasEntries(this.given) && { data: this.given }),
    }
    const place = this.id === undefined ? path`/channels/${this.type}/query` : `${this.address}/query`
    const ask = (connection_id?: string) =>
      this.http<ChannelStateAnswer>('POST', place, { query: { connection_id }, body, mayRepeat: true })
    const load = (state: Core['state'], answer: ChannelStateAnswer) => {
      const { messages = {} } = options
      const { cid } = answer.channel
      const has = (cursors: readonly string[]) => cursors.some((cursor) => cursor in messages)
      if (body.state === false || has(aroundCursors)) return state
      if (has(olderCursors)) return loadOlder(state, cid, answer.messages, messages.id_lt ?? messages.id_lte)
      if (has(newerCursors)) return loadNewer(state, cid, answer.messages, messages.id_gt ?? messages.id_gte)
      return loadChannel(state, answer)
    }
    const answer = await (body.watch || body.presence ? this.core.watch(ask, load) : this.core.query(ask, load))
    this._found(answer, body.watch && body.state !== false, body.presence)
    return answer
  }

  /**
   * Hears the channel no longer.
   *
   * ```ts
   * await channel.stopWatching()
   * ```
   */
  async stopWatching(): Promise<Answer> {
    // A watch that is under way must not arrive after this.
    await this.watching?.catch(() => {})
    const connection_id = await this.core.connectionId()
    this.core.hearsNot(this.cid)
    return this.http('POST', `${this.address}/stop-watching`, { query: { connection_id } })
  }

  /**
   * Sends a message (documented behaviour: "Send a message"). It shows in `state.messages` at once; a failed one is sent again by
   * calling this with that very message, and is never stored twice.
   *
   * ```ts
   * await channel.sendMessage({ text: 'hello @bob', mentioned_users: ['bob'] })
   * ```
   */
  async sendMessage(
    message: MessageInput,
    options: {
      skip_push?: boolean
      skip_enrich_url?: boolean
      keep_channel_hidden?: boolean
      [option: string]: unknown
    } = {},
  ): Promise<MessageAnswer> {
    this.refuseIfOver()
    this.typist.clear()
    return this.sender.send({ cid: this.knownCid(), address: this.address }, message, options)
  }

  /**
   * Loads replies of a thread into `state.threads` (documented behaviour: "Threads and replies").
   *
   * ```ts
   * const { messages } = await channel.getReplies('m1', { limit: 50 })
   * ```
   */
  getReplies(parentId: string, options: MessagePage = {}, sort?: Sort): Promise<MessagesAnswer> {
    const { limit: _, ...place } = options
    const isFromPlace = Object.values(place).some((value) => value !== undefined)
    return this.core.query(
      () =>
        this.http<MessagesAnswer>('GET', path`/messages/${parentId}/replies`, {
          query: { ...options, sort: sortParams(sort) },
        }),
      (state, { messages }) => loadReplies(state, this.knownCid(), parentId, messages, isFromPlace),
    )
  }

  /**
   * Tells the others that the user types: call it at every key (documented behaviour: "Typing indicators").
   *
   * ```ts
   * input.oninput = () => channel.keystroke()
   * ```
   */
  async keystroke(parentId?: string): Promise<void> {
    if (this.getConfig()?.typing_events === false) return
    this.lastKeyStroke = new Date(this.now())
    await this.typist.keystroke(parentId)
  }

  /**
   * Tells the others that the user types no more.
   *
   * ```ts
   * input.onblur = () => channel.stopTyping()
   * ```
   */
  async stopTyping(parentId?: string): Promise<void> {
    await this.typist.stop(parentId)
  }

  /**
   * Marks the channel as read, or a thread of it (documented behaviour: "Unread"). Answers null where reads are switched off.
   *
   * ```ts
   * await channel.markRead()
   * ```
   */
  async markRead(data: { message_id?: string; thread_id?: string; user_id?: string } = {}): Promise<ReadAnswer | null> {
    if (this.getConfig()?.read_events === false) return null
    return this.sendRead(data)
  }

  protected async jump(to: string, parentId: string | undefined, limit = aroundLimit): Promise<void> {
    const { cid, core } = this
    const id = parentId ?? to
    this.jumps += 1
    const jump = this.jumps
    if (!core.model(cid)) await this.query()
    const shown = core.model(cid)?.stretch
    if (id === 'latest' || this.state.latestMessages.some((message) => message.id === id)) {
      core.believe((state) => showNewest(state, cid))
    } else if (!shown?.some((message) => message.id === id)) {
      const ask = { state: true, messages: { limit, id_around: id } }
      const answer = await core.query(
        () => this.http<ChannelStateAnswer>('POST', `${this.address}/query`, { body: ask, mayRepeat: true }),
        // Who has jumped elsewhere meanwhile stays there.
        (state, { messages }) => (jump === this.jumps ? loadAround(state, cid, messages) : state),
      )
      if (!answer.messages.some((message) => message.id === id)) throw new Error(`There is no message ${id} in ${cid}`)
    }
    if (parentId !== undefined) await this.loadReply(parentId, to)
  }

  private async loadReply(parentId: string, id: string): Promise<void> {
    let oldest = this.state.threads[parentId]?.find(({ status }) => status === 'received')?.id
    for (let page = 0; page < maxReplyPages && !this.state.findMessage(id, parentId); page++) {
      const { messages } = await this.getReplies(parentId, { limit: replyPage, ...(oldest && { id_lt: oldest }) })
      oldest = messages[0]?.id
      if (messages.length < replyPage) break
    }
    if (!this.state.findMessage(id, parentId)) throw new Error(`There is no reply ${id} to ${parentId}`)
  }

  /** Takes note of what a query has answered; called by the client too. */
  _found(answer: { readonly channel: ChannelResource }, isWatched: boolean, isPresent: boolean): void {
    if (this.disconnected) return
    if (this.id === undefined) {
      this.id = answer.channel.id
      this.client._named(this)
    }
    this.initialized = true
    if (isWatched) this.core.hears(this.cid, isPresent)
  }
}

const hasEntries = (data: object) => Object.keys(data).length > 0
