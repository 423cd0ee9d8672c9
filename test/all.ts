/**
 * `npm test`: every test file there is, with one summary at the end.
 *
 * Most files take less time than to start a process and to load the sources for it, so they share
 * processes. Those of folders whose files start programs or compute for long do so by few, that
 * both cores have something to do until the end, and begin first; all the others by many, whatever
 * folder they are in. What takes real servers has a process to itself. What is run is what the
 * folders hold, so that no file can be forgotten.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { ALLOCATE_YOUNG } from '../src/cli/allocation.ts'
import { bundle } from './bundle.ts'

/** How many files share a process, of those of a folder. The longest first. */
const BY_FEW: ReadonlyMap<string, number> = new Map([
  ['servers', 1],
  ['riders', 1],
  ['actions', 1],
  ['run', 40],
  ['cli', 40],
  ['serve', 40],
  ['attach', 40],
])
const BY_MANY = 130

/** Inside, so that what is put there finds the packages. */
const DIST = join(import.meta.dirname, '../dist')

/** Against a test that hangs; none is stopped for being slow. */
const TIMEOUT_MS = 900_000

const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .sort()

const inside = (folder: string): readonly string[] =>
  files.filter((file) => dirname(file) === folder)

const byThe = (many: number, files: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(files.length / many) }, (_, index) =>
    files.slice(index * many, (index + 1) * many),
  )

const processes: readonly (readonly string[])[] = [
  ...[...BY_FEW].flatMap(([folder, few]) => byThe(few, inside(folder))),
  ...byThe(
    BY_MANY,
    files.filter((file) => !BY_FEW.has(dirname(file))),
  ),
]

mkdirSync(DIST, { recursive: true })
const folder = mkdtempSync(join(DIST, 'suite-'))
process.once('exit', () => rmSync(folder, { recursive: true }))

const entries = processes.map((files, index) => {
  const name = `tests-${index + 1}`
  const entry = join(folder, `${name}.ts`)
  writeFileSync(
    entry,
    files.map((file) => `import '${join(import.meta.dirname, file)}'\n`).join(''),
  )
  return [name, entry] as const
})
await bundle(Object.fromEntries(entries), folder)

// Instead of what this process is started with: a loader that bundled files do without. What tests
// make is to be allocated as the command line has it.
process.execArgv.splice(0, process.execArgv.length, '--enable-source-maps', ALLOCATE_YOUNG)
process.env['XMPP_RTT_BUNDLED'] = folder

run({
  files: entries.map(([name]) => join(folder, `${name}.js`)),
  // Clients and servers of others are waited for.
  concurrency: availableParallelism() + 1,
  timeout: TIMEOUT_MS,
})
  .on('test:fail', () => {
    process.exitCode = 1
  })
  .compose(new spec())
  .pipe(process.stdout)
