// Somebody without a mouse: Tab, arrows, typing and Enter, and a focus that can always be seen.
import { expect } from 'bun:test'
import type { Page } from 'playwright-core'

/** No page has more stops than this; a focus that never arrives is found out here. */
const maxStops = 80

interface Focused {
  readonly name: string
  readonly isVisible: boolean
}

/** What a screen reader would call the focused element, and whether an outline shows where it is. */
function readFocus(): Focused {
  const element = document.activeElement as HTMLElement
  const labels = [...((element as HTMLInputElement).labels ?? [])].map((label) => label.textContent)
  const name = element.getAttribute('aria-label') ?? (labels.length > 0 ? labels.join(' ') : element.textContent)
  const { outlineStyle, outlineWidth } = getComputedStyle(element)
  const card = element.closest('.app-card')
  const around = card ? getComputedStyle(card).outlineStyle : 'none'
  return {
    name: (name ?? '').trim(),
    isVisible: (outlineStyle !== 'none' && outlineWidth !== '0px') || around !== 'none',
  }
}

/** Presses Tab until what is called so has the focus. */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const passed: string[] = []
  for (let stop = 0; stop < maxStops; stop++) {
    await page.keyboard.press('Tab')
    const focused = await page.evaluate(readFocus)
    passed.push(focused.name.slice(0, 40))
    const isIt = typeof name === 'string' ? focused.name === name : name.test(focused.name)
    if (!isIt) continue
    expect({ name: focused.name, isVisible: focused.isVisible }).toEqual({ name: focused.name, isVisible: true })
    return
  }
  throw new Error(`Tab never came to ${name}; it passed ${passed.join(' | ')}`)
}

/** Goes to a control and presses Enter on it. */
export async function enter(page: Page, name: string | RegExp): Promise<void> {
  await tabTo(page, name)
  await page.keyboard.press('Enter')
}

/** Goes to a field and types over what stands in it. */
export async function fill(page: Page, name: string | RegExp, text: string): Promise<void> {
  await tabTo(page, name)
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.type(text)
}
