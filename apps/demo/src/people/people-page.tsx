import './people-page.css'
import { go } from '../place/place.ts'
import type { Person } from '../session/session.ts'
import { Avatar } from '../ui/avatar.tsx'
import { ThemeButton } from '../ui/theme-button.tsx'

/** The door: who do you want to be? */
export function PeoplePage({ people }: { readonly people: readonly Person[] }) {
  return (
    <main className="people">
      <div className="people-theme">
        <ThemeButton />
      </div>
      <img className="people-mark" src={`${import.meta.env.BASE_URL}parley.svg`} alt="" width="56" height="56" />
      <h1>Who are you today?</h1>
      <p>Choose somebody. Open a second window, choose somebody else, and talk to yourself.</p>
      <ul className="people-list">
        {people.map((person) => (
          <li key={person.id}>
            <button type="button" className="people-card" onClick={() => go({ as: person.id })}>
              <Avatar user={person} size="l" />
              <bdi>{person.name}</bdi>
            </button>
          </li>
        ))}
      </ul>
    </main>
  )
}
