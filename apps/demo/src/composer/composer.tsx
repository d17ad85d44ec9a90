import './composer.css'
import { type FormEvent, type KeyboardEvent, useEffect, useId, useRef } from 'react'
import { useChannel, useChat, useModel } from '../chat/context.ts'
import { nameOf, othersIn } from '../chat/names.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { commandsOf, readOrder } from './completion/commands.ts'
import { CompletionList } from './completion/completion-list.tsx'
import { useCompletion } from './completion/use-completion.tsx'
import type { Compositing } from './compositing.ts'
import { useComposer } from './use-composer.ts'
import { useNotice } from './use-notice.ts'

export interface ComposerProps {
  readonly label: string
  /** The thread to write in, if it is one. */
  readonly parentId?: string
  readonly compositing: Compositing
  readonly onDone: () => void
  /** Something new has been sent. */
  readonly onSend?: (() => void) | undefined
  readonly onEditLast: () => void
}

/** Where one writes: Enter sends, Shift and Enter begin a new line, ArrowUp takes the last message back for a change. */
export function Composer({ label, parentId, compositing, onDone, onSend, onEditLast }: ComposerProps) {
  const channel = useChannel()
  const field = useRef<HTMLTextAreaElement>(null)
  const noticeId = useId()
  const notice = useNotice(channel, parentId)
  const composer = useComposer(parentId, compositing, onDone)
  const { text, setText } = composer
  const isEditing = compositing.kind === 'edit'
  const { me } = useChat()
  const model = useModel(channel)
  const users = othersIn(model, me.id)
  const commands = isEditing ? [] : commandsOf(channel.getConfig()?.commands ?? [], model?.own_capabilities ?? [])
  const completion = useCompletion({ field, text, setText, users, commands })
  const order = readOrder(text, commands, users)
  const limit = channel.getConfig()?.max_message_length ?? 5000
  const left = limit - text.length
  const canSay = left >= 0 && (notice === undefined || isEditing)
  const isIncomplete = order === 'incomplete'
  const canSend = text.trim() !== '' && !isIncomplete && (order !== undefined || canSay)
  const note = left < limit / 5 ? `${left} characters left` : isIncomplete ? 'Who? Name somebody with @' : notice?.text

  useEffect(() => {
    if (compositing.kind !== 'new') field.current?.focus()
  }, [compositing])

  function submit(event?: FormEvent): void {
    event?.preventDefault()
    if (!canSend || isIncomplete) return
    composer.submit(users, order)
    if (!isEditing && !order) onSend?.()
  }

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>): void {
    // While a word is being composed from several keys, Enter belongs to that. Some report it by the key code alone.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    if (completion.takeKey(event)) event.preventDefault()
    else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault()
      submit()
    } else if (event.key === 'Escape' && compositing.kind !== 'new') composer.cancel()
    else if (event.key === 'ArrowUp' && text === '' && compositing.kind === 'new') {
      event.preventDefault()
      onEditLast()
    }
  }

  if (notice && !notice.isPassing)
    return (
      <p className="composer-closed" role="status">
        {notice.text}
      </p>
    )
  return (
    <form className="composer" onSubmit={submit}>
      {compositing.kind !== 'new' && <Context compositing={compositing} onCancel={composer.cancel} />}
      {completion.list && <CompletionList {...completion.list} />}
      <div className="composer-box">
        <textarea
          ref={field}
          rows={1}
          dir="auto"
          value={text}
          placeholder={parentId ? 'Reply' : 'Write a message'}
          aria-label={isEditing ? 'Edit the message' : label}
          aria-describedby={noticeId}
          aria-autocomplete="list"
          aria-controls={completion.list?.id}
          aria-activedescendant={completion.list && `${completion.list.id}-${completion.list.active}`}
          onChange={(event) => composer.type(completion.type(event.target.value))}
          onSelect={completion.look}
          onBlur={composer.stop}
          onKeyDown={onKeyDown}
        />
        <IconButton
          icon={isEditing ? 'check' : 'send'}
          label={isEditing ? 'Save' : 'Send'}
          type="submit"
          className="composer-send"
          disabled={!canSend}
        />
      </div>
      <p id={noticeId} className="composer-note" data-over={left < 0}>
        {note}
      </p>
      {parentId && !isEditing && (
        <label className="composer-also">
          <input
            type="checkbox"
            checked={composer.isAlso}
            onChange={(event) => composer.setAlso(event.target.checked)}
          />
          Also send to the channel
        </label>
      )}
    </form>
  )
}

interface ContextProps {
  readonly compositing: Exclude<Compositing, { kind: 'new' }>
  readonly onCancel: () => void
}

function Context({ compositing: { kind, message }, onCancel }: ContextProps) {
  return (
    <div className="composer-context">
      <div>
        <b>{kind === 'edit' ? 'Editing your message' : <bdi>{nameOf(message.user)}</bdi>}</b>
        <p dir="auto">{message.text || 'Attachment'}</p>
      </div>
      <IconButton icon="close" label={kind === 'edit' ? 'Stop editing' : 'Do not quote'} onClick={onCancel} />
    </div>
  )
}
