// Reads what strace wrote: when requests came in, when the log reached the disk, when answers went out.

/** One system call of one thread that has returned. */
interface Call {
  readonly thread: string
  readonly name: string
  readonly fd: string
  readonly text: string
  readonly result: number
}

/** One send as the kernel saw it. */
export interface TracedSend {
  /** Between the request and its answer the thread wrote to the log and then synced it. */
  readonly isSyncedFirst: boolean
}

export interface Trace {
  readonly sends: readonly TracedSend[]
  /** Syncs of the log by the thread that answers. */
  readonly syncs: number
}

/** Follows every request whose first line matches to its answer. */
export function readTrace(text: string, request: RegExp, answer: RegExp): Trace {
  const sends: TracedSend[] = []
  const waiting = new Map<string, Progress>()
  const syncsOf = new Map<string, number>()
  let answering: string | undefined
  for (const call of readCalls(text)) {
    const { thread, fd } = call
    if (isRead(call) && request.test(call.text)) waiting.set(`${thread} ${fd}`, { isLogged: false, isSynced: false })
    else if (isLogWrite(call)) for (const progress of of(waiting, thread)) progress.isLogged = true
    else if (isLogSync(call)) {
      syncsOf.set(thread, (syncsOf.get(thread) ?? 0) + 1)
      for (const progress of of(waiting, thread)) progress.isSynced = progress.isLogged
    } else if (isWrite(call) && answer.test(call.text)) {
      const progress = waiting.get(`${thread} ${fd}`)
      if (!progress) continue
      waiting.delete(`${thread} ${fd}`)
      answering = thread
      sends.push({ isSyncedFirst: progress.isSynced })
    }
  }
  return { sends, syncs: syncsOf.get(answering ?? '') ?? 0 }
}

interface Progress {
  isLogged: boolean
  isSynced: boolean
}

function* of(waiting: ReadonlyMap<string, Progress>, thread: string): Iterable<Progress> {
  for (const [key, progress] of waiting) if (key.startsWith(`${thread} `)) yield progress
}

/** A call that another thread's line interrupted stands on two lines; it counts where it returned. */
function* readCalls(text: string): Iterable<Call> {
  const begun = new Map<string, string>()
  for (const line of text.split('\n')) {
    const [, thread, rest] = /^(\d+)\s+(.*)$/.exec(line) ?? []
    if (!thread || !rest) continue
    const unfinished = /^(.*) <unfinished \.\.\.>$/.exec(rest)
    if (unfinished) {
      begun.set(thread, unfinished[1]!)
      continue
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest)
    const whole = resumed ? `${begun.get(thread) ?? ''}${resumed[1]}` : rest
    const [, name, fd, result] = /^(\w+)\((\d+<[^>]*>).*\) = (-?\d+)/.exec(whole) ?? []
    if (name && fd && result) yield { thread, name, fd, text: whole, result: Number(result) }
  }
}

const reads = ['read', 'recvfrom', 'recvmsg', 'readv']
const writes = ['write', 'sendto', 'sendmsg', 'writev']
const isRead = ({ name, result }: Call) => reads.includes(name) && result > 0
const isWrite = ({ name, result }: Call) => writes.includes(name) && result > 0
const isLog = ({ fd }: Call) => fd.includes('.db-wal>')
const isLogWrite = (call: Call) => isLog(call) && /^p?write/.test(call.name) && call.result > 0
const isLogSync = (call: Call) => isLog(call) && /^f(data)?sync$/.test(call.name) && call.result === 0
