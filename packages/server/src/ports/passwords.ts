/** Keeps passwords so that nobody can read them back, slowly on purpose. */
export interface Passwords {
  hash(password: string): Promise<string>
  /** Without a hash there is nothing to compare with: the answer is no, and takes as long as any other. */
  verify(password: string, hash: string | undefined): Promise<boolean>
}
