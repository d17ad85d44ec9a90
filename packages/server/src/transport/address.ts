/** The address of a request. Where its `Host` is none, or missing as HTTP/1.0 allows, the path alone says what is asked. */
export function addressOf(request: Request): URL {
  const somewhere = 'http://localhost'
  return URL.parse(request.url) ?? URL.parse(request.url, somewhere) ?? new URL(somewhere)
}
