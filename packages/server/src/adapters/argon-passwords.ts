import type { Passwords } from '../ports/passwords.ts'

/** As OWASP recommends it: 19 MiB and two passes, some 40 ms of one core. */
const cost = { algorithm: 'argon2id', memoryCost: 19_456, timeCost: 2 } as const

/** Of a random text that nobody has kept: comparing with it costs what any comparison costs. */
const hashOfNothing =
  '$argon2id$v=19$m=19456,t=2,p=1$VrdvIBODMmDy3Ljpn6jD/1yNBklHlr3woqSOwRiJ3HY$MzVamEnyOnMkqTGoLTltvGb4RUvLiahxK6r2RCQIds0'

/** Argon2id, in threads beside the event loop. */
export const argonPasswords: Passwords = {
  hash: (password) => Bun.password.hash(password, cost),
  async verify(password, hash) {
    const fits = await Bun.password.verify(password, hash ?? hashOfNothing)
    return fits && hash !== undefined
  },
}
