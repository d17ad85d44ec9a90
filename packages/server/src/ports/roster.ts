/**
 * Who is where, on all nodes together: `online 7`, `watching 4711`. A node that dies or hangs is forgotten after a while,
 * together with everybody whom it alone had. Never the record of anything: while it is not up, every answer knows of this
 * node alone, and when it is back everything that this node has is entered again.
 */
export interface Roster {
  /** Whether there may be other nodes. */
  readonly isShared: boolean
  /** Whether other nodes are known. A roster within one process always is up. */
  readonly isUp: boolean
  /** This node has the member there now. Answers whether no node had before. Each is entered once a node, and left once. */
  enter(place: string, member: string): Promise<boolean>
  /** This node has the member there no more. Answers whether it was the last that had. */
  leave(place: string, member: string): Promise<boolean>
  /** How many different members are there. */
  count(place: string): Promise<number>
  /** The first of those who are there, in the order of their bytes in UTF-8. */
  list(place: string, limit: number): Promise<string[]>
  /** Those of these members who are there. */
  has(place: string, members: readonly string[]): Promise<Set<string>>
  /**
   * Tells of a member whom no node has there any more, without any node having been answered so: their node was
   * forgotten, or they left while it was not up. One node is told, and it is one that lives. The answer ends it.
   */
  onGone(listener: (place: string, member: string) => void): () => void
  /**
   * Tells of a member of this node who is there while the others believe the opposite: they were told to be gone, or
   * entered while this node was not up. The answer ends it.
   */
  onBack(listener: (place: string, member: string) => void): () => void
  /**
   * Tells that the others may have taken this node for dead, and that it is entered again: it hung for so long, or was
   * cut off. It may have missed anything. The answer ends it.
   */
  onLapsed(listener: () => void): () => void
  /** The others forget soon what this node has, and one of them is told who is gone. */
  close(): Promise<void>
}
