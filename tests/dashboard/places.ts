import type { Page } from 'playwright-core'
import type { Dashboard } from './dashboard.ts'

/** A page of the dashboard, and how one knows that it is all there. */
export interface Place {
  readonly name: string
  readonly url: string
  readonly ready: (page: Page) => Promise<void>
}

/** Every page, on an app that `fillWithPeople` has filled. */
export function listPlaces({ url, appUrl }: Dashboard): readonly Place[] {
  const sees = (text: string | RegExp) => async (page: Page) => {
    await page.locator('main').getByText(text).first().waitFor()
    await page.locator('main .skeleton').first().waitFor({ state: 'detached' })
  }
  return [
    { name: 'apps', url, ready: sees('Created') },
    { name: 'server', url: `${url}server`, ready: sees('ann@example.com') },
    { name: 'not-found', url: `${url}nowhere`, ready: sees('There is no such page') },
    { name: 'home', url: appUrl, ready: sees('In use') },
    { name: 'users', url: `${appUrl}/users`, ready: sees('Grace Hopper') },
    { name: 'nobody', url: `${appUrl}/users?text=zzz`, ready: sees('Nobody matches') },
    { name: 'user', url: `${appUrl}/users/linus`, ready: sees('Repeated insults') },
    { name: 'channels', url: `${appUrl}/channels`, ready: sees('Design reviews') },
    { name: 'channel', url: `${appUrl}/channels/messaging/general`, ready: sees('retry code') },
    { name: 'members', url: `${appUrl}/channels/messaging/general?tab=members`, ready: sees('Grace Hopper') },
    { name: 'channel-bans', url: `${appUrl}/channels/messaging/general?tab=bans`, ready: sees('Advertising') },
    { name: 'channel-settings', url: `${appUrl}/channels/messaging/lunch?tab=settings`, ready: sees('Unfreeze') },
    { name: 'events', url: `${appUrl}/events`, ready: sees('Quiet so far') },
    { name: 'view-as', url: `${appUrl}/view-as?user=mei`, ready: sees('What they may do here') },
    { name: 'tokens', url: `${appUrl}/tokens`, ready: sees('Make a token') },
    { name: 'settings', url: `${appUrl}/settings`, ready: sees('global_moderator') },
    { name: 'channel-types', url: `${appUrl}/channel-types`, ready: sees('livestream') },
    { name: 'audit', url: `${appUrl}/audit`, ready: sees('Audit log') },
  ]
}
