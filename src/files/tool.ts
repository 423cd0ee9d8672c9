/** Which tool made a result: its version and, in a git checkout, its commit. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Provenance } from '../run/to-result.ts'

/** The package's folder, seen from `src/files`, and from `dist/chunks`, into which it is built. */
export const packageFile = (path: string): string =>
  fileURLToPath(new URL(`../../${path}`, import.meta.url))

export function toolVersion(): string {
  const { version }: { version: string } = JSON.parse(
    readFileSync(packageFile('package.json'), 'utf8'),
  )
  return version
}

/** What decides what a run from sources comes to. */
export const SOURCES: readonly string[] = ['src', 'profiles', 'package-lock.json']

let asked: { readonly commit: string | undefined } | undefined

/**
 * Undefined outside a checkout; `-dirty` when source or profiles differ from the commit. Asked once:
 * what is loaded stays what it was.
 */
export function toolCommit(): string | undefined {
  asked ??= { commit: askedOfGit() }
  return asked.commit
}

function askedOfGit(): string | undefined {
  if (!existsSync(packageFile('.git'))) return undefined
  try {
    const git = (...args: readonly string[]): string =>
      execFileSync('git', args, {
        cwd: packageFile('.'),
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim()
    const commit = git('rev-parse', '--short=12', 'HEAD')
    const changes = git('status', '--porcelain', '--', ...SOURCES)
    return changes === '' ? commit : `${commit}-dirty`
  } catch {
    return undefined
  }
}

/** What a result says of how it was made. */
export const provenance = (command: string, commit = true): Provenance => ({
  version: toolVersion(),
  commit: commit ? toolCommit() : undefined,
  command,
})
