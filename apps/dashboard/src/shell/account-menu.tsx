import { type Theme, useTheme } from '@parley-chat/ui/theme.ts'
import { useLeaving, useSession } from '../session/session.ts'
import { Menu, MenuChoice, MenuItem } from '../ui/menu.tsx'

const themes: readonly (readonly [Theme, string])[] = [
  ['system', 'Like the system'],
  ['light', 'Light'],
  ['dark', 'Dark'],
]

/** Who is signed in, how the dashboard looks, and the way out. */
export function AccountMenu() {
  const session = useSession()
  const leaving = useLeaving()
  const [theme, chooseTheme] = useTheme()
  return (
    <div className="account">
      <span className="account-name" title={session.data?.admin?.email}>
        {session.data?.admin?.email}
      </span>
      <Menu label="Account and appearance" icon="more">
        <MenuChoice label="Appearance" value={theme} choices={themes} onChoose={chooseTheme} />
        <hr className="menu-line" />
        <MenuItem onClick={() => leaving.mutate()}>Sign out</MenuItem>
      </Menu>
    </div>
  )
}
