// What a project takes the C# client by: the files of Unity and of .NET say the same as the source.
import { expect, test } from 'bun:test'
import { join } from 'node:path'

const home = join(import.meta.dirname, '../../clients/csharp')
const read = (file: string) => Bun.file(join(home, file)).text()
const find = (text: string, pattern: RegExp) => pattern.exec(text)?.[1]

test('Unity and .NET take the same version, license and assembly', async () => {
  const [project, source] = await Promise.all([read('Parley.csproj'), read('src/AssemblyInfo.cs')])
  const [unity, assembly] = await Promise.all([
    Bun.file(join(home, 'src/package.json')).json(),
    read('src/StreamChat.asmdef'),
  ])
  expect(find(project, /<Version>(.*)<\/Version>/)).toBe(unity.version)
  expect(find(source, /AssemblyVersion\("(.*)\.0"\)/)).toBe(unity.version)
  expect(find(project, /<PackageLicenseExpression>(.*)<\//)).toBe(unity.license)
  expect(find(project, /<TargetFramework>(.*)<\//)).toBe('netstandard2.0')
  expect(find(project, /<AssemblyName>(.*)<\//)).toBe(JSON.parse(assembly).name)
})

test('each brings the one library that the client stands on', async () => {
  const project = await read('Parley.csproj')
  const { dependencies } = await Bun.file(join(home, 'src/package.json')).json()
  const { precompiledReferences, references, noEngineReferences } = JSON.parse(await read('src/StreamChat.asmdef'))
  expect([...project.matchAll(/PackageReference Include="(.*?)"/g)].map(([, name]) => name)).toEqual([
    'Newtonsoft.Json',
  ])
  expect(Object.keys(dependencies)).toEqual(['com.unity.nuget.newtonsoft-json'])
  expect({ precompiledReferences, references, noEngineReferences }).toEqual({
    precompiledReferences: ['Newtonsoft.Json.dll'],
    references: [],
    noEngineReferences: true,
  })
})

test('the source names nothing of an engine, and no library but that one', async () => {
  const sources = await Array.fromAsync(new Bun.Glob('src/**/*.cs').scan({ cwd: home }))
  expect(sources.length).toBeGreaterThan(40)
  for (const file of sources) {
    const names = [...(await read(file)).matchAll(/^using (?:static )?([A-Z]\w*)/gm)].map(([, name]) => name!)
    expect(
      names.filter((name) => !['System', 'Newtonsoft', 'StreamChat'].includes(name)),
      file,
    ).toEqual([])
  }
})
