const environment = `It reads the same environment as the server (PARLEY_DATA_DIR, PARLEY_DATABASE_URL). With SQLite the
server must be stopped meanwhile.`

export const generalHelp = `usage: parley export --app <API key> [--out <file>] [--with-secrets]
       parley import [--in <file>] [--key <new key>]
       parley import --abandon [--in <file>]

Carries a whole app from one database into another. More: parley export --help, parley import --help,
docs/export-format.md.
`

export const help: Readonly<Record<string, string>> = {
  export: `usage: parley export --app <API key> [--out <file>] [--with-secrets]

Writes a whole app, as it is at one moment, to a file or to standard output: settings, users, channels, messages,
reactions, what everybody has read. docs/export-format.md says line by line what.

  --app <API key>   any key of the app
  --out <file>      where to; the file stands under its name once it is whole, readable for you alone
  --with-secrets    the app's keys and their secrets, too: whoever has the file may then do everything in the app

${environment}
`,
  import: `usage: parley import [--in <file>] [--key <new key>]
       parley import --abandon [--in <file>]

Brings an app from a file, or from standard input, into the database, beside the apps that are there. Nobody can use it
before the file has proved whole. An import that was broken off goes on when the same file is imported again.

  --in <file>       what \`parley export\` has written
  --key <new key>   what to call the app's new key; without, the name is made up, or the keys come with the file
  --abandon         takes away what a broken-off import has left: that of the file, or all that there are

The new pair of key and secret is printed once; users need tokens signed with it. What was connected before has another
place in the order of events and is told to query.

${environment}
`,
}
