// For now the client is the state it believes in; the connection and the calls will stand beside it.
export * from './state/index.ts'
export type * from './wire.ts'
