import { useState } from 'react'
import { Button } from './button.tsx'
import { useToast } from './toasts.tsx'

/** Puts a text on the clipboard and says so. */
export function CopyButton({ text, what }: { readonly text: string; readonly what: string }) {
  const toast = useToast()
  const [copied, setCopied] = useState(false)
  async function copy() {
    try {
      await navigator.clipboard.writeText(text)
      setCopied(true)
      toast(`${what} copied`)
    } catch {
      toast('The browser did not allow copying', 'Select the text and copy it by hand.')
    }
  }
  return (
    <Button
      tone="quiet"
      icon={copied ? 'check' : 'copy'}
      aria-label={`Copy ${what}`}
      title={`Copy ${what}`}
      className="button-icon"
      onClick={copy}
      onBlur={() => setCopied(false)}
    />
  )
}
