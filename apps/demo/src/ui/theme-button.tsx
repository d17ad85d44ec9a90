import { type Theme, useTheme } from '@parley-chat/ui/theme.ts'
import { IconButton } from './icon-button.tsx'

const following: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' }

/** Goes through the themes. */
export function ThemeButton() {
  const [theme, choose] = useTheme()
  return <IconButton icon="theme" label={`Theme: ${theme}`} onClick={() => choose(following[theme])} />
}
