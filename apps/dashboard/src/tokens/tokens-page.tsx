import { Code } from '../ui/code.tsx'
import { Card, Page } from '../ui/page.tsx'
import { TokenForm } from './token-form.tsx'

/** Tokens by hand, before there is a backend that makes them. */
export function TokensPage() {
  return (
    <Page
      title="Tokens"
      lead="What a client connects with. In your product your backend makes them; here you can try one."
    >
      <div className="columns">
        <Card title="Make a token" lead="For a user that exists already. Making one is written into the audit log.">
          <TokenForm />
        </Card>
        <Card title="In your backend" lead="The same token, made where the secret is.">
          <Code text={backendCode} label="backend code" />
        </Card>
      </div>
    </Page>
  )
}

const backendCode = `import { StreamChat } from '@parley-chat/client'

const server = new StreamChat(key, secret)
const inAnHour = Math.floor(Date.now() / 1000) + 3600
const token = server.createToken('ann', inAnHour)`
