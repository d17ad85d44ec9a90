import type { Database, Transaction } from '../ports/database.ts'

/** All of the work, or nothing of it. */
export async function inTransaction<T>(database: Database, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const tx = await database.begin()
  try {
    const result = await work(tx)
    await tx.commit()
    return result
  } catch (error) {
    if (tx.isOpen) await tx.rollback()
    throw error
  }
}
