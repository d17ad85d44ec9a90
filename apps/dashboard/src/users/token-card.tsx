import { TokenForm } from '../tokens/token-form.tsx'
import { Card } from '../ui/page.tsx'

/** A token for this user, for trying things out. */
export function TokenCard({ userId }: { readonly userId: string }) {
  return (
    <Card title="Token" lead="Whoever holds it is this user.">
      <TokenForm userId={userId} />
    </Card>
  )
}
