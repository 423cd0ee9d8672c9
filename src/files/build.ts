/** Which build of the tool runs: its files by their digest, whatever git and versions say of them. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { digest } from '../run/shards/fingerprint.ts'
import { packageFile, SOURCES } from './tool.ts'

/** The same of what was built of the sources. */
const BUILT: readonly string[] = ['dist/cli.js', 'dist/index.js', 'dist/chunks', 'profiles']

let known: string | undefined

/** Taken once: what is loaded stays what it was. */
export function toolBuild(): string {
  known ??= buildOf(packageFile('.'), isFromSource() ? SOURCES : BUILT)
  return known
}

const isFromSource = (): boolean =>
  fileURLToPath(import.meta.url) === packageFile('src/files/build.ts')

/** The same on every machine: of names and texts, whatever ends their lines, but for what is there to be read. */
export const buildOf = (root: string, paths: readonly string[]): string =>
  digest(
    JSON.stringify(
      paths
        .flatMap((path) => filesIn(root, path))
        .map((path) => [
          path.replaceAll(sep, '/'),
          readFileSync(join(root, path), 'utf8').replaceAll('\r\n', '\n'),
        ]),
    ),
  )

function filesIn(root: string, path: string): readonly string[] {
  if (statSync(join(root, path)).isFile()) return path.endsWith('.md') ? [] : [path]
  return readdirSync(join(root, path))
    .sort()
    .flatMap((name) => filesIn(root, join(path, name)))
}
