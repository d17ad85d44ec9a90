import { Dialog } from '@base-ui/react/dialog'
import { Link, useLocation } from '@tanstack/react-router'
import { type ReactNode, useEffect, useState } from 'react'
import { IconButton } from '../ui/button.tsx'
import { Mark } from '../ui/mark.tsx'
import { AccountMenu } from './account-menu.tsx'

/** The frame around every page: a side bar, which narrow screens keep in a drawer. */
export function Shell({ side, children }: { readonly side: ReactNode; readonly children: ReactNode }) {
  const [isOpen, setOpen] = useState(false)
  const { pathname } = useLocation()
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new place closes the drawer that led there.
  useEffect(() => setOpen(false), [pathname])

  const bar = (
    <>
      {side}
      <AccountMenu />
    </>
  )
  return (
    <div className="shell">
      <a className="skip" href="#content">
        Skip to content
      </a>
      <header className="top-bar">
        <IconButton icon="menu" label="Open navigation" onClick={() => setOpen(true)} />
        <Link to="/" className="mark-link">
          <Mark />
        </Link>
      </header>
      <header className="side-bar">
        <Link to="/" className="mark-link">
          <Mark />
        </Link>
        {bar}
      </header>
      <Dialog.Root open={isOpen} onOpenChange={setOpen}>
        <Dialog.Portal>
          <Dialog.Backdrop className="backdrop" />
          <Dialog.Popup className="drawer">
            <div className="drawer-head">
              <Dialog.Title className="visually-hidden">Navigation</Dialog.Title>
              <Mark />
              <IconButton icon="close" label="Close navigation" onClick={() => setOpen(false)} />
            </div>
            {bar}
          </Dialog.Popup>
        </Dialog.Portal>
      </Dialog.Root>
      <main id="content" className="content" tabIndex={-1}>
        {children}
      </main>
    </div>
  )
}
