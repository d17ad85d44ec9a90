// Makes a user token the way any backend does: `npm run --silent token -- <API secret> <user id>`. Plain JavaScript for Node.
import { createHmac } from 'node:crypto'

const [secret, user_id] = process.argv.slice(2)
if (!secret || !user_id) {
  console.error('usage: npm run --silent token -- <API secret> <user id>')
  process.exit(1)
}
const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
const unsigned = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ user_id, iat: Math.floor(Date.now() / 1000) })}`
console.log(`${unsigned}.${createHmac('sha256', secret).update(unsigned).digest('base64url')}`)
