import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { createChannel } from '../api/channels.ts'
import { useAppChange, useAppId } from '../apps/apps.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { SelectField, TextField } from '../ui/field.tsx'
import { Problem } from '../ui/states.tsx'

interface CreateChannelProps {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly types: readonly string[]
}

export function CreateChannel({ open, onOpenChange, types }: CreateChannelProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Create a channel">
      <CreateChannelForm types={types} onCancel={() => onOpenChange(false)} />
    </Dialog>
  )
}

function CreateChannelForm({ types, onCancel }: { readonly types: readonly string[]; readonly onCancel: () => void }) {
  const appId = useAppId()
  const navigate = useNavigate()
  const create = useAppChange(createChannel, 'channels', 'app')
  const [type, setType] = useState('messaging')
  const [id, setId] = useState('')
  const [name, setName] = useState('')
  const [createdBy, setCreatedBy] = useState('')
  const [members, setMembers] = useState('')

  function submit(event: FormEvent) {
    event.preventDefault()
    if (create.isPending) return
    create.mutate(
      { type, id, name, createdBy, members: [...new Set([createdBy, ...members.split(/[\s,]+/)])].filter(Boolean) },
      { onSuccess: () => void navigate({ to: '/apps/$appId/channels/$type/$id', params: { appId, type, id } }) },
    )
  }

  return (
    <form className="stack" onSubmit={submit}>
      <div className="pair-fields">
        <SelectField label="Type" value={type} onChange={(event) => setType(event.target.value)}>
          {(types.length > 0 ? types : ['messaging']).map((known) => (
            <option key={known}>{known}</option>
          ))}
        </SelectField>
        <TextField
          label="Id"
          required
          maxLength={64}
          pattern="[\w\-]+"
          title="Letters, digits, _ and -"
          spellCheck={false}
          value={id}
          onChange={(event) => setId(event.target.value)}
        />
      </div>
      <TextField label="Name" value={name} onChange={(event) => setName(event.target.value)} />
      <TextField
        label="Created by"
        required
        spellCheck={false}
        hint="The id of a user, who becomes its owner and a member."
        value={createdBy}
        onChange={(event) => setCreatedBy(event.target.value)}
      />
      <TextField
        label="Further members"
        spellCheck={false}
        hint="Ids, with commas between them."
        value={members}
        onChange={(event) => setMembers(event.target.value)}
      />
      <Problem error={create.error} />
      <DialogActions>
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" tone="primary" busy={create.isPending}>
          Create channel
        </Button>
      </DialogActions>
    </form>
  )
}
