/** The sign of Parley: two voices. */
export function Mark() {
  return (
    <span className="mark">
      <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
        <path className="mark-first" d="M4 6h15a6 6 0 0 1 0 12h-7l-5 5v-5H4z" />
        <path className="mark-second" d="M28 12v15l-5-4h-6a5 5 0 0 1-4.6-3H19a8 8 0 0 0 7.7-8z" />
      </svg>
      Parley
    </span>
  )
}
