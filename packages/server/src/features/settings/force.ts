import type { Context, Tx } from '../../core/context.ts'

/**
 * Another version of the configuration holds: every node is told, and this one knows it as soon as it is committed.
 * `reads`: channels have begun or ceased to count reads, which changes everybody's unread numbers.
 */
export async function putInForce(tx: Tx, context: Context, version: number, reads = false): Promise<void> {
  tx.reconfigured(context.app_pk, version, reads)
  // A first load finds the new version, and keeps it in memory after the commit.
  await context.services.loadAccess(tx, [context], tx)
}
