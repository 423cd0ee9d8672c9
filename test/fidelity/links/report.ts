/** The comparison of links as Markdown. */
import { table } from '../markdown.ts'
import type { LinkComparison, Rate, Spread } from './comparison.ts'

/** The section of `results/fidelity.md`; nothing where nothing was measured. */
export function linksSection(compared: readonly LinkComparison[]): readonly string[] {
  if (compared.length === 0) return []
  return [
    '## Links',
    '',
    'Pings over the links of profiles, in virtual time and without TCP, against measurements of such links (test/truth/README.md). A drive from Los Angeles to Boston was held back: nothing is fitted to it. KS is the largest difference of the distributions at a measured quantile; errors in per cent; holds and outages an hour, model / measured.',
    '',
    ...summaryTable(compared),
    '',
    '### Links, figure by figure',
    '',
    'Model / measured, in milliseconds. lte_driving has the round trips of AT&T: those of all three carriers are partly of 5G.',
    '',
    ...spreadTable(compared),
    '',
    '### Holds and outages',
    '',
    'How many an hour last at least so long, model / measured. Where a measured outage was cut by the end of its series it may not be one: without and with those. A few events make these rates: of 6, what is known is 2.2 to 13.',
    '',
    ...rateTable(compared),
    '',
  ]
}

/** The first figure of each link, and its events of a second and more, or of the least measured. */
const summaryTable = (compared: readonly LinkComparison[]): readonly string[] =>
  table(
    ['link', 'figure', 'KS', 'p50 %', 'p95 %', 'holds', 'outages'],
    compared.map((one) => {
      const [first] = one.spreads
      return [
        nameOf(one),
        first?.figure ?? '–',
        first?.distance.toFixed(3) ?? '–',
        ...['p50', 'p95'].map((name) => (first === undefined ? '–' : errorText(first, name))),
        ...(['holds', 'outages'] as const).map((figure) => eventText(one, figure)),
      ]
    }),
  )

function eventText({ rates }: LinkComparison, figure: Rate['figure']): string {
  const [least, ...more] = rates.filter((rate) => rate.figure === figure)
  const shown = more.find(({ atLeast }) => atLeast === '1s') ?? least
  return shown === undefined ? '–' : rateText(shown)
}

const nameOf = ({ link }: LinkComparison): string => `${link.profile} (${link.source})`

const spreadTable = (compared: readonly LinkComparison[]): readonly string[] =>
  table(
    ['link', 'pings', 'n', 'KS', 'p50', 'p95', 'p99'],
    compared.flatMap((one) =>
      one.spreads.map((spread) => [
        nameOf(one),
        spread.figure,
        String(spread.n),
        spread.distance.toFixed(3),
        ...['p50', 'p95', 'p99'].map((name) => pair(spread, name)),
      ]),
    ),
  )

function pair({ quantiles }: Spread, name: string): string {
  const found = quantiles.find((one) => one.name === name)
  if (found === undefined) return '–'
  return `${digits(found.model)} / ${digits(found.measured)} (${errorText({ quantiles: [found] }, name)} %)`
}

function errorText({ quantiles }: Pick<Spread, 'quantiles'>, name: string): string {
  const found = quantiles.find((one) => one.name === name)
  if (found === undefined) return '–'
  const error = 100 * (found.model / found.measured - 1)
  return `${error < 0 ? '−' : '+'}${Math.abs(error).toFixed(0)}`
}

/** Three of them, or all of the whole number. */
const digits = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value.toPrecision(value < 0.1 ? 1 : 3)

const rateTable = (compared: readonly LinkComparison[]): readonly string[] =>
  table(
    ['link', 'what', 'at least: an hour'],
    compared.flatMap((one) =>
      (['holds', 'outages'] as const).flatMap((figure) => {
        const rates = one.rates.filter((rate) => rate.figure === figure)
        if (rates.length === 0) return []
        const shares = figure === 'holds' ? heldTexts(one) : []
        return [[nameOf(one), figure, [...rates.map(rateText), ...shares].join('; ')]]
      }),
    ),
  )

/** How clustered they are: even holds would be in more of the series. */
const heldTexts = ({ link: { pings }, held }: LinkComparison): readonly string[] =>
  held === undefined
    ? []
    : [
        `series of ${(pings.count * pings.everyMs) / 1000} s with one: ${percent(held.model)} / ${percent(held.measured)} %`,
      ]

const percent = (share: number): string => digits(100 * share)

function rateText({ atLeast, model, measured: [from, to] }: Rate): string {
  const measured = from === to ? digits(from) : `${digits(from)}–${digits(to)}`
  return `${atLeast}: ${digits(model)} / ${measured}`
}
