const paths = {
  home: 'M4 11.5 12 5l8 6.5M6.5 10v9h11v-9',
  users:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm-6 9c0-3.3 2.7-5.5 6-5.5s6 2.2 6 5.5M16 4.5a3.2 3.2 0 0 1 0 6.2M17.5 14.8c2.1.7 3.5 2.6 3.5 5.2',
  channels: 'M4 5h13a4 4 0 0 1 0 9h-6l-4 4v-4H4z',
  events: 'M3 12h4l3-7 4 14 3-7h4',
  token: 'M14 10a4.5 4.5 0 1 0-3.2 4.3L13 16.5h2.5v2.5H18v2h3v-3.5l-7.3-7.3M8.5 9.5h.01',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Zm9.5 2.8a2.8 2.8 0 1 0 0-5.600 2.8 2.8 0 0 0 0 5.600Z',
  settings:
    'M4 7h9M17 7h3M4 17h3M11 17h9M15 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM9 19.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z',
  shield: 'M12 3.5 5 6v5.5c0 4.3 2.900 7.400 7 9 4.100-1.600 7-4.7 7-9V6z',
  audit: 'M7 4h10v16l-2.5-1.8L12 20l-2.5-1.8L7 20zM10 8.5h4M10 12.5h4',
  menu: 'M4 7h16M4 12h16M4 17h16',
  close: 'M6 6l12 12M18 6 6 18',
  copy: 'M9 9h10v11H9zM5 15V4h10',
  check: 'm5 12.5 4.5 4.5L19 7',
  chevron: 'm9 6 6 6-6 6',
  updown: 'm8 9.5 4-4 4 4M8 14.5l4 4 4-4',
  plus: 'M12 5v14M5 12h14',
  search: 'M11 17.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13Zm4.8-1.7L20 20',
  pause: 'M8 5v14M16 5v14',
  play: 'M7 4.5v15l12-7.5z',
  out: 'M10 4H5v16h5M14 8l4 4-4 4M18 12H9',
  theme: 'M12 20.5a8.5 8.5 0 1 0 0-17zM12 3.5a8.5 8.5 0 0 0 0 17',
  more: 'M5.5 12h1M11.5 12h1M17.5 12h1',
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
