import { type FormEvent, useState } from 'react'
import { type App, patchSettings, type SettingsPatch } from '../api/settings.ts'
import { useAppChange } from '../apps/apps.ts'
import { Button } from '../ui/button.tsx'
import { CheckField, SelectField } from '../ui/field.tsx'
import { Problem } from '../ui/states.tsx'
import { useToast } from '../ui/toasts.tsx'

const switches = [
  ['guest_user_creation_disabled', 'No guests', 'Nobody comes in without an account.'],
  ['multi_tenant_enabled', 'Teams keep apart', 'Users see only users and channels of their own teams.'],
  ['channel_hide_members_only', 'Only members hide channels', 'Others cannot put a channel out of their sight.'],
  ['disable_permissions_checks', 'Permissions are not checked', 'Everybody may do everything. For development only.'],
  ['disable_auth_checks', 'Tokens are not checked', 'Anybody can be anybody. For development only.'],
] as const satisfies readonly (readonly [keyof SettingsPatch, string, string])[]

/** The switches of an app. Only what was changed is sent, so that two people can change different things. */
export function SettingsForm({ settings }: { readonly settings: App }) {
  const toast = useToast()
  const [draft, setDraft] = useState<SettingsPatch>({})
  const save = useAppChange(patchSettings, 'settings')
  const shown = { ...settings, ...draft }
  const isChanged = Object.entries(draft).some(([name, value]) => settings[name as keyof SettingsPatch] !== value)

  function submit(event: FormEvent) {
    event.preventDefault()
    if (save.isPending) return
    save.mutate(draft, {
      onSuccess: () => {
        setDraft({})
        toast('Settings saved')
      },
    })
  }

  return (
    <form className="stack" onSubmit={submit}>
      {switches.map(([name, label, hint]) => (
        <CheckField
          key={name}
          label={label}
          hint={hint}
          checked={shown[name]}
          onChange={({ target }) => setDraft({ ...draft, [name]: target.checked })}
        />
      ))}
      <SelectField
        label="Unique names"
        value={shown.enforce_unique_usernames}
        onChange={({ target }) =>
          setDraft({ ...draft, enforce_unique_usernames: target.value as App['enforce_unique_usernames'] })
        }
      >
        <option value="no">Names may repeat</option>
        <option value="app">No name twice in the app</option>
        <option value="team">No name twice in a team</option>
      </SelectField>
      <Problem error={save.error} />
      <div>
        <Button type="submit" tone="primary" busy={save.isPending} disabled={!isChanged}>
          Save
        </Button>
      </div>
    </form>
  )
}
