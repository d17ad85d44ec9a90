/** All drawings, each one line of strokes in a square of 24. */
const paths = {
  audit: 'M7 4h10v16l-2.5-1.8L12 20l-2.5-1.8L7 20zM10 8.5h4M10 12.5h4',
  back: 'm14.5 6-6 6 6 6',
  bell: 'M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5h4',
  channels: 'M4 5h13a4 4 0 0 1 0 9h-6l-4 4v-4H4z',
  check: 'm5 12.5 4.5 4.5L19 7',
  chevron: 'm9 6 6 6-6 6',
  close: 'M6 6l12 12M18 6 6 18',
  copy: 'M9 9h10v11H9zM5 15V4h10',
  down: 'M12 5v14M6 13l6 6 6-6',
  edit: 'M4 20h4L19 9l-4-4L4 16zM13 7l4 4',
  events: 'M3 12h4l3-7 4 14 3-7h4',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Zm9.5 2.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6Z',
  file: 'M6 3.5h8l4 4v13H6zM14 3.5v4h4',
  home: 'M4 11.5 12 5l8 6.5M6.5 10v9h11v-9',
  link: 'M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1-1',
  menu: 'M4 7h16M4 12h16M4 17h16',
  more: 'M6 12h.01M12 12h.01M18 12h.01',
  muted: 'M6 16.5V11a6 6 0 0 1 9.5-4.9M18 11v5.5l1.5 1.5H8M10 20.5h4M4 4l16 16',
  out: 'M10 4H5v16h5M14 8l4 4-4 4M18 12H9',
  pause: 'M8 5v14M16 5v14',
  play: 'M7 4.5v15l12-7.5z',
  pin: 'M9 4h6l-.8 6 3.300 3v2H6.500v-2l3.300-3zM12 15v5.500',
  plus: 'M12 5v14M5 12h14',
  quote: 'M9.5 7.5C6.5 8.5 5 11 5 14.5V17h5v-5H7.5M18.5 7.5c-3 1-4.5 3.5-4.5 7V17h5v-5h-2.5',
  retry: 'M5 12a7 7 0 1 1 2 5M5 20v-4h4',
  return: 'M9 7 4.5 11.5 9 16M4.5 11.5H15a4.5 4.5 0 0 1 0 9h-2',
  search: 'M11 17.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13Zm4.8-1.7L20 20',
  send: 'M4.5 12 4 4.5 20.5 12 4 19.5zM4.5 12H12',
  settings:
    'M4 7h9M17 7h3M4 17h3M11 17h9M15 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM9 19.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z',
  shield: 'M12 3.5 5 6v5.5c0 4.3 2.9 7.4 7 9 4.1-1.6 7-4.7 7-9V6z',
  smile:
    'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM8.5 14.5c.8 1.2 2 1.9 3.5 1.9s2.7-.7 3.5-1.9M9 10h.01M15 10h.01',
  swap: 'M7 4 3.5 7.5 7 11M3.5 7.5H17M17 13l3.5 3.5L17 20M20.5 16.5H7',
  theme: 'M12 20.5a8.5 8.5 0 1 0 0-17zM12 3.5a8.5 8.5 0 0 0 0 17',
  thread: 'M4 5h16v11h-8l-4 4v-4H4zM8 9.5h8M8 12.5h5',
  token: 'M14 10a4.5 4.5 0 1 0-3.2 4.3L13 16.5h2.5v2.5H18v2h3v-3.5l-7.3-7.3M8.5 9.5h.01',
  trash: 'M5 7h14M10 7V4.5h4V7M7 7l.8 12.5h8.4L17 7',
  unread: 'M4 6h11M4 12h16M4 18h16M19.5 6h.01',
  up: 'M12 19V5M6 11l6-6 6 6',
  updown: 'm8 9.5 4-4 4 4M8 14.5l4 4 4-4',
  users:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm-6 9c0-3.3 2.7-5.5 6-5.5s6 2.2 6 5.5M16 4.5a3.2 3.2 0 0 1 0 6.2M17.5 14.8c2.1.7 3.5 2.6 3.5 5.2',
  warning: 'M12 4 2.5 20h19zM12 10v4.5M12 17.3v.01',
} as const

export type IconName = keyof typeof paths

/** A drawing beside a word. It says nothing of its own: what stands alone is labelled by its button. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  )
}
