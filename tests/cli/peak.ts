// Loaded before a command: at its end it says how much memory the process has had at most. What the system tells the
// parent would not do, because it counts the parent's own memory from before the child was itself.
import { readFileSync } from 'node:fs'

process.on('exit', () => {
  const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))![1]
  process.stderr.write(`peak ${peak} kB\n`)
})
