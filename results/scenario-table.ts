/** The shipped scenarios as the tables of `profiles/scenarios/README.md`. */
import { describeEvents, describeMessages } from '../src/scenario/describe.ts'
import type { ScenarioFile } from '../src/scenario/schema.ts'

/** What happens in each, and then where its figures are known from. */
export const scenariosMarkdown = (files: readonly ScenarioFile[]): string =>
  [
    '| scenario | what happens | messages | confidence |',
    '|---|---|---|---|',
    ...files.map(({ scenario, confidence }) => {
      const events = describeEvents(scenario).map((row) => row.join(': '))
      const messages = describeMessages(scenario).map((row) => row.join(': '))
      const cells = [events, messages].map((lines) => lines.join('<br>'))
      const link = `[\`${scenario.name}\`](${scenario.name}.json)`
      return `| ${[link, ...cells, confidence ?? ''].join(' | ')} |`
    }),
    '',
    ...files.flatMap(({ scenario, sources }) => [
      `### ${scenario.name}`,
      '',
      `${scenario.summary}.`,
      '',
      ...sources.map(
        ({ of, status, says }) =>
          `- ${of.map((one) => `\`${one}\``).join(', ')}: ${status}. ${says}`,
      ),
      '',
    ]),
  ].join('\n')
