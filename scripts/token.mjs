// Makes a token the way any backend does: `npm run --silent token -- <API secret> <user id>`, or `--server` instead of the
// user for a token that holds the whole power of the app. Plain JavaScript, for Node.
import { createHmac } from 'node:crypto'

const [secret, whom] = process.argv.slice(2)
if (!secret || !whom) {
  console.error('usage: npm run --silent token -- <API secret> <user id> | --server')
  process.exit(1)
}
const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
const claims = whom === '--server' ? { server: true } : { user_id: whom, iat: Math.floor(Date.now() / 1000) }
const unsigned = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`
console.log(`${unsigned}.${createHmac('sha256', secret).update(unsigned).digest('base64url')}`)
