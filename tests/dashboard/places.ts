import type { Page } from 'playwright-core'

/** A page of the dashboard, and how one knows that it is all there. */
export interface Place {
  readonly name: string
  /** As `addressOf` takes it. */
  readonly path: string
  readonly ready: (page: Page) => Promise<void>
}

/** Every page, on an app that `fillWithPeople` has filled. */
export function listPlaces(): readonly Place[] {
  const sees = (text: string | RegExp) => async (page: Page) => {
    await page.locator('main').getByText(text).first().waitFor()
    await page.locator('main .skeleton').first().waitFor({ state: 'detached' })
  }
  return [
    { name: 'apps', path: '', ready: sees('Created') },
    { name: 'server', path: 'server', ready: sees('ann@example.com') },
    { name: 'not-found', path: 'nowhere', ready: sees('There is no such page') },
    { name: 'app', path: 'app', ready: sees('In use') },
    { name: 'users', path: 'app/users', ready: sees('Grace Hopper') },
    { name: 'nobody', path: 'app/users?text=zzz', ready: sees('Nobody matches') },
    { name: 'user', path: 'app/users/linus', ready: sees('Repeated insults') },
    { name: 'channels', path: 'app/channels', ready: sees('Design reviews') },
    { name: 'channel', path: 'app/channels/messaging/general', ready: sees('retry code') },
    { name: 'members', path: 'app/channels/messaging/general?tab=members', ready: sees('Grace Hopper') },
    { name: 'channel-bans', path: 'app/channels/messaging/general?tab=bans', ready: sees('Advertising') },
    { name: 'channel-settings', path: 'app/channels/messaging/lunch?tab=settings', ready: sees('Unfreeze') },
    { name: 'events', path: 'app/events', ready: sees('Quiet so far') },
    { name: 'view-as', path: 'app/view-as?user=mei', ready: sees('What they may do here') },
    { name: 'tokens', path: 'app/tokens', ready: sees('Make a token') },
    { name: 'settings', path: 'app/settings', ready: sees('global_moderator') },
    { name: 'channel-types', path: 'app/channel-types', ready: sees('livestream') },
    { name: 'audit', path: 'app/audit', ready: sees('Audit log') },
  ]
}
