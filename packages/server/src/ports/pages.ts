/** One file of a built web app. */
export interface Page {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly type: string
  /** Its name changes with what it holds: whoever has it never asks again. */
  readonly isImmutable: boolean
  /** Names this very content. */
  readonly tag: string
}

/** The built web apps, read once: what a browser asks for is looked up here and never becomes the name of a file. */
export interface Pages {
  /** The file at a path: `/dashboard/assets/index-1a2b.js`. */
  find(path: string): Page | undefined
}
