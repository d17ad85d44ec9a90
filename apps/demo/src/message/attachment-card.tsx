import type { Attachment } from '@parley-chat/client'
import { Icon } from '@parley-chat/ui/icon.tsx'
import { safeLink } from '../text/safe-link.ts'

/** What came with a message, as a card. Nothing is fetched from elsewhere: whoever wants to see it follows the link. */
export function AttachmentCard({ attachment }: { readonly attachment: Attachment }) {
  const { type, title, title_link, text, asset_url, image_url, thumb_url, og_scrape_url, fallback } = attachment
  const href = [title_link, asset_url, image_url, thumb_url, og_scrape_url].map(safeLink).find((link) => link)
  const name = [title, fallback, href && new URL(href).hostname, type].find(isText) ?? 'Attachment'
  const about = [type, href && new URL(href).host].filter(isText).join(' · ')
  return (
    <div className="attachment">
      <span className="attachment-icon">
        <Icon name={href ? 'link' : 'file'} />
      </span>
      <div className="attachment-text">
        {href ? (
          <a href={href} target="_blank" rel="noopener noreferrer nofollow ugc" dir="auto">
            {name}
          </a>
        ) : (
          <b dir="auto">{name}</b>
        )}
        {isText(text) && <p dir="auto">{text}</p>}
        {about !== '' && (
          <p className="attachment-about" dir="auto">
            {about}
          </p>
        )}
      </div>
    </div>
  )
}

/** The wire promises text here; what an app has put in may be something else. */
function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== ''
}
