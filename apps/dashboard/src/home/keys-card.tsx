import { useState } from 'react'
import type { AppKey } from '../api/admin.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/page.tsx'
import { SkeletonLines } from '../ui/states.tsx'
import { KeyRow } from './key-row.tsx'
import { RotateSecret } from './rotate-secret.tsx'

/** The pairs of key and secret that open this app. */
export function KeysCard({ keys }: { readonly keys: readonly AppKey[] | undefined }) {
  const [rotating, setRotating] = useState(false)
  const enabled = keys?.filter(({ disabled_at }) => !disabled_at) ?? []
  return (
    <Card
      title="Keys"
      lead="The key goes into your clients. The secret stays on your backend: whoever holds it may do everything."
      actions={
        <Button disabled={!keys} onClick={() => setRotating(true)}>
          Rotate secret
        </Button>
      }
    >
      {keys ? (
        <ul className="key-list">
          {keys.map((key) => (
            <KeyRow key={key.key} appKey={key} isLast={enabled.length === 1 && !key.disabled_at} />
          ))}
        </ul>
      ) : (
        <SkeletonLines count={3} />
      )}
      <RotateSecret open={rotating} onOpenChange={setRotating} enabled={enabled} />
    </Card>
  )
}
