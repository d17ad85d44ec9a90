import { Icon } from '@parley-chat/ui/icon.tsx'
import { Link } from '@tanstack/react-router'

/** The places outside of any app. */
export function ServerSide() {
  return (
    <nav aria-label="Server" className="nav">
      <Link to="/" className="nav-link" activeOptions={{ exact: true }}>
        <Icon name="channels" />
        Apps
      </Link>
      <Link to="/server" className="nav-link">
        <Icon name="shield" />
        Server
      </Link>
    </nav>
  )
}
