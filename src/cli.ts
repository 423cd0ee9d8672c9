#!/usr/bin/env node
/** The bin: the process around the command line, which is touched nowhere else. */
import { allocateYoung } from './cli/allocation.ts'
import { run } from './cli/main.ts'

allocateYoung()

/**
 * Ctrl-C, SIGTERM and a terminal that is closed (SIGHUP) are a wish to end early with what there
 * is. A signal often comes twice at once: the terminal sends it to the whole process group, and
 * npm passes its own copy on. So a repetition is only taken for impatience when it comes a while
 * after the first; then the process ends as it would without handlers.
 */
const IMPATIENT_AFTER_MS = 2000
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

const interruption = new AbortController()
let firstAt: number | undefined
const interrupt = (signal: NodeJS.Signals): void => {
  firstAt ??= Date.now()
  interruption.abort()
  if (Date.now() - firstAt < IMPATIENT_AFTER_MS) return
  for (const one of SIGNALS) process.removeListener(one, interrupt)
  process.kill(process.pid, signal)
}
for (const signal of SIGNALS) process.on(signal, interrupt)

// A closed pipe (`| head`) is the reader's decision, not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit()
  process.stderr.write(`xmpp-rtt: standard output cannot be written to (${error.code})\n`)
  process.exit(3)
})

// Remarks to a terminal that was closed are lost, and nothing else is.
process.stderr.on('error', () => {})

process.exitCode = await run(process.argv.slice(2), {
  // Only when asked for: to look at standard input is to open it.
  get stdin() {
    return process.stdin
  },
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  pid: process.pid,
  signal: interruption.signal,
})
