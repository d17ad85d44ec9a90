import type { ReactNode } from 'react'
import { Skeleton } from './states.tsx'

export interface Column<Row> {
  readonly title: string
  readonly cell: (row: Row) => ReactNode
  /** The title says nothing that the cells do not: it is only read out. */
  readonly quietTitle?: boolean
  readonly align?: 'end'
}

export interface TableProps<Row> {
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  /** Absent while they are under way. */
  readonly rows: readonly Row[] | undefined
  readonly keyOf: (row: Row) => string
  /** How many rows the skeleton is high. */
  readonly expect?: number
}

/** A real table. On narrow screens each row becomes a card whose cells carry their column's title. */
export function Table<Row>({ caption, columns, rows, keyOf, expect = 6 }: TableProps<Row>) {
  return (
    <table className="table" aria-busy={rows === undefined}>
      <caption className="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          {columns.map(({ title, quietTitle, align }) => (
            <th key={title} scope="col" className={align && 'end'}>
              <span className={quietTitle ? 'visually-hidden' : undefined}>{title}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows
          ? rows.map((row) => (
              <tr key={keyOf(row)}>
                {columns.map(({ title, cell, quietTitle, align }) => (
                  <td key={title} data-title={quietTitle ? undefined : title} className={align && 'end'}>
                    {cell(row)}
                  </td>
                ))}
              </tr>
            ))
          : Array.from({ length: expect }, (_, index) => index).map((index) => (
              <tr key={index}>
                {columns.map(({ title }, at) => (
                  <td key={title}>
                    <Skeleton width={at === 0 ? 'l' : 's'} />
                  </td>
                ))}
              </tr>
            ))}
      </tbody>
    </table>
  )
}
