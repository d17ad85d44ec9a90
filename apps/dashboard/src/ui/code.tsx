import { CopyButton } from './copy-button.tsx'

/** Code or data as it is, with a button that copies it. What scrolls can be reached by keyboard. */
export function Code({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <div className="code-box">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: without it the keyboard could not scroll it. */}
      <section className="code" tabIndex={0} aria-label={label}>
        <pre>{text}</pre>
      </section>
      <CopyButton text={text} what={label} />
    </div>
  )
}
