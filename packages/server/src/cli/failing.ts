/** What whoever runs a command has to know: one line, and exit code 1. Any other error is our bug. */
export class CommandError extends Error {}
