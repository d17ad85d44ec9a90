import './menu.css'
import {
  autoUpdate,
  FloatingFocusManager,
  FloatingPortal,
  flip,
  offset,
  type Placement,
  shift,
  useClick,
  useDismiss,
  useFloating,
  useInteractions,
  useListNavigation,
  useRole,
} from '@floating-ui/react'
import { Icon, type IconName } from '@parley-chat/ui/icon.tsx'
import { type ReactElement, useRef, useState } from 'react'
import { IconButton } from '../icon-button.tsx'
import { mainOf } from './main-of.ts'

export interface MenuItem {
  readonly label: string
  readonly icon: IconName
  readonly isDanger?: boolean
  act(): void
}

interface MenuProps {
  readonly label: string
  readonly icon?: IconName
  readonly items: readonly MenuItem[]
  readonly placement?: Placement
  readonly tabIndex?: number
  readonly onOpenChange?: (isOpen: boolean) => void
}

/** A button with a list of things to do. */
export function Menu({ label, icon = 'more', items, placement = 'bottom-end', tabIndex, onOpenChange }: MenuProps) {
  const [isOpen, setOpen] = useState(false)
  const [active, setActive] = useState<number | null>(null)
  const list = useRef<(HTMLElement | null)[]>([])
  const change = (open: boolean) => {
    setOpen(open)
    onOpenChange?.(open)
  }
  const { refs, floatingStyles, context } = useFloating({
    open: isOpen,
    onOpenChange: change,
    placement,
    middleware: [offset(6), flip(), shift({ padding: 8 })],
    whileElementsMounted: autoUpdate,
  })
  const { getReferenceProps, getFloatingProps, getItemProps } = useInteractions([
    useClick(context),
    useDismiss(context),
    useRole(context, { role: 'menu' }),
    useListNavigation(context, { listRef: list, activeIndex: active, onNavigate: setActive, loop: true }),
  ])
  return (
    <>
      <IconButton icon={icon} label={label} ref={refs.setReference} tabIndex={tabIndex} {...getReferenceProps()} />
      {isOpen && (
        <FloatingPortal root={mainOf(refs.domReference.current)} preserveTabOrder={false}>
          <FloatingFocusManager context={context} modal={false} guards={false}>
            <div ref={refs.setFloating} className="menu" style={floatingStyles} {...getFloatingProps()}>
              {items.map(
                (item, index): ReactElement => (
                  <button
                    type="button"
                    role="menuitem"
                    key={item.label}
                    className="menu-item"
                    data-danger={item.isDanger}
                    tabIndex={active === index ? 0 : -1}
                    ref={(element) => {
                      list.current[index] = element
                    }}
                    {...getItemProps({
                      onClick() {
                        change(false)
                        item.act()
                      },
                    })}
                  >
                    <Icon name={item.icon} />
                    {item.label}
                  </button>
                ),
              )}
            </div>
          </FloatingFocusManager>
        </FloatingPortal>
      )}
    </>
  )
}
