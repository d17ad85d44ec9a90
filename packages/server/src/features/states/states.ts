export { loadChannelStates, type Page, type Seen, type StateOptions } from './channel-states.ts'
