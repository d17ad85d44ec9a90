import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { type UserSearch, usersPerPage } from '../api/users.ts'
import { Button } from '../ui/button.tsx'
import { Page } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { SearchBar } from '../ui/search-bar.tsx'
import { Empty, Failed } from '../ui/states.tsx'
import { CreateUser } from './create-user.tsx'
import { useRoles, useUsers } from './users.ts'
import { UsersTable } from './users-table.tsx'

/** All users of the app. The address holds the search, so that it can be sent to somebody. */
export function UsersPage() {
  const search = useSearch({ from: '/apps/$appId/users' })
  const navigate = useNavigate({ from: '/apps/$appId/users' })
  const users = useUsers(search)
  const roles = useRoles()
  const [creating, setCreating] = useState(false)
  const look = (change: Partial<UserSearch>) =>
    void navigate({ search: { ...search, page: 0, ...change }, replace: true })
  const isFiltered = Boolean(search.text || search.role || search.state)
  return (
    <Page
      title="Users"
      lead="Everybody who has an account in this app. The list follows what happens."
      actions={
        <Button tone="primary" icon="plus" onClick={() => setCreating(true)}>
          Create user
        </Button>
      }
    >
      <SearchBar label="Search users" placeholder="Id or name" text={search.text} onSearch={(text) => look({ text })}>
        <select
          className="input select"
          aria-label="Role"
          value={search.role}
          onChange={({ target }) => look({ role: target.value })}
        >
          <option value="">All roles</option>
          {roles.map((role) => (
            <option key={role}>{role}</option>
          ))}
        </select>
        <select
          className="input select"
          aria-label="State"
          value={search.state}
          onChange={({ target }) => look({ state: target.value as UserSearch['state'] })}
        >
          <option value="">Everybody</option>
          <option value="banned">Banned</option>
          <option value="deactivated">Deactivated</option>
        </select>
      </SearchBar>
      {users.isError ? (
        <Failed error={users.error} onRetry={() => void users.refetch()} />
      ) : users.data?.length === 0 ? (
        <Empty icon="users" title={isFiltered ? 'Nobody matches' : 'No users yet'}>
          <p>
            {isFiltered
              ? 'Names and ids are found by the beginnings of their words.'
              : 'Users come into being when your backend creates them or when they connect for the first time.'}
          </p>
        </Empty>
      ) : (
        <UsersTable users={users.data?.slice(0, usersPerPage)} />
      )}
      <Pager page={search.page} hasNext={(users.data?.length ?? 0) > usersPerPage} onTurn={(page) => look({ page })} />
      <CreateUser open={creating} onOpenChange={setCreating} roles={roles} />
    </Page>
  )
}
