import { type FormEvent, useState } from 'react'
import { type Member, membersPerPage, setChannelRole, updateMembers } from '../api/channels.ts'
import { useAppChange } from '../apps/apps.ts'
import { BanDialog } from '../bans/ban-dialog.tsx'
import { Button } from '../ui/button.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { TextField } from '../ui/field.tsx'
import { Pager } from '../ui/pager.tsx'
import { Empty, Failed, Problem } from '../ui/states.tsx'
import { useToast } from '../ui/toasts.tsx'
import { type ChannelRef, useMembers } from './channels.ts'
import { MembersTable } from './members-table.tsx'

/** Who belongs to the channel, and in which role. */
export function MembersTab({ channel }: { readonly channel: ChannelRef }) {
  const { type, id } = channel
  const toast = useToast()
  const [page, setPage] = useState(0)
  const [removing, setRemoving] = useState<Member>()
  const [banning, setBanning] = useState<Member>()
  const members = useMembers(channel, page)
  const parts = ['members', 'channels'] as const
  const remove = useAppChange(
    (appId, userId: string) => updateMembers(appId, type, id, { remove_members: [userId] }),
    ...parts,
  )
  const promote = useAppChange(
    (appId, change: { userId: string; role: string }) => setChannelRole(appId, type, id, change.userId, change.role),
    ...parts,
  )
  return (
    <>
      <AddMember channel={channel} />
      {members.isError && <Failed error={members.error} onRetry={() => void members.refetch()} />}
      {members.data?.length === 0 ? (
        <Empty icon="users" title="Nobody belongs to it" />
      ) : (
        <MembersTable
          members={members.data?.slice(0, membersPerPage)}
          onRole={(member, role) =>
            promote.mutate(
              { userId: member.user_id, role },
              { onSuccess: () => toast(`${member.user?.name || member.user_id} is now ${role}`) },
            )
          }
          onRemove={setRemoving}
          onBan={setBanning}
        />
      )}
      <Problem error={promote.error} />
      <Pager page={page} hasNext={(members.data?.length ?? 0) > membersPerPage} onTurn={setPage} />
      <Confirm
        open={removing !== undefined}
        onOpenChange={() => setRemoving(undefined)}
        title={`Remove ${removing?.user?.name || removing?.user_id}?`}
        lead="They leave the channel at once. What they wrote stays."
        action="Remove"
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() =>
          remove.mutate(removing!.user_id, {
            onSuccess: () => {
              setRemoving(undefined)
              toast('Member removed')
            },
          })
        }
      />
      {banning && (
        <BanDialog
          open
          onOpenChange={() => setBanning(undefined)}
          user={banning.user ?? { id: banning.user_id }}
          cid={`${type}:${id}`}
        />
      )}
    </>
  )
}

function AddMember({ channel: { type, id } }: { readonly channel: ChannelRef }) {
  const toast = useToast()
  const [userId, setUserId] = useState('')
  const add = useAppChange(
    (appId, added: string) => updateMembers(appId, type, id, { add_members: [added] }),
    'members',
    'channels',
  )
  function submit(event: FormEvent) {
    event.preventDefault()
    if (add.isPending) return
    add.mutate(userId, {
      onSuccess: () => {
        setUserId('')
        toast('Member added', userId)
      },
    })
  }
  return (
    <form className="inline-form" onSubmit={submit}>
      <TextField
        label="Add a member"
        placeholder="User id"
        required
        spellCheck={false}
        value={userId}
        onChange={(event) => setUserId(event.target.value)}
      />
      <Button type="submit" busy={add.isPending}>
        Add
      </Button>
      <Problem error={add.error} />
    </form>
  )
}
