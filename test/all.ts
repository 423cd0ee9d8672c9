/**
 * `npm test`: every test file there is, with one summary at the end.
 *
 * Most files take less time than to start a process and to load the sources for it. So the files
 * of a folder share a process, but for folders whose files start programs or compute for long:
 * those have a process each, and begin first. What is run is what the folders hold, so that no
 * file can be forgotten.
 */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { dirname, join, sep } from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { pathToFileURL } from 'node:url'

/** The longest first. */
const ALONE = ['servers', 'run', 'cli', 'serve', 'attach', 'fidelity']

/** Against a test that hangs; none is stopped for being slow. */
const TIMEOUT_MS = 900_000

const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .sort()

const rank = (file: string): number => {
  const index = ALONE.indexOf(dirname(file))
  return index === -1 ? ALONE.length : index
}
const processOf = (file: string): string => (rank(file) < ALONE.length ? file : dirname(file))

const processes = [...new Set([...files].sort((a, b) => rank(a) - rank(b)).map(processOf))]
const entries = mkdtempSync(join(tmpdir(), 'xmpp-rtt-test-'))
process.once('exit', () => rmSync(entries, { recursive: true }))

run({
  files: processes.map((name) => {
    const entry = join(entries, `${name.replaceAll(sep, '-')}.mjs`)
    const imports = files
      .filter((file) => processOf(file) === name)
      .map((file) => `import '${pathToFileURL(join(import.meta.dirname, file))}'\n`)
    writeFileSync(entry, imports.join(''))
    return entry
  }),
  concurrency: availableParallelism() + 1,
  timeout: TIMEOUT_MS,
})
  .on('test:fail', () => {
    process.exitCode = 1
  })
  .compose(new spec())
  .pipe(process.stdout)
