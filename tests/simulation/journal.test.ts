import { describe, expect, test } from 'bun:test'
import { openJournal } from './journal.ts'

const cid = 'messaging:general'
const message = (seq: number) => ({ type: 'message.new', cid, parley: { seq } })
const removal = { type: 'notification.removed_from_channel', cid }

function watching(at: number) {
  const faults: string[] = []
  const journal = openJournal(
    'ann',
    (each) => each === 'livestream:plaza',
    (fault) => void faults.push(fault),
  )
  journal.asking(cid)
  journal.told(cid, at)
  return { journal, faults, hear: (...events: object[]) => events.forEach(journal.heard) }
}

describe('a journal of what a connection hears', () => {
  test('has no complaint about each event once and in order', () => {
    const { faults, hear } = watching(3)
    hear(message(4), message(5), message(8))
    expect(faults).toEqual([])
  })

  test('complains of an event that comes twice, or behind a later one', () => {
    const { faults, hear } = watching(3)
    hear(message(4), message(4), message(6), message(5))
    expect(faults).toHaveLength(2)
  })

  test('complains of what the state had told already, whichever comes first', () => {
    const late = watching(3)
    late.hear(message(3))
    expect(late.faults).toHaveLength(1)

    const faults: string[] = []
    const journal = openJournal(
      'ann',
      () => false,
      (fault) => void faults.push(fault),
    )
    journal.asking(cid)
    journal.heard(message(3))
    journal.told(cid, 3)
    expect(faults).toHaveLength(1)
  })

  test('complains of a channel that nobody asked for', () => {
    const { faults, hear } = watching(3)
    hear({ ...message(1), cid: 'messaging:other' })
    expect(faults).toHaveLength(1)
  })

  test('takes what a second resume tells once more, but not a third time', () => {
    const { journal, faults, hear } = watching(3)
    hear(message(4), message(5))
    journal.resuming({ [cid]: { seq: 3 } })
    hear(message(4), message(5), message(6))
    expect(faults).toEqual([])
    hear(message(5))
    expect(faults).toHaveLength(1)
  })

  test('takes once more what each of several resumes tells that were asked for before any of it came', () => {
    const { journal, faults, hear } = watching(3)
    hear(message(4))
    for (let attempt = 0; attempt < 2; attempt++) journal.resuming({ [cid]: { seq: 4 } })
    hear(message(5), message(6), message(5), message(6), message(7), message(5), message(6), message(7), message(8))
    expect(faults).toEqual([])
    hear(message(8))
    expect(faults).toHaveLength(1)
  })

  test('takes nothing once more that a resume did not ask for', () => {
    const { journal, faults, hear } = watching(3)
    hear(message(4), message(5), message(6))
    for (const seq of [5, 4]) journal.resuming({ [cid]: { seq } })
    hear(message(4))
    expect(faults).toHaveLength(1)
  })

  test('complains of whatever comes after the user has left, until they are back', () => {
    const { journal, faults, hear } = watching(3)
    hear(message(4), removal)
    expect(faults).toEqual([])
    hear({ type: 'typing.start', cid })
    expect(faults).toHaveLength(1)
    hear({ type: 'notification.added_to_channel', cid })
    journal.asking(cid)
    hear({ type: 'typing.start', cid })
    expect(faults).toHaveLength(1)
  })

  test('knows that whoever leaves a public place may go on listening', () => {
    const { journal, faults, hear } = watching(3)
    journal.asking('livestream:plaza')
    hear({ ...removal, cid: 'livestream:plaza' }, { type: 'typing.start', cid: 'livestream:plaza' })
    expect(faults).toEqual([])
  })
})
