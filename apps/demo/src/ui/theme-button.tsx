import { IconButton } from './icon-button.tsx'
import { type Theme, useTheme } from './theme.ts'

const following: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' }

/** Goes through the themes. */
export function ThemeButton() {
  const [theme, choose] = useTheme()
  return <IconButton icon="theme" label={`Theme: ${theme}`} onClick={() => choose(following[theme])} />
}
