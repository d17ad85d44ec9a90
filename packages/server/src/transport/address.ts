/**
 * The address of a request. Where its `Host` is none, or missing as HTTP/1.0 allows, the path alone says what is asked;
 * one that cannot be read at all leads nowhere.
 */
export function addressOf(request: Request): URL {
  const somewhere = 'http://localhost'
  return URL.parse(request.url) ?? URL.parse(request.url, somewhere) ?? new URL('/unreadable', somewhere)
}
