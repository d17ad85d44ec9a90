import { path } from '../http.ts'
import type { Task } from '../wire.ts'
import type { Answer, ChannelTypeAnswer } from './answers.ts'
import { Caller } from './caller.ts'

/** Settings of the app and its channel types. All but reading the settings takes the secret. */
export abstract class AppCalls extends Caller {
  /**
   * The settings of the app; a connected user sees few of them (documented behaviour: "App settings").
   *
   * ```ts
   * const { app } = await server.getAppSettings()
   * ```
   */
  getAppSettings(): Promise<Answer<{ app: Record<string, unknown> }>> {
    return this.http('GET', '/app')
  }

  /**
   * Server side: changes settings of the app.
   *
   * ```ts
   * await server.updateAppSettings({ enforce_unique_usernames: 'app' })
   * ```
   */
  updateAppSettings(settings: object): Promise<Answer> {
    return this.http('PATCH', '/app', { body: settings })
  }

  /**
   * Server side: every token made before the date is refused; `null` takes it back.
   *
   * ```ts
   * await server.revokeTokens(new Date())
   * ```
   */
  revokeTokens(before?: Date | string | null): Promise<Answer> {
    return this.updateAppSettings({ revoke_tokens_issued_before: this.moment(before) })
  }

  /**
   * Server side: creates a channel type (documented behaviour: "Channel types").
   *
   * ```ts
   * await server.createChannelType({ name: 'support', read_events: true })
   * ```
   */
  createChannelType(type: { readonly name: string; readonly [setting: string]: unknown }): Promise<ChannelTypeAnswer> {
    return this.http('POST', '/channeltypes', { body: type })
  }

  /**
   * Server side: a channel type.
   *
   * ```ts
   * const { grants } = await server.getChannelType('messaging')
   * ```
   */
  getChannelType(name: string): Promise<ChannelTypeAnswer> {
    return this.http('GET', path`/channeltypes/${name}`)
  }

  /**
   * Server side: changes a channel type.
   *
   * ```ts
   * await server.updateChannelType('messaging', { max_message_length: 2000 })
   * ```
   */
  updateChannelType(name: string, settings: object): Promise<ChannelTypeAnswer> {
    return this.http('PUT', path`/channeltypes/${name}`, { body: settings })
  }

  /**
   * Server side: deletes a channel type that no channel has.
   *
   * ```ts
   * await server.deleteChannelType('support')
   * ```
   */
  deleteChannelType(name: string): Promise<Answer> {
    return this.http('DELETE', path`/channeltypes/${name}`)
  }

  /**
   * Server side: all channel types by name.
   *
   * ```ts
   * const { channel_types } = await server.listChannelTypes()
   * ```
   */
  listChannelTypes(): Promise<Answer<{ channel_types: Record<string, ChannelTypeAnswer> }>> {
    return this.http('GET', '/channeltypes')
  }

  /**
   * Server side: how many calls are left, by platform and endpoint (documented behaviour: "Rate limits").
   *
   * ```ts
   * const { web } = await server.getRateLimits({ web: true, endpoints: ['SendMessage'] })
   * ```
   */
  getRateLimits(
    options: {
      serverSide?: boolean
      web?: boolean
      ios?: boolean
      android?: boolean
      endpoints?: readonly string[]
    } = {},
  ): Promise<Answer<Record<string, Record<string, { limit: number; remaining: number; reset: number }> | undefined>>> {
    const { serverSide, endpoints, ...platforms } = options
    const query = { ...platforms, server_side: serverSide, endpoints: endpoints?.join(',') }
    return this.http('GET', '/rate_limits', { query })
  }

  /**
   * Server side: how far a task has got.
   *
   * ```ts
   * const { status } = await server.getTask(task_id)
   * ```
   */
  getTask(id: string): Promise<Answer<Task>> {
    return this.http('GET', path`/tasks/${id}`)
  }

  /** Now, unless another moment is given; null stays null. */
  protected moment(time: Date | string | null | undefined): string | null {
    if (time === undefined) return new Date(this.now()).toISOString()
    return time instanceof Date ? time.toISOString() : time
  }
}
