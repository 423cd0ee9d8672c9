/** On what terms it was measured: strategies, links with their sources, settings, and the command. */
import { printable } from '../../foreign-text.ts'
import type { Source } from '../../json/sources.ts'
import { jsonText } from '../../json/text.ts'
import type { Result } from '../../result/result.ts'
import type { Beside, Origin } from '../beside.ts'
import { type Content, element, type Markup } from '../markup.ts'
import type { Charted } from '../plot/series.ts'
import { bullets } from './bullets.ts'
import { folded, foldedAside } from './table.ts'

export const strategiesSection = (result: Result, { series }: Charted): Markup =>
  element(
    'section',
    { id: 'strategies' },
    element('h2', {}, 'Strategies'),
    element(
      'ol',
      { class: 'list' },
      series.map(({ number, name, strategy }) => {
        const described = result.strategies[strategy]
        const theoretical = described?.standing === 'theoretical'
        return element(
          'li',
          {},
          element('span', { class: 'no' }, number),
          element('span', { class: 'name' }, name),
          described === undefined ? undefined : ` – ${printable(described.summary)}`,
          theoretical
            ? element('b', {}, ' † theoretical: ', described.remark ?? 'servers refuse it')
            : undefined,
          described?.unsafe === undefined
            ? undefined
            : element('b', {}, ' ! unsafe: ', described.unsafe.map(printable).join('; ')),
        )
      }),
    ),
  )

export const linksSection = (result: Result, { origins, courseSources }: Beside): Markup =>
  element(
    'section',
    { id: 'links' },
    element('h2', {}, 'Links'),
    element('p', {}, 'Each as it was resolved for this run, with where its figures come from.'),
    Object.entries(result.profiles).map(([name, { description, title }]) =>
      element(
        'article',
        {},
        element('h3', { class: 'name' }, name),
        typeof title === 'string' ? element('p', {}, title) : undefined,
        bullets(description, 'soft'),
        sources(origins?.get(name)),
      ),
    ),
    Object.entries(result.scenarios ?? {}).map(([name, { summary }]) =>
      described(name, `scenario: ${summary}`, courseSources?.scenarios.get(name)),
    ),
    Object.entries(result.policies ?? {}).map(([name, { summary }]) =>
      described(name, `policy: ${summary}`, courseSources?.policies.get(name)),
    ),
  )

const described = (name: string, text: string, sources: readonly Source[] = []): Markup =>
  element(
    'article',
    {},
    element('h3', { class: 'name' }, name),
    element('p', {}, text),
    sources.length === 0
      ? undefined
      : folded(
          'Sources',
          element(
            'dl',
            {},
            sources.map(({ of, status, says }) => [
              element('dt', {}, of.join(', ')),
              element('dd', {}, `${status}: ${says}`),
            ]),
          ),
        ),
  )

function sources(origins: readonly Origin[] | undefined): Content {
  if (origins === undefined || origins.length === 0) return undefined
  const body = origins.map(({ name, status, confidence, sources, note }) => [
    element('dt', {}, name),
    element(
      'dd',
      {},
      `${status}, confidence ${confidence}`,
      sources.length === 0 ? undefined : `: ${sources.join(' ')}`,
      note === undefined ? undefined : ` (${note})`,
    ),
  ])
  return folded('Sources', element('dl', {}, body))
}

export function reproduceSection(result: Result): Markup {
  const { seed, servers } = result
  const { tcp, tls } = result.settings
  return element(
    'section',
    { id: 'reproduce' },
    element('h2', {}, 'Reproduce'),
    element('p', {}, `With ${toolText(result)}, ${again(result)}:`),
    element('pre', {}, element('code', {}, result.command)),
    element(
      'p',
      {},
      `All chance of the link comes from the seed ${seed}: trial n of every strategy meets the same one.`,
    ),
    foldedAside('TCP and TLS as they were resolved', element('pre', {}, json({ tcp, tls }))),
    Object.entries(servers).map(([name, server]) =>
      foldedAside(`Server ${printable(name)}`, element('pre', {}, json(server))),
    ),
  )
}

/** Two builds of one version may differ: a commit tells them apart. */
function toolText({ tool: { name, version, commit }, settings: { server } }: Result): string {
  if (commit !== undefined) return `${name} ${version}, commit ${commit}`
  return server['mode'] === 'live' ? `${name} ${version}` : `the same build of ${name} ${version}`
}

/** What the command does, which knows nothing of an interruption. */
function again({ settings: { server }, interrupted }: Result): string {
  if (server['mode'] === 'live') return 'this measures again, on the server that answers then'
  return interrupted === true
    ? 'this runs the whole of what was interrupted here, and gives that, to the byte, on every machine'
    : 'this gives the same result, to the byte, on every machine'
}

/** Line by line: what is escaped has no line ends of its own. */
const json = (value: unknown): Content =>
  jsonText(value)
    .trimEnd()
    .split('\n')
    .map((line, index) => [index === 0 ? undefined : element('br', {}), line])
