import {
  autoUpdate,
  FloatingFocusManager,
  FloatingPortal,
  flip,
  offset,
  shift,
  useClick,
  useDismiss,
  useFloating,
  useInteractions,
  useListNavigation,
  useRole,
} from '@floating-ui/react'
import type { LocalMessage } from '@parley-chat/client'
import { useRef, useState } from 'react'
import { IconButton } from '../ui/icon-button.tsx'
import { mainOf } from '../ui/menu/main-of.ts'
import { emojis } from './reactions.ts'
import { useReaction } from './use-reaction.ts'

interface ReactionPickerProps {
  readonly message: LocalMessage
  readonly onOpenChange: (isOpen: boolean) => void
}

/** A button with reactions to choose from; the arrows go through them. */
export function ReactionPicker({ message, onOpenChange }: ReactionPickerProps) {
  const toggle = useReaction(message)
  const [isOpen, setOpen] = useState(false)
  const [active, setActive] = useState<number | null>(null)
  const list = useRef<(HTMLElement | null)[]>([])
  const change = (open: boolean) => {
    setOpen(open)
    onOpenChange(open)
  }
  const { refs, floatingStyles, context } = useFloating({
    open: isOpen,
    onOpenChange: change,
    placement: 'top',
    middleware: [offset(6), flip(), shift({ padding: 8 })],
    whileElementsMounted: autoUpdate,
  })
  const { getReferenceProps, getFloatingProps, getItemProps } = useInteractions([
    useClick(context),
    useDismiss(context),
    useRole(context, { role: 'menu' }),
    useListNavigation(context, {
      listRef: list,
      activeIndex: active,
      onNavigate: setActive,
      orientation: 'horizontal',
      loop: true,
    }),
  ])
  return (
    <>
      <IconButton icon="smile" label="React" ref={refs.setReference} {...getReferenceProps()} />
      {isOpen && (
        <FloatingPortal root={mainOf(refs.domReference.current)} preserveTabOrder={false}>
          <FloatingFocusManager context={context} modal={false} guards={false}>
            <div ref={refs.setFloating} className="menu picker" style={floatingStyles} {...getFloatingProps()}>
              {[...emojis].map(([type, emoji], index) => (
                <button
                  type="button"
                  role="menuitem"
                  key={type}
                  className="picker-item emoji"
                  aria-label={type}
                  tabIndex={active === index ? 0 : -1}
                  ref={(element) => {
                    list.current[index] = element
                  }}
                  {...getItemProps({
                    onClick() {
                      change(false)
                      toggle(type)
                    },
                  })}
                >
                  {emoji}
                </button>
              ))}
            </div>
          </FloatingFocusManager>
        </FloatingPortal>
      )}
    </>
  )
}
