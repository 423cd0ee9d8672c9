/** Runs the tool as its users do: another process, a command line, what comes out. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface CommandOutput {
  readonly stdout: string
  readonly stderr: string
  readonly code: number | null
}

const CLI = fileURLToPath(new URL('../../src/cli.ts', import.meta.url))
const ROOT = fileURLToPath(new URL('../..', import.meta.url))

export interface CommandOptions {
  /** Called with what has been written to standard error so far; may signal the process. */
  readonly onStart?: (kill: (signal: NodeJS.Signals) => void) => void
}

export function commandOutput(
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandOutput> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', CLI, ...args], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ stdout, stderr, code }))
    options.onStart?.((signal) => child.kill(signal))
  })
}
