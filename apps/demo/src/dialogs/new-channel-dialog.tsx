import './people-list.css'
import type { FullUser } from '@parley-chat/client'
import { type FormEvent, useEffect, useState } from 'react'
import { useChat } from '../chat/context.ts'
import { nameOf } from '../chat/names.ts'
import { go } from '../place/place.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Dialog } from '../ui/dialog/dialog.tsx'
import { reasonOf } from '../ui/toast/complain.ts'

const offered = 30

/** Begins a conversation: with one person, the one there always is with them; with several or a name, a new channel. */
export function NewChannelDialog({ onClose }: { readonly onClose: () => void }) {
  const { client, me } = useChat()
  const [people, setPeople] = useState<readonly FullUser[]>([])
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [name, setName] = useState('')
  const [problem, setProblem] = useState<string>()
  const [isBusy, setBusy] = useState(false)
  const isGroup = chosen.size > 1 || name.trim() !== ''

  useEffect(() => {
    client.queryUsers({}, { name: 1 }, { limit: offered, presence: true }).then(
      ({ users }) => setPeople(users.filter(({ id }) => id !== me.id)),
      (error) => setProblem(reasonOf(error)),
    )
  }, [client, me.id])

  async function create(event: FormEvent): Promise<void> {
    event.preventDefault()
    setBusy(true)
    const members = [me.id, ...chosen]
    const channel = isGroup
      ? client.channel('messaging', crypto.randomUUID(), { members, ...(name.trim() !== '' && { name: name.trim() }) })
      : client.channel('messaging', { members })
    try {
      await channel.watch({ presence: true })
      go({ cid: channel.cid })
      onClose()
    } catch (error) {
      setProblem(reasonOf(error))
      setBusy(false)
    }
  }

  const toggle = (id: string) =>
    setChosen((known) => new Set(known.has(id) ? [...known].filter((each) => each !== id) : [...known, id]))
  return (
    <Dialog title="New conversation" onClose={onClose}>
      <form className="form" onSubmit={create}>
        <fieldset>
          <legend>With</legend>
          <div className="people-rows">
            {people.map((person) => (
              <label key={person.id} className="people-row">
                <Avatar user={person} online={person.online === true} />
                <span>
                  <bdi>{nameOf(person)}</bdi>
                </span>
                <input type="checkbox" checked={chosen.has(person.id)} onChange={() => toggle(person.id)} />
              </label>
            ))}
          </div>
        </fieldset>
        <label>
          <span>Name, if it is a channel</span>
          <input
            className="field"
            value={name}
            maxLength={100}
            dir="auto"
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        {problem && (
          <p className="form-error" role="alert">
            {problem}
          </p>
        )}
        <footer className="dialog-foot">
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button" data-look="strong" disabled={chosen.size === 0 || isBusy}>
            {isGroup ? 'Create the channel' : 'Write to them'}
          </button>
        </footer>
      </form>
    </Dialog>
  )
}
