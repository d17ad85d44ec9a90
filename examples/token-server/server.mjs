// The route that hands out tokens, for plain Node 20 or newer: copy it into your own backend.
//   PARLEY_API_KEY=… PARLEY_API_SECRET=… node server.mjs
import { createServer } from 'node:http'
import { StreamChat } from '@parley-chat/client'

const { PARLEY_API_KEY, PARLEY_API_SECRET, PARLEY_URL = 'http://127.0.0.1:3030', PORT = '8081' } = process.env
if (!PARLEY_API_KEY || !PARLEY_API_SECRET) {
  console.error('Set PARLEY_API_KEY and PARLEY_API_SECRET: npm start prints both, and the dashboard shows them.')
  process.exit(1)
}

const parley = new StreamChat(PARLEY_API_KEY, PARLEY_API_SECRET, { baseURL: PARLEY_URL, disableCache: true })
const tokenLivesSeconds = 3600
const maxBodyBytes = 10_000

// In your backend, answer the id of whoever is signed in, from their session. This example believes what it is told, so
// whoever reaches it can be anybody.
function whoIs(given) {
  if (given === undefined || given === null || given === '') return { refusal: 'user_id is missing' }
  if (typeof given !== 'string') return { refusal: `user_id must be a string, not ${typeof given}` }
  if (!/^[\w@-]{1,255}$/.test(given)) return { refusal: 'user_id may hold letters, digits, @, _ and -, at most 255' }
  return { userId: given }
}

async function readBody(request) {
  const parts = []
  let size = 0
  for await (const part of request) {
    size += part.length
    // The rest is read but not kept, so that the refusal reaches whoever is still sending.
    if (size <= maxBodyBytes) parts.push(part)
  }
  if (size > maxBodyBytes) return { refusal: `the body is larger than ${maxBodyBytes} bytes` }
  try {
    return { body: JSON.parse(Buffer.concat(parts).toString('utf8')) }
  } catch {
    return { refusal: 'the body is no JSON' }
  }
}

async function askedFor(request, url) {
  if (request.method === 'GET') return whoIs(url.searchParams.get('user_id'))
  const { body, refusal } = await readBody(request)
  return refusal ? { refusal } : whoIs(body?.user_id)
}

async function answer(request, response) {
  const url = new URL(request.url, 'http://localhost')
  // Pages of other addresses may ask. Name your own page instead of * once this is more than a demo.
  const headers = {
    'access-control-allow-origin': '*',
    'access-control-allow-headers': 'content-type',
    'content-type': 'application/json',
  }
  const reply = (status, body) => response.writeHead(status, headers).end(body && JSON.stringify(body))

  if (url.pathname !== '/token') return reply(404, { error: 'the route is /token' })
  if (request.method === 'OPTIONS') return reply(204)
  if (request.method !== 'POST' && request.method !== 'GET') return reply(405, { error: 'POST or GET' })

  const { userId, refusal } = await askedFor(request, url)
  if (refusal) {
    console.warn(`No token: ${refusal}`)
    return reply(400, { error: refusal })
  }
  const now = Math.floor(Date.now() / 1000)
  return reply(200, { payload: parley.createToken(userId, now + tokenLivesSeconds, now) })
}

const server = createServer((request, response) => {
  answer(request, response).catch((error) => {
    console.error('The token route failed:', error)
    response.destroy()
  })
})
server.listen(Number(PORT), '127.0.0.1', () => {
  console.log(`Tokens at http://127.0.0.1:${server.address().port}/token`)
})
