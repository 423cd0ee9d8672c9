import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { circles, type Graph, reachable, SOURCES } from './architecture/sources.ts'

/**
 * The rooms of the house: what each may import, and why not more. A file directly in `src/` is a
 * room of its own. `external` lists packages and Node modules; a package named with a file in
 * `onlyIn` may be imported by that file alone.
 */
const SEAMS = [
  'units.ts',
  'random.ts',
  'engine.ts',
  'transport.ts',
  'processing-time.ts',
  'foreign-text.ts',
  'fifo.ts',
  'oldest-out.ts',
  'direction.ts',
] as const

const ROOMS: Readonly<Record<string, { imports: readonly string[]; external: readonly string[] }>> =
  {
    'units.ts': { imports: [], external: [] },
    'random.ts': { imports: [], external: [] },
    'engine.ts': { imports: ['units.ts'], external: [] },
    'transport.ts': { imports: ['units.ts'], external: [] },
    'foreign-text.ts': { imports: [], external: [] },
    'fifo.ts': { imports: [], external: [] },
    'oldest-out.ts': { imports: [], external: [] },
    'direction.ts': { imports: [], external: [] },
    'address.ts': { imports: [], external: ['node:url'] },
    'quantile-table.ts': { imports: ['units.ts'], external: [] },
    'processing-time.ts': {
      imports: ['units.ts', 'random.ts', 'quantile-table.ts'],
      external: [],
    },
    // What people write with a unit; no file.
    quantities: { imports: ['units.ts', 'link'], external: ['zod'] },
    // Checks text that came from outside; knows no file but the name it is told.
    json: {
      imports: ['foreign-text.ts'],
      external: ['zod', '@humanwhocodes/momoa', 'fastest-levenshtein'],
    },
    // A clock wakes tasks; it must not know what they are.
    clock: { imports: ['units.ts', 'engine.ts'], external: [] },
    // The link sees sizes: no ports, no flags, no meaning.
    link: {
      imports: ['direction.ts', 'units.ts', 'random.ts', 'engine.ts', 'quantile-table.ts'],
      external: [],
    },
    // TCP is told the time and knows nothing of loss probabilities, TLS or XMPP.
    tcp: { imports: ['units.ts', 'random.ts', 'engine.ts'], external: [] },
    tls: { imports: [...SEAMS], external: ['node:crypto'] },
    // HTTP/1.1 and WebSockets: what is carried in them is octets.
    http: { imports: [...SEAMS], external: ['node:buffer', 'node:crypto'] },
    // QUIC as well as TCP; TLS in it is told of in octets and keys.
    quic: { imports: ['units.ts', 'engine.ts'], external: [] },
    // One end's layers; must not know XMPP, nor whether time is real.
    stack: { imports: [...SEAMS, 'link', 'tcp', 'tls', 'quic'], external: [] },
    'attach/path': {
      imports: [...SEAMS, 'link', 'tcp', 'quic', 'stack'],
      external: [],
    },
    'attach/sockets': {
      imports: ['transport.ts'],
      external: ['node:net', 'node:tls', 'node:crypto'],
    },
    'attach/simulated': {
      imports: [...SEAMS, 'clock', 'link', 'tls', 'quic', 'stack', 'attach/path'],
      external: [],
    },
    // A client's connections in one virtual time, and what becomes of them.
    world: {
      imports: [
        ...SEAMS,
        'clock',
        'link',
        'stack',
        'attach/simulated',
        'xml',
        'xmpp',
        'xmpp/dialogue',
        'client',
        'scenario',
        'record',
      ],
      external: [],
    },
    // The life of one client: no network, no clock.
    client: {
      imports: [...SEAMS, 'policy', 'xml', 'xmpp/dialogue', 'xmpp/verbs'],
      external: [],
    },
    'attach/live': {
      imports: [...SEAMS, 'clock', 'link', 'stack', 'attach/path', 'attach/sockets'],
      external: ['node:net', 'node:tls', 'node:dns/promises', 'node:stream'],
    },
    'attach/listening': {
      imports: [...SEAMS, 'clock', 'attach/sockets'],
      external: ['node:net', 'node:tls', 'node:stream', 'node:crypto'],
    },
    // Real clients and servers at the ends of a link, in real time.
    'attach/proxy': {
      imports: [...SEAMS, 'clock', 'link', 'stack', 'attach/path', 'attach/sockets'],
      external: ['node:net'],
    },
    // Octets to elements and back; knows no namespace of XMPP's but the stream's.
    xml: { imports: ['transport.ts'], external: ['@xmpp/xml'] },
    // Mechanisms: both ends, synchronous, chance handed in.
    sasl: {
      imports: ['random.ts', 'transport.ts', 'foreign-text.ts'],
      external: ['node:crypto', '@noble/curves/ed25519.js', '@noble/hashes/argon2.js'],
    },
    // XMPP must not know sockets, whether time is real, or what a strategy is called.
    xmpp: { imports: ['random.ts', 'xml', 'sasl'], external: [] },
    'xmpp/dialogue': { imports: [...SEAMS, 'address.ts', 'xml', 'sasl', 'xmpp'], external: [] },
    'xmpp/verbs': {
      imports: ['units.ts', 'transport.ts', 'address.ts', 'xml', 'sasl', 'xmpp', 'xmpp/dialogue'],
      external: [],
    },
    // The server never knows the client's words.
    'xmpp/server': {
      imports: [...SEAMS, 'address.ts', 'xml', 'sasl', 'xmpp'],
      external: ['node:crypto'],
    },
    // A proxy in front of a server: knows no link, and not which server it is.
    front: {
      imports: [
        'units.ts',
        'random.ts',
        'engine.ts',
        'transport.ts',
        'address.ts',
        'http',
        'xml',
        'sasl',
        'xmpp',
      ],
      external: [],
    },
    // XMPP in requests of HTTP, at both ends: no sockets, no clock, and not who speaks.
    bosh: {
      imports: ['units.ts', 'random.ts', 'engine.ts', 'transport.ts', 'http', 'xml', 'xmpp'],
      external: [],
    },
    // A server by its name: data, and nothing that runs.
    servers: {
      imports: [
        'units.ts',
        'processing-time.ts',
        'bosh',
        'http',
        'tls',
        'xml',
        'sasl',
        'xmpp/server',
        'front',
      ],
      external: [],
    },
    // A client by its name: data as well.
    clients: { imports: ['units.ts', 'processing-time.ts', 'tls'], external: [] },
    // Servers as people write them.
    'servers/file': {
      imports: [
        'units.ts',
        'quantile-table.ts',
        'processing-time.ts',
        'json',
        'quantities',
        'profiles',
        'bosh',
        'http',
        'sasl',
        'tls',
        'xml',
        'xmpp/server',
        'front',
        'servers',
      ],
      external: ['zod'],
    },
    // A strategy speaks in the dialogue's verbs and sees neither attachments nor time.
    strategies: {
      imports: ['transport.ts', 'json', 'xmpp', 'sasl', 'xmpp/dialogue', 'xmpp/verbs'],
      external: [],
    },
    // Packets as octets. Nothing of it knows what is said in them.
    'capture/octets': { imports: [], external: [] },
    'capture/file': { imports: ['units.ts', 'capture/octets'], external: [] },
    'capture/network': {
      imports: ['units.ts', 'tcp', 'capture/octets', 'capture/file'],
      external: [],
    },
    'capture/tls': { imports: ['direction.ts', 'capture/octets'], external: ['node:crypto'] },
    'capture/tls/written': {
      imports: ['direction.ts', 'units.ts', 'random.ts', 'tls', 'capture/octets', 'capture/tls'],
      external: [],
    },
    'capture/simulated': {
      imports: [
        ...SEAMS,
        'link',
        'tcp',
        'tls',
        'stack',
        'capture/octets',
        'capture/file',
        'capture/network',
        'capture/tls/written',
      ],
      external: [],
    },
    // What a client did, from packets of anybody's; what of them is XMPP is watched as elsewhere.
    'capture/analysis': {
      imports: [
        'direction.ts',
        'units.ts',
        'transport.ts',
        'tcp',
        'http',
        'bosh',
        'xml',
        'xmpp',
        'watch',
        'capture/file',
        'capture/network',
        'capture/tls',
      ],
      external: [],
    },
    record: { imports: [...SEAMS], external: ['hdr-histogram-js', 'node:zlib'] },
    result: {
      imports: [
        'direction.ts',
        'transport.ts',
        'units.ts',
        'quantile-table.ts',
        'quantities',
        'record',
        'json',
      ],
      external: ['zod'],
    },
    // What reconnects may cost, held against what they do: pure, whoever has measured it.
    budget: {
      imports: ['units.ts', 'json', 'quantities', 'result', 'watch'],
      external: ['zod'],
    },
    profiles: {
      imports: [
        'direction.ts',
        'units.ts',
        'random.ts',
        'quantile-table.ts',
        'json',
        'link',
        'quantities',
      ],
      external: ['zod', 'node:crypto'],
    },
    // Texts of other tools to what a profile says: pure functions of a text.
    'profiles/import': {
      imports: [
        'direction.ts',
        'units.ts',
        'foreign-text.ts',
        'json',
        'link',
        'quantities',
        'profiles',
      ],
      external: ['zod'],
    },
    // A client's constants: data and pure functions, which know neither time nor sockets.
    policy: { imports: ['units.ts', 'random.ts', 'json', 'quantities'], external: ['zod'] },
    // What happens to it, as data; who makes it happen is elsewhere.
    scenario: {
      imports: ['units.ts', 'random.ts', 'json', 'quantities', 'link', 'profiles'],
      external: ['zod'],
    },
    run: {
      imports: [
        'capture/simulated',
        ...SEAMS,
        'quantile-table.ts',
        'attach/path',
        'stack',
        'strategies',
        'xmpp/dialogue',
        'scripted',
        'clients',
        'servers',
        'servers/file',
        'record',
        'result',
        'profiles',
        'policy',
        'scenario',
        'tcp',
        'quic',
        'tls',
        'http',
        'bosh',
        'xml',
        'xmpp',
      ],
      external: [],
    },
    // Conversations without words: must not know which link, strategy or server they are of.
    'run/replay': {
      imports: [...SEAMS, 'xml', 'xmpp', 'xmpp/dialogue', 'xmpp/server'],
      external: [],
    },
    'run/simulated': {
      imports: [
        ...SEAMS,
        'bosh',
        'run/replay',
        'clock',
        'link',
        'tcp',
        'tls',
        'quic',
        'sasl',
        'stack',
        'xmpp',
        'xmpp/dialogue',
        'xmpp/server',
        'front',
        'attach/simulated',
        'capture/simulated',
        'strategies',
        'scripted',
        'clients',
        'servers',
        'record',
        'profiles',
        'client',
        'policy',
        'scenario',
        'xml',
        'world',
        'run',
      ],
      external: ['node:worker_threads', 'node:timers/promises', 'node:util'],
    },
    // Parts of a run, done apart and put together again; no file.
    'run/shards': {
      imports: ['direction.ts', 'transport.ts', 'json', 'record', 'result', 'run', 'run/simulated'],
      external: ['zod', 'node:crypto'],
    },
    'run/live': {
      imports: [
        'attach/sockets',
        ...SEAMS,
        'tcp',
        'tls',
        'capture/simulated',
        'address.ts',
        'clock',
        'link',
        'xml',
        'sasl',
        'xmpp',
        'xmpp/dialogue',
        'xmpp/verbs',
        'stack',
        'attach/live',
        'strategies',
        'clients',
        'record',
        'result',
        'profiles',
        'policy',
        'scenario',
        'client',
        'world',
        'run',
      ],
      external: [],
    },
    'run/proxy': {
      imports: [
        'direction.ts',
        'units.ts',
        'random.ts',
        'clock',
        'link',
        'json',
        'quantities',
        'profiles',
        'scenario',
        'policy',
        'stack',
        'attach/path',
        'attach/proxy',
        'world',
        'record',
        'watch',
        'capture/tls',
        'capture/analysis',
        'run',
      ],
      external: ['zod'],
    },
    'run/serve': {
      imports: [
        ...SEAMS,
        'bosh',
        'clock',
        'stack',
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
        'xmpp/dialogue',
        'xmpp/verbs',
        'strategies',
      ],
      external: ['zod'],
    },
    // Sees what passes between an engine and its transport, and never who carries it.
    watch: { imports: [...SEAMS, 'xml', 'xmpp'], external: ['node:crypto'] },
    // A format is a pure function of a result: no clocks, no engines, no files.
    report: {
      imports: ['direction.ts', 'foreign-text.ts', 'quantities', 'result', 'budget', 'json'],
      external: [
        'cli-table3',
        'csv-stringify/sync',
        'd3-scale',
        'd3-shape',
        'node:util',
        'string-width',
        'wrap-ansi',
      ],
    },
    // What is shown and is no result: one attempt in full, one connection that was served.
    'report/trace': {
      imports: [
        'direction.ts',
        'units.ts',
        'transport.ts',
        'foreign-text.ts',
        'json',
        'record',
        'report',
      ],
      external: [],
    },
    'report/served': {
      imports: ['foreign-text.ts', 'watch', 'report', 'report/proxied'],
      external: [],
    },
    'report/proxied': {
      imports: ['foreign-text.ts', 'watch', 'capture/analysis', 'report'],
      external: [],
    },
    'report/analysed': {
      imports: [
        'direction.ts',
        'foreign-text.ts',
        'json',
        'capture/analysis',
        'report',
        'report/served',
      ],
      external: [],
    },
    // What people name, read from disk, and what is written for them; knows no command line.
    files: {
      imports: [
        'capture/file',
        'address.ts',
        'json',
        'policy',
        'scenario',
        'profiles',
        'scripted',
        'servers',
        'servers/file',
        'record',
        'result',
        'budget',
        'run',
        'run/serve',
        'run/shards',
      ],
      external: [
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
      imports: ['profiles', 'quantities', 'servers', 'tcp', 'tls', 'run'],
      external: [],
    },
    // What was said as what a run takes.
    'words/reading': {
      imports: [
        'direction.ts',
        'run/proxy',
        'units.ts',
        'address.ts',
        'json',
        'quantities',
        'profiles',
        'profiles/import',
        'policy',
        'scenario',
        'strategies',
        'clients',
        'servers',
        'result',
        'run',
        'run/live',
        'run/serve',
        'run/shards',
        'storm',
        'files',
        'words',
      ],
      external: ['zod', 'node:crypto'],
    },
    // What others may call: words in, results out. Its types lead to nothing that runs, so that
    // they stand alone where it is installed.
    library: {
      imports: [
        'capture/analysis',
        'json',
        'policy',
        'scenario',
        'profiles',
        'profiles/import',
        'strategies',
        'clients',
        'servers',
        'servers/file',
        'record',
        'report',
        'result',
        'files',
        'words',
        'words/reading',
        'library/running',
        'library/terms',
        'result',
        'budget',
        'scripted',
        'tls',
      ],
      external: [],
    },
    // Many clients and one server: attempts of a run, in a world of their own.
    storm: {
      imports: [
        'direction.ts',
        'units.ts',
        'random.ts',
        'engine.ts',
        'transport.ts',
        'processing-time.ts',
        'clock',
        'link',
        'tcp',
        'tls',
        'stack',
        'attach/simulated',
        'xmpp/dialogue',
        'xmpp/server',
        'strategies',
        'policy',
        'profiles',
        'quantities',
        'record',
        'result',
        'world',
        'run',
        'run/simulated',
        // Whose logins have been measured.
        'servers',
      ],
      external: ['node:timers/promises', 'node:util'],
    },
    // The other half of it, which prints nothing and touches no process.
    'library/running': {
      imports: [
        'run/proxy',
        'units.ts',
        'capture/analysis',
        'capture/tls',
        'transport.ts',
        'json',
        'record',
        'result',
        'budget',
        'run',
        'run/simulated',
        'run/live',
        'run/serve',
        'run/shards',
        'storm',
        'files',
        'words',
        'words/reading',
        'library/terms',
      ],
      external: ['zod', 'node:crypto', 'node:os'],
    },
    // What is handed over and given back: types that lead to nothing that runs.
    'library/terms': {
      imports: ['capture/analysis', 'transport.ts', 'record', 'result', 'watch', 'words'],
      external: [],
    },
    'index.ts': {
      imports: [
        'transport.ts',
        'capture/analysis',
        'json',
        'profiles',
        'profiles/import',
        'policy',
        'scripted',
        'record',
        'result',
        'budget',
        'watch',
        'report',
        'report/trace',
        'files',
        'words',
        'library',
        'library/terms',
      ],
      external: [],
    },
    cli: {
      imports: [
        'report/proxied',
        'run/proxy',
        'capture/analysis',
        'report/analysed',
        'foreign-text.ts',
        'json',
        'profiles',
        'profiles/import',
        'clients',
        'servers',
        'record',
        'result',
        'budget',
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
        'library/terms',
        'library/running',
      ],
      external: [
        'node:net',
        'commander',
        'cli-progress',
        'node:readline',
        'node:stream',
        'node:v8',
      ],
    },
    'cli.ts': { imports: ['cli'], external: [] },
  }

/** Packages whose traps are fenced in by one file. */
const ONLY_IN: Readonly<Record<string, string>> = {
  '@noble/curves/ed25519.js': 'sasl/opaque/group.ts',
  '@noble/hashes/argon2.js': 'sasl/opaque/stretching.ts',
  '@xmpp/xml': 'xml/element.ts',
  'hdr-histogram-js': 'record/histogram.ts',
  '@peculiar/x509': 'files/own-certificate.ts',
  'cli-table3': 'report/borderless.ts',
  'd3-scale': 'report/plot/scale.ts',
  'd3-shape': 'report/plot/distribution.ts',
}

/** Globals that only some rooms may touch, with the reason. */
const GLOBALS: readonly { pattern: RegExp; allowed: (file: string) => boolean; why: string }[] = [
  {
    pattern:
      /\b(Date\.now|new Date\b|performance\.now|process\.hrtime|setTimeout|setInterval|setImmediate)\b/,
    allowed: (file) =>
      [
        'clock/real.ts',
        'cli.ts',
        'library/running/serve.ts',
        'files/own-certificate.ts',
        'run/simulated/choose-trial.ts',
        'run/simulated/here.ts',
        'run/simulated/under-way.ts',
        'storm/run.ts',
        'cli/progress.ts',
      ].includes(file),
    why: 'only clock/real.ts may ask the machine for the time, and what has to do with the calendar; or lets others have their turn, or tells people how long it will go on',
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

/** Where a program begins: everything else is there because one of these needs it. */
const BEGINNINGS = ['cli.ts', 'index.ts', 'run/simulated/worker.ts']

/** Longer files do more than one thing. */
const LINES_MAX = 300

/** A file that is named as what it is from outside, and stands beside others of its kind. */
const NAMED_FROM_OUTSIDE = ['strategies/legacy-', 'strategies/sasl2-', 'strategies/fast-']

/** What still breaks a rule, and why it may for now. Whoever mends it strikes it out here. */
const STILL = {
  orphans: {
    'attach/path/relay.ts': 'two legs joined, waits told apart by leg: run by a test',
    'attach/simulated/relayed-connection.ts':
      'two legs joined, waits told apart by leg: run by a test',
  },
  circles: {},
  families: {},
}

/** The innermost folder that the table names, or the file's outermost folder. */
const roomOf = (file: string): string => {
  const folders = file.split('/')
  for (let depth = folders.length - 1; depth > 0; depth -= 1) {
    const room = folders.slice(0, depth).join('/')
    if (room in ROOMS) return room
  }
  return folders[0] ?? file
}

const TESTS = fileURLToPath(new URL('.', import.meta.url))

const FILES: Graph = new Map(SOURCES.map(({ file, imports }) => [file, imports]))

/** Nothing is to be found but what is still allowed, and that has to be found. */
const none = (found: readonly string[], still: Readonly<Record<string, string>> = {}): void =>
  assert.deepEqual([...found].sort(), Object.keys(still).sort())

describe('the rooms', () => {
  it('are all in the table, and the table names no others', () => {
    const rooms = new Set(SOURCES.map(({ file }) => roomOf(file)))
    assert.deepEqual([...rooms].sort(), Object.keys(ROOMS).sort())
  })

  it('import what the table says, of each other and from outside', () => {
    none(
      SOURCES.flatMap(({ file, imports, externals }) => {
        const room = roomOf(file)
        const rules = ROOMS[room] ?? { imports: [], external: [] }
        return [
          ...imports.filter((path) => ![room, ...rules.imports].includes(roomOf(path))),
          ...externals.filter((name) => !rules.external.includes(name)),
        ].map((found) => `${file} (${room}) imports ${found}`)
      }),
    )
  })

  it('are allowed no more than they need', () => {
    none(
      Object.entries(ROOMS).flatMap(([room, rules]) => {
        const inside = SOURCES.filter(({ file }) => roomOf(file) === room)
        const used = new Set([
          ...inside.flatMap(({ imports }) => imports.map(roomOf)),
          ...inside.flatMap(({ externals }) => externals),
        ])
        const seams: readonly string[] = SEAMS
        return [...rules.imports, ...rules.external]
          .filter((allowed) => !used.has(allowed) && !seams.includes(allowed))
          .map((allowed) => `${room} imports no ${allowed}`)
      }),
    )
  })

  it('are reached in one direction: no circle crosses a room', () => {
    const rooms = new Map(Object.entries(ROOMS).map(([room, { imports }]) => [room, imports]))
    none(circles(rooms).map((circle) => circle.join(', ')))
  })

  it('fence packages with traps in by one file', () => {
    none(
      SOURCES.flatMap(({ file, externals }) =>
        externals
          .filter((name) => (ONLY_IN[name] ?? file) !== file)
          .map((name) => `${file} imports ${name}, which belongs in ${ONLY_IN[name]} alone`),
      ),
    )
  })
})

describe('every file', () => {
  it('touches no global that it may not', () => {
    none(
      SOURCES.flatMap(({ file, code }) =>
        GLOBALS.filter(({ allowed }) => !allowed(file)).flatMap(({ pattern, why }) => {
          const [found] = pattern.exec(code) ?? []
          return found === undefined ? [] : [`${file} uses ${found}: ${why}`]
        }),
      ),
    )
  })

  it('is needed by something that is not a test', () => {
    const needed = reachable(FILES, BEGINNINGS)
    none(
      SOURCES.map(({ file }) => file).filter((file) => !needed.has(file)),
      STILL.orphans,
    )
  })

  it('stands in no circle of imports, types included', () => {
    none(
      circles(FILES).map((circle) => circle.join(', ')),
      STILL.circles,
    )
  })

  it(`has at most ${LINES_MAX} lines`, () => {
    none(
      SOURCES.map(({ file, text }) => ({ file, lines: text.split('\n').length - 1 }))
        .filter(({ lines }) => lines > LINES_MAX)
        .map(({ file, lines }) => `${file} has ${lines} lines`),
    )
  })

  it('has a name that says what it does', () => {
    none(
      SOURCES.map(({ file }) => file).filter((file) =>
        /(^|\/)(utils?|helpers?|misc|common|types)(\.ts|\/)/.test(file),
      ),
    )
  })

  it('stands in a folder where three or more would share a prefix', () => {
    const families = new Map<string, number>()
    for (const { file } of SOURCES) {
      const [, family] = /^(.*?)-[^/]*$/.exec(file) ?? []
      if (family !== undefined) families.set(family, (families.get(family) ?? 0) + 1)
    }
    none(
      [...families]
        .filter(([, count]) => count >= 3)
        .map(([family]) => `${family}-`)
        .filter((family) => !NAMED_FROM_OUTSIDE.includes(family)),
      STILL.families,
    )
  })
})

describe('a file of tests', () => {
  it('has no hook of its whole process, which runs as soon as what was begun is over', () => {
    none(
      readdirSync(TESTS, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .sort()
        .filter((file) =>
          /^(before|after)(Each)?\(/m.test(readFileSync(join(TESTS, file), 'utf8')),
        ),
    )
  })
})
