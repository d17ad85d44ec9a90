import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Answered } from './http.ts'

/** What Prometheus reads. Labels are names of operations and statuses: nothing that a client chose. */
export interface Metrics {
  answered(answered: Answered): void
  committed(operations: number): void
  /** The text of `GET /metrics`. */
  print(now: { readonly connections: number; readonly isBusUp: boolean }): Promise<string>
}

export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  const requests = new Histogram({
    name: 'parley_request_seconds',
    help: 'How long requests took, by operation, wire generation and status.',
    labelNames: ['operation', 'generation', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers,
  })
  const commits = new Counter({ name: 'parley_commits_total', help: 'Shared commits.', registers })
  const operations = new Counter({
    name: 'parley_operations_total',
    help: 'Operations that commits carried.',
    registers,
  })
  const sockets = new Gauge({ name: 'parley_connections', help: 'Open sockets of clients.', registers })
  const bus = new Gauge({
    name: 'parley_bus_up',
    help: '1 where other servers are heard, or there are none; 0 where the bus is lost.',
    registers,
  })
  return {
    answered({ operation, view, status, elapsedMs }) {
      requests.observe({ operation, generation: view, status: String(status) }, elapsedMs / 1000)
    },
    committed(count) {
      commits.inc()
      operations.inc(count)
    },
    print({ connections, isBusUp }) {
      sockets.set(connections)
      bus.set(isBusUp ? 1 : 0)
      return registry.metrics()
    },
  }
}
