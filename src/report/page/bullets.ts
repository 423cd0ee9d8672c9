/** Lines as a list of HTML; nothing where there are none. */
import { type Content, element } from '../markup.ts'

export const bullets = (lines: readonly Content[], classes?: string): Content =>
  lines.length === 0
    ? undefined
    : element(
        'ul',
        { class: classes },
        lines.map((line) => element('li', {}, line)),
      )
