import { fileURLToPath } from 'node:url'

/** Whether the program is one executable that carries all it needs, and not its source beside everything it was built from. */
export const isExecutable = Bun.isStandaloneExecutable

/** Where a web app has been built to: beside its source, or among the files that the executable carries. */
export function builtApp(name: string): string {
  const place = isExecutable ? `./web/${name}` : `../../../../apps/${name}/dist`
  return fileURLToPath(new URL(place, import.meta.url))
}
