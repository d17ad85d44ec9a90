import type { Http } from '../http.ts'

/** What every group of calls stands on. */
export abstract class Caller {
  /** Calls the server by method and path; every method of the client goes through here. */
  abstract readonly http: Http
  /** Whether this client holds the secret and may act for anybody. */
  abstract readonly isServerSide: boolean
  protected abstract now(): number

  /** Server side a call says for whom it acts; a connected user acts for nobody else. */
  protected actingAs(userId: string | undefined): { readonly user_id?: string } {
    return this.isServerSide && userId !== undefined ? { user_id: userId } : {}
  }
}
