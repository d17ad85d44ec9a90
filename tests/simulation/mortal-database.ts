import type { Database, Queries, Transaction } from '../../packages/server/src/ports/database.ts'

/** At which side of a commit a process dies. */
export type Moment = 'before' | 'after'

export interface MortalDatabase extends Database {
  /** The process dies at its next commit: everything in it is stored, or nothing, and nobody is answered. */
  dieAtCommit(moment: Moment): void
  /** The process is dead: whatever of it still runs reaches the database no more. */
  die(): void
}

class ProcessDied extends Error {}

export interface Mortality {
  /** Told when it was a commit that killed the process. */
  readonly onDeath: () => void
  /** Time that a look into the database takes on its way there, and as much on its way back. */
  readonly dawdle: () => Promise<void>
}

/** A database that others use meanwhile, whose process can be killed at the worst moments. */
export function mortalDatabase(database: Database, { onDeath, dawdle }: Mortality): MortalDatabase {
  let isAlive = true
  let deadline: Moment | undefined

  function die(): never {
    isAlive = false
    onDeath()
    throw new ProcessDied()
  }

  const insistOnLife = () => {
    if (!isAlive) throw new ProcessDied()
  }

  const mortal = (transaction: Transaction): Transaction => ({
    ...transaction,
    async commit() {
      insistOnLife()
      if (deadline === 'before') die()
      await transaction.commit()
      if (deadline === 'after') die()
    },
    get isOpen() {
      return transaction.isOpen
    },
  })

  async function snapshot<T>(work: (queries: Queries) => Promise<T>): Promise<T> {
    await dawdle()
    insistOnLife()
    const result = await database.snapshot(work)
    await dawdle()
    insistOnLife()
    return result
  }

  return {
    ...database,
    async begin() {
      insistOnLife()
      return mortal(await database.begin())
    },
    snapshot,
    // Another process keeps its own time, and no run would be like the one before.
    slowSnapshot: snapshot,
    dieAtCommit(moment) {
      deadline = moment
    },
    die() {
      isAlive = false
    },
  }
}
