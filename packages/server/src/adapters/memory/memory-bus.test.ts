import { busContract } from '../../ports/bus.contract.ts'
import { memoryBus } from './memory-bus.ts'

busContract('the bus of a single node', async () => {
  const bus = memoryBus()
  return { here: bus, there: bus, settled: async () => undefined }
})
