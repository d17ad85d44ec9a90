import { Link } from '@tanstack/react-router'
import { useAppId } from '../apps/apps.ts'
import { Code } from '../ui/code.tsx'
import { Card } from '../ui/page.tsx'

/** Five lines that make a client talk, with this app's own key and address in them. */
export function ConnectCard({
  apiKey = '…',
  baseUrl = location.origin,
}: {
  apiKey?: string | undefined
  baseUrl?: string | undefined
}) {
  const appId = useAppId()
  const code = `import { StreamChat } from '@parley-chat/client'

const client = new StreamChat('${apiKey}', {
  baseURL: '${baseUrl}',
})
await client.connectUser({ id: 'ann' }, token)
const channel = client.channel('messaging', 'general')
await channel.watch()
await channel.sendMessage({ text: 'Hello!' })`
  return (
    <Card
      title="Connect"
      lead={
        <>
          The token is made by your backend with <code>createToken('ann')</code>, or for a first try{' '}
          <Link to="/apps/$appId/tokens" params={{ appId }}>
            here
          </Link>
          .
        </>
      }
    >
      <Code text={code} label="client code" />
    </Card>
  )
}
