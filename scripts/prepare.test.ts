import { expect, test } from 'bun:test'
import { type Machine, prepareMachine } from './prepare.ts'

/** A machine with these commands; where it may install, a package brings the command of its name. */
function fakeMachine(commands: string[], canInstall: boolean): Machine & { readonly installed: string[] } {
  const installed: string[] = []
  return {
    installed,
    has: (command) => commands.includes(command) || installed.includes(command),
    canInstall: () => canInstall,
    install: async (packages) => void installed.push(...packages),
  }
}

test('a machine that has everything is left alone', async () => {
  const machine = fakeMachine(['chromium', 'strace', 'gcc', 'initdb', 'redis-server', 'mono'], true)
  expect(await prepareMachine(machine)).toEqual([])
  expect(machine.installed).toEqual([])
})

test('only what is missing is installed', async () => {
  const machine = fakeMachine(['chromium', 'gcc', 'initdb', 'redis-server', 'mono'], true)
  expect(await prepareMachine(machine)).toEqual([])
  expect(machine.installed).toEqual(['strace'])
})

test('one need may bring several packages', async () => {
  const machine = fakeMachine(['chromium', 'strace', 'gcc', 'initdb', 'redis-server'], true)
  expect(await prepareMachine(machine)).toEqual([expect.stringMatching(/^mono .* C# client/)])
  expect(machine.installed).toContain('libnewtonsoft-json5.0-cil')
  expect(machine.installed).toContain('mono-mcs')
})

test('what cannot be had is named, with what needs it', async () => {
  const machine = fakeMachine(['chromium', 'gcc', 'initdb', 'redis-server', 'mono'], false)
  expect(await prepareMachine(machine)).toEqual([expect.stringMatching(/^strace .* traced durability test/)])
  expect(machine.installed).toEqual([])
})
