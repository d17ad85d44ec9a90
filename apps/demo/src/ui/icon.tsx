const paths = {
  back: 'm14.5 6-6 6 6 6',
  bell: 'M6 16.500V11a6 6 0 0 1 12 0v5.500l1.5 1.500h-15zM10 20.500h4',
  muted: 'M6 16.500V11a6 6 0 0 1 9.5-4.900M18 11v5.500l1.5 1.500H8M10 20.500h4M4 4l16 16',
  check: 'm5 12.5 4.5 4.500L19 7',
  close: 'M6 6l12 12M18 6 6 18',
  copy: 'M9 9h10v11H9zM5 15V4h10',
  down: 'M12 5v14M6 13l6 6 6-6',
  up: 'M12 19V5M6 11l6-6 6 6',
  return: 'M9 7 4.5 11.5 9 16M4.5 11.5H15a4.5 4.5 0 0 1 0 9h-2',
  edit: 'M4 20h4L19 9l-4-4L4 16zM13 7l4 4',
  file: 'M6 3.500h8l4 4v13H6zM14 3.500v4h4',
  link: 'M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.300l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.700l1-1',
  more: 'M6 12h.01M12 12h.01M18 12h.01',
  plus: 'M12 5v14M5 12h14',
  quote: 'M9.5 7.500C6.5 8.5 5 11 5 14.500V17h5v-5H7.500M18.5 7.500c-3 1-4.5 3.5-4.5 7V17h5v-5h-2.5',
  retry: 'M5 12a7 7 0 1 1 2 5M5 20v-4h4',
  search: 'M11 17.500a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13Zm4.8-1.700L20 20',
  send: 'M4.5 12 4 4.5 20.5 12 4 19.500zM4.5 12H12',
  smile:
    'M12 20.500a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM8.5 14.500c.8 1.2 2 1.9 3.5 1.900s2.7-.7 3.5-1.900M9 10h.01M15 10h.01',
  swap: 'M7 4 3.5 7.5 7 11M3.5 7.500H17M17 13l3.5 3.500L17 20M20.5 16.500H7',
  theme: 'M12 20.500a8.5 8.5 0 1 0 0-17zM12 3.500a8.5 8.5 0 0 0 0 17',
  thread: 'M4 5h16v11h-8l-4 4v-4H4zM8 9.500h8M8 12.500h5',
  trash: 'M5 7h14M10 7V4.500h4V7M7 7l.8 12.500h8.400L17 7',
  unread: 'M4 6h11M4 12h16M4 18h16M19.5 6h.01',
  users:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm-6 9c0-3.3 2.7-5.5 6-5.500s6 2.2 6 5.500M16 4.500a3.2 3.2 0 0 1 0 6.200M17.5 14.800c2.1.7 3.5 2.6 3.5 5.2',
  warning: 'M12 4 2.5 20h19zM12 10v4.500M12 17.300v.01',
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
