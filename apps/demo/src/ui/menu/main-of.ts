/** Where what floats over the page is drawn: among its main content, so that it is found there without eyes too. */
export function mainOf(reference: Element | null): HTMLElement | null {
  return reference?.closest('main') ?? null
}
