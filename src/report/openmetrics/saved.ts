/** What each row saves against the first one, and the interval in which that lies. */
import { COMPARED, type Compared, type Saved } from '../../result/saved-schema.ts'
import { type EachCell, gauge, type MetricFamily, seconds } from './family.ts'

/** Of an open interval only the end that is known. */
export function savedFamilies(each: EachCell): readonly MetricFamily[] {
  const savings = (values: (saved: Saving) => readonly (readonly [Ends, number | null])[]) =>
    each(({ saved }, labels) =>
      saved === undefined
        ? []
        : COMPARED.flatMap((percentile) => {
            const saving = saved[percentile]
            if (saving === null) return []
            const against = {
              against: saved.against.strategy,
              against_server: saved.against.server ?? undefined,
            }
            return values(saving).flatMap(([ends, ms]): MetricFamily['samples'] =>
              ms === null
                ? []
                : [['', { ...labels, ...against, percentile, ...ends }, seconds(ms)]],
            )
          }),
    )
  return [
    gauge(
      'saved_seconds',
      'How much less time than the first row, trials of one index against each other.',
      savings(({ ms }) => [[{}, ms]]),
    ),
    gauge(
      'saved_ci95_seconds',
      'The 95 % interval of what is saved, where its ends are known.',
      savings(({ ci95: [low, high] }) => [
        [{ end: 'low' }, low],
        [{ end: 'high' }, high],
      ]),
    ),
  ]
}

type Saving = NonNullable<Saved[Compared]>
type Ends = { readonly end?: 'low' | 'high' }
