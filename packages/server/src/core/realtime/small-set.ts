/** Up to this many are looked through one after another. */
const few = 16

/**
 * A set for what is kept for every socket: mostly of a handful, sometimes of thousands. The runtime's own takes 0.6 KB from five
 * entries on, this one 0.1 KB, until there are many and it becomes one of those. In the order of insertion; whoever goes
 * through it meets all that were there when they came.
 */
export class SmallSet<Value> {
  private values: Value[] = []
  private many: Set<Value> | undefined

  get size(): number {
    return this.many ? this.many.size : this.values.length
  }

  has(value: Value): boolean {
    return this.many ? this.many.has(value) : this.values.includes(value)
  }

  add(value: Value): this {
    if (this.many) this.many.add(value)
    else if (!this.values.includes(value)) this.push(value)
    return this
  }

  delete(value: Value): boolean {
    if (this.many) return this.many.delete(value)
    const index = this.values.indexOf(value)
    if (index >= 0) this.values = this.values.toSpliced(index, 1)
    return index >= 0
  }

  [Symbol.iterator](): IterableIterator<Value> {
    return (this.many ?? this.values)[Symbol.iterator]()
  }

  private push(value: Value): void {
    this.values.push(value)
    if (this.values.length <= few) return
    this.many = new Set(this.values)
    this.values = []
  }
}
