/** `xmpp-rtt show NAME`: everything about one thing that has a name. */
import type { Command } from 'commander'
import { printable } from '../../foreign-text.ts'
import { meantHint } from '../../json/named.ts'
import type { Source } from '../../json/sources.ts'
import { kindsNamed, SHOWN_KINDS, type Shown, type ShownKind, show } from '../../library/show.ts'
import { columns, wrap } from '../../report/columns.ts'
import { type Group, renderGroups } from '../../report/properties.ts'
import { wrongInput } from '../exit.ts'
import { remark, type Surroundings } from '../surroundings.ts'

/** Where it is not known how wide a terminal is. */
const WIDTH = 80

export function define(command: Command, around: Surroundings): void {
  command
    .argument(
      '<name...>',
      'a profile, scenario, policy, server, modifier, ./file.json, or a strategy BASE+MOD+MOD; behind its kind where several have the name, as in "profile ideal"',
    )
    .action((words: readonly string[]) => {
      const { columns: width } = around.stdout
      const { name, kind } = nameOf(words)
      const shown = show(name, kind)
      if (kind === undefined) {
        for (const other of kindsNamed(name).slice(1)) {
          remark(around, `this is the ${shown.kind}; "show ${other} ${name}" is the ${other}`)
        }
      }
      const text = textOf(shown, width || WIDTH)
      // A file is there to be copied.
      around.stdout.write(shown.kind === 'server' ? text : fitted(text, width))
    })
}

/** `NAME`, or `KIND NAME`. */
function nameOf(words: readonly string[]): {
  readonly name: string
  readonly kind: ShownKind | undefined
} {
  const [first = '', second, ...others] = words
  if (second === undefined) return { name: first, kind: undefined }
  if (others.length > 0) throw wrongInput(`show: found ${words.length} words, expected a name`)
  const kind = SHOWN_KINDS.find((one) => one === first)
  if (kind === undefined) {
    const expected = `one of ${SHOWN_KINDS.join(', ')} before a name${meantHint(first, SHOWN_KINDS)}`
    throw wrongInput(`show: found ${JSON.stringify(first)}, expected ${expected}`)
  }
  return { name: second, kind }
}

function textOf(shown: Shown, width: number): string {
  switch (shown.kind) {
    case 'profile':
      return linesOf(`${shown.name}: ${shown.title}`, [
        shown.description,
        shown.figures.map(
          ({ name, status, confidence, sources, note }) =>
            `${`${name}:`.padEnd(20)}${status}, confidence ${confidence}, ${sources.join(' ')}${note === undefined ? '' : ` (${note})`}`,
        ),
      ])
    case 'scenario':
      return groupsOf(shown, width, [
        { title: 'happens', rows: shown.events },
        { title: 'messages', rows: shown.messages },
        sourcesGroup(shown.sources, `sources, confidence ${shown.confidence ?? 'not said'}`),
      ])
    case 'policy':
      return groupsOf(shown, width, [...shown.parts, sourcesGroup(shown.sources, 'sources')])
    case 'dialogue':
      return linesOf(shown.name, [
        shown.flights.map(
          ({ up, down, think }) =>
            `${up.join(' + ')} B up, ${think / 1_000_000} ms of thinking, ${down.map(answerText).join(' + ')} B down`,
        ),
      ])
    case 'modifier':
    case 'strategy':
      return linesOf(shown.name, [
        [shown.summary],
        shown.properties.map(([label, value]) => `${`${label}:`.padEnd(19)}${value}`),
      ])
    case 'server':
      return shown.json
  }
}

const groupsOf = (
  { name, summary }: { readonly name: string; readonly summary: string },
  width: number,
  groups: readonly Group[],
): string => [...wrap(`${name}: ${summary}`, width), ...renderGroups(groups, width), ''].join('\n')

const sourcesGroup = (sources: readonly Source[], title: string): Group => ({
  title,
  rows: sources.map(({ of, status, says }) => [of.join(', '), `${status}: ${says}`]),
})

/** A heading, and blocks of lines below it. */
const linesOf = (heading: string, blocks: readonly (readonly string[])[]): string =>
  [heading, ...blocks.flatMap((lines) => ['', ...lines.map((line) => `  ${line}`)]), ''].join('\n')

type Answer = Extract<Shown, { readonly kind: 'dialogue' }>['flights'][number]['down'][number]

/** A part of a flight is told by the number of the write that it answers, the first being 1. */
const answerText = (answer: Answer): string =>
  typeof answer === 'number'
    ? String(answer)
    : `${answer.octets} (${answer.think / 1_000_000} ms after write ${answer.after + 1})`

/** Files may be anybody's. On a terminal what is too long goes on below itself. */
const fitted = (text: string, width: number | undefined): string =>
  text
    .split('\n')
    .map(printable)
    .flatMap((line) => {
      if (!width || columns(line) <= width) return [line]
      const indent = /^ */.exec(line)?.[0] ?? ''
      const [first = '', ...others] = wrap(line.trimStart(), width - indent.length - INDENT.length)
      return [indent + first, ...others.map((other) => indent + INDENT + other)]
    })
    .join('\n')

const INDENT = '  '
