// Parts of a request that routers, proxies and parsers have tripped over.
import fc from 'fast-check'

/** One segment of a path. */
export const oddSegment: fc.Arbitrary<string> = fc.constantFrom(
  ...['', '.', '..', '%2e%2e', '%2F', '%00', 'a%00b', '%', '%zz', '%ED%A0%80', '%F0%9F', '+', '*', ';a=b', '%0d%0aX:1'],
)

/** A whole query. */
export const oddQuery: fc.Arbitrary<string> = fc.constantFrom(
  ...['user_id=ann', 'user_id=', 'user_id=%00', `user_id=${'x'.repeat(300)}`, 'user_id=a&user_id=b', '%00=1', '%=%'],
  ...['connection_id=%7Bconnection%3A0%7D', 'connection_id=none', 'payload={', 'payload=[]', 'payload=null', '&&=&?'],
  ...['__proto__=1&constructor=2', 'payload[__proto__][a]=1', '%ED%A0%80=%FF', 'api_key=other', 'authorization=x'],
  ...[
    'limit=1e999',
    'limit=0x10',
    'limit=%20',
    'limit=-0',
    'offset=9007199254740993',
    'ids=',
    'ids=,',
    'ids[]=a&ids=b',
  ],
)

/** A body that is no JSON, or not quite. */
export const oddBody: fc.Arbitrary<string> = fc.constantFrom(
  ...['', 'null', '[]', '{', '[', '"x"', '0', 'true', '{"a":1}x', '{"a":NaN}', "{'a':1}", '\ufeff{}', '\0', '{"a":1,}'],
  ...['{}{}', '{"a":Infinity}', '{"a":01}', '{"a":"\t"}', '{"\\u0000":1}', '"\\ud800"', '//x', 'a=1&b=2', '<xml/>'],
)

/** Headers beside those that say who calls, or instead of them. */
export const oddHeaders: fc.Arbitrary<Record<string, string>> = fc.constantFrom<Record<string, string>>(
  { 'content-type': 'text/plain' },
  { 'content-type': 'multipart/form-data; boundary=x' },
  { 'content-encoding': 'br' },
  { 'content-encoding': 'gzip' },
  { 'content-encoding': 'identity' },
  { 'accept-encoding': 'gzip;q=0, *' },
  { 'x-stream-client': `stream-${'x'.repeat(5000)}` },
  { 'stream-auth-type': 'anonymous' },
  { 'stream-auth-type': '__proto__' },
  { authorization: 'Bearer' },
  { authorization: 'a.b.c' },
  { authorization: `${'x'.repeat(20_000)}.y.z` },
  { 'x-http-method-override': 'DELETE' },
  { 'x-forwarded-for': "127.0.0.1'; DROP TABLE users; --" },
  { origin: 'null' },
)
