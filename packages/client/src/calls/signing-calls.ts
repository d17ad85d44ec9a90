import { signNothing, signUserToken, verifySignature } from '../signing.ts'
import { MessageCalls } from './message-calls.ts'

/** What the secret is for, beside the calls. */
export abstract class SigningCalls extends MessageCalls {
  abstract readonly secret: string | undefined

  /**
   * Server side: a token for a user; `exp` and `iat` in seconds since 1970 (documented behaviour: "Tokens & authentication").
   *
   * ```ts
   * const token = server.createToken('ana', Math.floor(Date.now() / 1000) + 3600)
   * ```
   */
  createToken(userId: string, exp?: number, iat?: number): string {
    if (this.secret === undefined) throw new Error('Tokens are made on a server: this client has no secret')
    return signUserToken(userId, this.secret, { ...(exp && { exp }), ...(iat && { iat }) })
  }

  /**
   * A token without a signature, for apps that have switched off the checking of tokens while they are being developed.
   *
   * ```ts
   * await client.connectUser({ id: 'ana' }, client.devToken('ana'))
   * ```
   */
  devToken(userId: string): string {
    return signNothing(userId)
  }

  /**
   * Server side: whether a webhook is genuine. Give the raw body and the header `X-Signature` (documented behaviour: "Webhooks").
   *
   * ```ts
   * if (!server.verifyWebhook(rawBody, request.headers['x-signature'])) return response.writeHead(401).end()
   * ```
   */
  verifyWebhook(rawBody: string | Uint8Array, xSignature: string): boolean {
    if (this.secret === undefined) throw new Error('A webhook is verified with the secret: this client has none')
    return verifySignature(rawBody, xSignature, this.secret)
  }
}
