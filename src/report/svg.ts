/** A result as one figure (SVG 1.1), to be laid into a page or a paper. */
import type { Result } from '../result/result.ts'
import { standalone } from './plot/figure.ts'
import { posterFigure } from './plot/poster.ts'

export const renderSvg = (result: Result): string => standalone(posterFigure(result))
