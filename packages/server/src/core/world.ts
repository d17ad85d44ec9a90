/** What the printing of users and channels needs to know beside their rows. */
export interface World {
  readonly now: number
  /** Has an open connection somewhere. Whether it may be shown depends on the user being visible. */
  isOnline(app_pk: number, user_id: string): boolean
}
