/** Runs the command line within this process: what it prints, and how it ends. */
import { Readable, Writable } from 'node:stream'
import type { ExitCode } from '../../src/cli/exit.ts'
import { run } from '../../src/cli/main.ts'
import type { Output } from '../../src/cli/surroundings.ts'

export interface Outcome {
  readonly stdout: string
  readonly stderr: string
  readonly code: ExitCode
}

export interface Within {
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly signal?: AbortSignal
  /** A terminal of so many columns; else standard output is none. */
  readonly columns?: number
  /** Standard error is a terminal: progress is shown. */
  readonly progress?: true
  /** What is piped in. */
  readonly stdin?: Uint8Array
  /** All of standard error, whenever there is more of it. */
  readonly heard?: (stderr: string) => void
}

class Collected extends Writable implements Output {
  text = ''
  readonly isTTY: boolean
  readonly columns: number
  readonly #heard: (text: string) => void

  constructor(columns: number | undefined, heard: (text: string) => void = () => {}) {
    super({ decodeStrings: false })
    this.isTTY = columns !== undefined
    this.columns = columns ?? 0
    this.#heard = heard
  }

  override _write(chunk: string, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk
    this.#heard(this.text)
    done()
  }
}

export async function within(args: readonly string[], options: Within = {}): Promise<Outcome> {
  const { env = {}, signal = new AbortController().signal, columns, progress, heard } = options
  const { stdin } = options
  const stdout = new Collected(columns)
  const stderr = new Collected(progress && 80, heard)
  const code = await run(args, {
    stdin: Readable.from(stdin === undefined ? [] : [stdin]),
    stdout,
    stderr,
    env,
    pid: process.pid,
    signal,
  })
  return { stdout: stdout.text, stderr: stderr.text, code }
}
