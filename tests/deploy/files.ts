// The files that Parley is deployed with, read as those who obey them read them.
import { join } from 'node:path'

export const root = join(import.meta.dirname, '../..')

export const read = (path: string) => Bun.file(join(root, path)).text()

/** The page's only block of code of this kind. */
export function blockOf(page: string, kind: string): string {
  const [block, ...more] = [...page.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)].filter((match) => match[1] === kind)
  if (!block || more.length > 0) throw new Error(`there is not one block of ${kind}`)
  return block[2]!
}

/** Lines of `NAME=value`, as in a unit of systemd and a file of the environment; of a name the last. */
export const readLines = (text: string): Record<string, string> =>
  Object.fromEntries([...text.matchAll(/^(\w+)=(.*)$/gm)].map((match) => [match[1], match[2]]))

/** What a Dockerfile says under a name (`COPY`), in its order. */
export const instructionsOf = (dockerfile: string, name: string): string[] =>
  [...dockerfile.replaceAll('\\\n', '').matchAll(/^([A-Z]+) (.+)$/gm)]
    .filter((match) => match[1] === name)
    .map((match) => match[2]!)

export interface Service {
  readonly build?: string
  readonly image: string
  readonly environment: Readonly<Record<string, string>>
  readonly ports?: readonly string[]
  readonly volumes?: readonly string[]
  readonly networks: readonly string[]
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
  readonly healthcheck?: { readonly test: readonly string[] }
  readonly stop_grace_period?: string
}

export interface Compose {
  readonly services: Readonly<Record<string, Service>>
  readonly networks: Readonly<Record<string, { readonly internal?: boolean } | null>>
  readonly volumes: Readonly<Record<string, null>>
}

/** compose.yaml with the environment put in; a variable that must be set and is not is an error, as Compose has it. */
export function readCompose(text: string, environment: Readonly<Record<string, string>>): Compose {
  const filled = text.replace(/\$\$|\$\{(\w+)(?::(\?)|:-([^}]*))\}/g, (whole, name, must, otherwise) => {
    if (whole === '$$') return '$'
    const value = environment[name] || otherwise
    if (must && !value) throw new Error(`${name} is missing`)
    return value ?? ''
  })
  return Bun.YAML.parse(filled) as Compose
}
