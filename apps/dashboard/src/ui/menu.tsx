import { Menu as Base } from '@base-ui/react/menu'
import { Icon, type IconName } from '@parley-chat/ui/icon.tsx'
import type { ReactNode } from 'react'

/** A button that opens a short list of things to do. */
export function Menu({
  label,
  icon,
  className,
  children,
}: {
  label: string
  icon: IconName
  className?: string
  children: ReactNode
}) {
  return (
    <Base.Root modal={false}>
      <Base.Trigger className={`button button-quiet button-icon ${className ?? ''}`} aria-label={label} title={label}>
        <Icon name={icon} />
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner className="menu-positioner" sideOffset={4} align="end">
          <Base.Popup className="menu">{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

export function MenuItem({
  children,
  danger,
  onClick,
}: {
  children: ReactNode
  danger?: boolean
  onClick: () => void
}) {
  return (
    <Base.Item className={danger ? 'menu-item menu-item-danger' : 'menu-item'} onClick={onClick}>
      {children}
    </Base.Item>
  )
}

/** One of several, the chosen one marked. */
export function MenuChoice<T extends string>({
  label,
  value,
  choices,
  onChoose,
}: {
  label: string
  value: T
  choices: readonly (readonly [T, string])[]
  onChoose: (value: T) => void
}) {
  return (
    <Base.Group>
      <Base.GroupLabel className="menu-label">{label}</Base.GroupLabel>
      <Base.RadioGroup value={value} onValueChange={(chosen) => onChoose(chosen as T)}>
        {choices.map(([choice, text]) => (
          <Base.RadioItem key={choice} value={choice} className="menu-item">
            {text}
            <Base.RadioItemIndicator className="menu-mark">
              <Icon name="check" />
            </Base.RadioItemIndicator>
          </Base.RadioItem>
        ))}
      </Base.RadioGroup>
    </Base.Group>
  )
}
