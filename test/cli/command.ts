/** Runs the tool as its users do: another process, a command line, what comes out. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { TOOL } from '../bundled.ts'

export interface CommandOutput {
  readonly stdout: string
  readonly stderr: string
  readonly code: number | null
}

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

export interface CommandOptions {
  readonly env?: NodeJS.ProcessEnv
  /** Called when the process is there; may signal it later. */
  readonly onStart?: (kill: (signal: NodeJS.Signals) => void) => void
  /** All of standard error, whenever there is more of it. */
  readonly heard?: (stderr: string) => void
}

export function commandOutput(
  args: readonly string[],
  { env = {}, onStart, heard }: CommandOptions = {},
): Promise<CommandOutput> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...TOOL, ...args], {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
      heard?.(stderr)
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ stdout, stderr, code }))
    onStart?.((signal) => child.kill(signal))
  })
}
