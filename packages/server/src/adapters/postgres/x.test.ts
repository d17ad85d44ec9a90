import { SQL } from 'bun'
import { databaseContract } from '../../ports/database.contract.ts'
import { openPostgres } from './postgres-database.ts'

let count = 0
databaseContract('PostgreSQL', async (clock) => {
  const name = `x${process.pid}_${++count}`
  const admin = new SQL('postgres://postgres@127.0.0.1:5432/postgres', { max: 1 })
  await admin.unsafe(`CREATE DATABASE ${name}`)
  await admin.close()
  return openPostgres({ url: `postgres://postgres@127.0.0.1:5432/${name}`, clock })
})
