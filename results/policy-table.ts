/** The shipped policies as the tables of `profiles/policies/README.md`. */
import { describePolicy } from '../src/policy/describe.ts'
import type { PolicyFile } from '../src/policy/schema.ts'

/** What each does, and then where its figures are known from. */
export const policiesMarkdown = (files: readonly PolicyFile[]): string =>
  [
    '| policy | notices | comes back | limits |',
    '|---|---|---|---|',
    ...files.map(({ policy }) => {
      const parts = describePolicy(policy).map(({ rows }) =>
        rows
          .filter(([, value]) => !SILENT.has(value))
          .map(([label, value]) => `${label}: ${escaped(value)}`)
          .join('<br>'),
      )
      return `| [\`${policy.name}\`](${policy.name}.json) | ${parts.join(' | ')} |`
    }),
    '',
    ...files.flatMap(({ policy, sources }) => [
      `### ${policy.name}`,
      '',
      `${policy.summary}.`,
      '',
      ...sources.map(({ of, status, says }) => `- ${names(of)}: ${status}. ${escaped(says)}`),
      '',
    ]),
  ].join('\n')

/** What is not done is not worth a line in a table. */
const SILENT: ReadonlySet<string> = new Set([
  'none',
  'never',
  'nothing',
  'nothing is done about it',
  "the kernel's own patience",
  'the delay goes on',
  'as TCP',
  'as the server says',
])

const names = (of: readonly string[]): string => of.map((one) => `\`${one}\``).join(', ')
const escaped = (text: string): string => text.replace(/[<>*|]/g, '\\$&')
