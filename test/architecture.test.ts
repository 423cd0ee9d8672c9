import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const source = join(root, 'src')

/**
 * The rooms of the house: what each may import, and why not more. A file directly in `src/` is a
 * room of its own. `external` lists packages and Node modules; a package named with a file in
 * `onlyIn` may be imported by that file alone.
 */
const SEAMS = ['units.ts', 'random.ts', 'engine.ts', 'transport.ts'] as const

const ROOMS: Readonly<Record<string, { imports: readonly string[]; external: readonly string[] }>> =
  {
    'units.ts': { imports: [], external: [] },
    'random.ts': { imports: [], external: [] },
    'engine.ts': { imports: ['units.ts'], external: [] },
    'transport.ts': { imports: ['units.ts'], external: [] },
    // What people write with a unit; no file.
    quantities: { imports: ['units.ts', 'link'], external: ['zod'] },
    // Checks text that came from outside; knows no file but the name it is told.
    json: { imports: [], external: ['zod', '@humanwhocodes/momoa', 'fastest-levenshtein'] },
    // A clock wakes tasks; it must not know what they are.
    clock: { imports: ['units.ts', 'engine.ts'], external: [] },
    // The link sees sizes: no ports, no flags, no meaning.
    link: { imports: ['units.ts', 'random.ts', 'engine.ts'], external: [] },
    // TCP is told the time and knows nothing of loss probabilities, TLS or XMPP.
    tcp: { imports: ['units.ts', 'random.ts', 'engine.ts'], external: [] },
    tls: { imports: [...SEAMS], external: ['node:crypto'] },
    // One end's layers; must not know XMPP, nor whether time is real.
    stack: { imports: [...SEAMS, 'link', 'tcp', 'tls'], external: [] },
    'attach/path': {
      imports: [...SEAMS, 'clock', 'link', 'tcp', 'stack'],
      external: [],
    },
    'attach/sockets': { imports: ['transport.ts'], external: ['node:tls', 'node:crypto'] },
    'attach/simulated': {
      imports: [...SEAMS, 'clock', 'link', 'tcp', 'tls', 'stack', 'attach/path'],
      external: [],
    },
    'attach/live': {
      imports: [...SEAMS, 'clock', 'link', 'tcp', 'stack', 'attach/path', 'attach/sockets'],
      external: ['node:net', 'node:tls', 'node:dns/promises', 'node:stream'],
    },
    'attach/listening': {
      imports: [...SEAMS, 'clock', 'attach/sockets'],
      external: ['node:net', 'node:tls', 'node:stream', 'node:crypto'],
    },
    // Octets to elements and back; knows no namespace of XMPP's but the stream's.
    xml: { imports: ['transport.ts'], external: ['@xmpp/xml'] },
    // Mechanisms: both ends, synchronous, chance handed in.
    sasl: { imports: ['random.ts', 'transport.ts'], external: ['node:crypto'] },
    // XMPP must not know sockets, whether time is real, or what a strategy is called.
    xmpp: { imports: ['random.ts', 'xml', 'sasl'], external: [] },
    'xmpp/dialogue': { imports: [...SEAMS, 'xml', 'sasl', 'xmpp'], external: [] },
    'xmpp/verbs': {
      imports: ['units.ts', 'transport.ts', 'xml', 'sasl', 'xmpp', 'xmpp/dialogue'],
      external: [],
    },
    // The server never knows the client's words.
    'xmpp/server': { imports: [...SEAMS, 'xml', 'sasl', 'xmpp'], external: ['node:crypto'] },
    // A server by its name: data, and nothing that runs.
    servers: {
      imports: ['units.ts', 'tls', 'xml', 'sasl', 'xmpp', 'xmpp/server'],
      external: [],
    },
    // Servers as people write them.
    'servers/file': {
      imports: ['units.ts', 'json', 'quantities', 'sasl', 'tls', 'xml', 'xmpp/server', 'servers'],
      external: ['zod'],
    },
    // A strategy speaks in the dialogue's verbs and sees neither attachments nor time.
    strategies: {
      imports: ['transport.ts', 'xmpp', 'sasl', 'xmpp/dialogue', 'xmpp/verbs'],
      external: ['fastest-levenshtein'],
    },
    record: { imports: [...SEAMS, 'link'], external: ['hdr-histogram-js', 'node:zlib'] },
    result: { imports: ['transport.ts', 'record', 'json'], external: ['zod'] },
    profiles: {
      imports: ['units.ts', 'random.ts', 'json', 'link', 'quantities'],
      external: ['zod', 'fastest-levenshtein'],
    },
    run: {
      imports: [
        ...SEAMS,
        'attach/path',
        'stack',
        'strategies',
        'scripted',
        'servers',
        'servers/file',
        'record',
        'result',
        'profiles',
        'tcp',
        'tls',
      ],
      external: [],
    },
    'run/simulated': {
      imports: [
        ...SEAMS,
        'clock',
        'link',
        'tcp',
        'tls',
        'sasl',
        'stack',
        'xmpp',
        'xmpp/dialogue',
        'xmpp/server',
        'attach/simulated',
        'strategies',
        'scripted',
        'servers',
        'record',
        'profiles',
        'run',
      ],
      external: ['node:worker_threads', 'node:url'],
    },
    'run/live': {
      imports: [
        ...SEAMS,
        'clock',
        'link',
        'tcp',
        'tls',
        'xml',
        'sasl',
        'xmpp',
        'xmpp/dialogue',
        'xmpp/verbs',
        'stack',
        'attach/live',
        'strategies',
        'servers',
        'record',
        'result',
        'profiles',
        'run',
        'run/simulated',
      ],
      external: [],
    },
    'run/serve': {
      imports: [
        ...SEAMS,
        'clock',
        'sasl',
        'xmpp',
        'xmpp/server',
        'servers',
        'attach/listening',
        'watch',
        'run',
      ],
      external: [],
    },
    // Octets without a meaning: the dialogue's verbs, and nothing of XMPP's grammar.
    scripted: {
      imports: [
        'units.ts',
        'engine.ts',
        'transport.ts',
        'json',
        'quantities',
        'profiles',
        'xmpp/dialogue',
        'xmpp/verbs',
        'strategies',
      ],
      external: ['zod'],
    },
    // Sees what passes between an engine and its transport, and never who carries it.
    watch: { imports: [...SEAMS, 'xml', 'xmpp'], external: [] },
    // A format is a pure function of a result: no clocks, no engines, no files.
    report: {
      imports: ['result', 'json'],
      external: ['cli-table3', 'csv-stringify/sync', 'node:util', 'string-width', 'wrap-ansi'],
    },
    // What is shown and is no result: one attempt in full, one connection that was served.
    'report/trace': { imports: ['units.ts', 'transport.ts', 'record', 'report'], external: [] },
    'report/served': { imports: ['watch', 'report'], external: [] },
    // What people name, read from disk, and what is written for them; knows no command line.
    files: {
      imports: [
        'json',
        'profiles',
        'scripted',
        'servers',
        'servers/file',
        'result',
        'run',
        'run/serve',
      ],
      external: [
        'fastest-levenshtein',
        'node:child_process',
        'node:crypto',
        'node:fs',
        'node:path',
        'node:process',
        'node:url',
        '@peculiar/x509',
        'reflect-metadata',
      ],
    },
    // What people may say, whoever says it: every field explained, and nothing that runs.
    words: {
      imports: ['profiles', 'servers', 'tcp', 'tls', 'run'],
      external: [],
    },
    // What was said as what a run takes.
    'words/reading': {
      imports: [
        'units.ts',
        'json',
        'quantities',
        'profiles',
        'strategies',
        'scripted',
        'servers',
        'run',
        'run/live',
        'run/serve',
        'files',
        'words',
      ],
      external: ['zod', 'node:crypto'],
    },
    // What others may call: words in, results out. Its types lead to nothing that runs, so that
    // they stand alone where it is installed.
    library: {
      imports: [
        'transport.ts',
        'json',
        'profiles',
        'strategies',
        'servers',
        'record',
        'result',
        'watch',
        'files',
        'words',
        'words/reading',
        'library/running',
      ],
      external: [],
    },
    // The other half of it, which prints nothing and touches no process.
    'library/running': {
      imports: [
        'transport.ts',
        'json',
        'record',
        'run',
        'run/simulated',
        'run/live',
        'run/serve',
        'files',
        'words/reading',
        'library',
      ],
      external: ['zod', 'node:crypto', 'node:os'],
    },
    'index.ts': {
      imports: [
        'json',
        'profiles',
        'record',
        'result',
        'watch',
        'report',
        'report/trace',
        'files',
        'words',
        'library',
      ],
      external: [],
    },
    cli: {
      imports: [
        'json',
        'profiles',
        'strategies',
        'servers',
        'servers/file',
        'record',
        'result',
        'run/simulated',
        'run/live',
        'report',
        'report/trace',
        'report/served',
        'run',
        'watch',
        'files',
        'words',
        'words/reading',
        'library',
        'library/running',
      ],
      external: [
        'commander',
        'cli-progress',
        'fastest-levenshtein',
        'node:readline',
        'node:stream',
      ],
    },
    'cli.ts': { imports: ['cli'], external: [] },
  }

/** Packages whose traps are fenced in by one file. */
const ONLY_IN: Readonly<Record<string, string>> = {
  '@xmpp/xml': 'xml/element.ts',
  'hdr-histogram-js': 'record/histogram.ts',
  '@peculiar/x509': 'files/own-certificate.ts',
  'cli-table3': 'report/borderless.ts',
}

/** Globals that only some rooms may touch, with the reason. */
const GLOBALS: readonly { pattern: RegExp; allowed: (file: string) => boolean; why: string }[] = [
  {
    pattern:
      /\b(Date\.now|new Date\b|performance\.now|process\.hrtime|setTimeout|setInterval|setImmediate)\b/,
    allowed: (file) =>
      ['clock/real.ts', 'cli.ts', 'library/running/serve.ts', 'files/own-certificate.ts'].includes(
        file,
      ),
    why: 'only clock/real.ts may ask the machine for the time, and what has to do with the calendar',
  },
  {
    pattern: /\bMath\.random\b|\brandomBytes\b|\brandomUUID\b/,
    allowed: () => false,
    why: 'only random.ts makes numbers up, from a seed',
  },
  {
    pattern: /\bprocess\.|\bconsole\./,
    allowed: (file) => file === 'cli.ts',
    why: 'only cli.ts may touch the process and the console',
  },
  {
    pattern:
      /\bMath\.(log|log2|log10|log1p|exp|expm1|pow|sin|cos|tan|atan2|sinh|cosh|tanh|hypot|cbrt)\b/,
    allowed: () => false,
    why: 'rounds differently from engine to engine',
  },
]

const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.replaceAll('\\', '/'))
  .sort()

/** The innermost folder that the table names, or the file's outermost folder. */
const roomOf = (file: string): string => {
  const folders = file.split('/')
  for (let depth = folders.length - 1; depth > 0; depth -= 1) {
    const room = folders.slice(0, depth).join('/')
    if (room in ROOMS) return room
  }
  return folders[0] ?? file
}

const importsOf = (text: string): readonly string[] =>
  [
    ...text.matchAll(/^(?:import|export)\b[^'"`;=]*\bfrom '([^']+)'/gm),
    ...text.matchAll(/^import '([^']+)'/gm),
    ...text.matchAll(/\bimport\('([^']+)'\)/g),
  ].map((match) => match[1] ?? '')

/** Code without comments, so that prose may name what code may not. */
const codeOf = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1')

describe('the rooms', () => {
  for (const file of files) {
    const text = readFileSync(join(source, file), 'utf8')
    const rules = ROOMS[roomOf(file)]

    it(`${file} stands in a room that the table names, and imports what it may`, () => {
      assert.ok(rules, `no rule for room ${roomOf(file)}`)
      for (const specifier of importsOf(text)) {
        if (specifier.startsWith('.')) {
          const target = relative(source, resolve(source, dirname(file), specifier))
          const room = roomOf(target)
          assert.ok(
            room === roomOf(file) || rules.imports.includes(room),
            `${file} imports ${target}; ${roomOf(file)} may import ${rules.imports.join(', ')}`,
          )
        } else {
          assert.ok(
            rules.external.includes(specifier),
            `${file} imports ${specifier}; ${roomOf(file)} may import ${rules.external.join(', ')}`,
          )
          const only: string | undefined = ONLY_IN[specifier]
          if (only !== undefined) assert.equal(file, only, `${specifier} belongs in ${only} alone`)
        }
      }
    })

    it(`${file} touches no global that it may not`, () => {
      const code = codeOf(text)
      for (const { pattern, allowed, why } of GLOBALS) {
        if (allowed(file)) continue
        assert.doesNotMatch(code, pattern, why)
      }
    })
  }

  it('every table row names a room that exists', () => {
    const rooms = new Set(files.map(roomOf))
    assert.deepEqual(
      Object.keys(ROOMS).filter((room) => !rooms.has(room)),
      [],
    )
  })

  it('no file is named after nothing', () => {
    for (const file of files) {
      assert.doesNotMatch(file, /(^|\/)(utils?|helpers?|misc|common|types)(\.ts|\/)/)
    }
  })
})
