/** What lives add: their episodes, and their messages. */
import { DIRECTIONS } from '../../direction.ts'
import { EPISODE_TIMES, MANNERS, PARTS } from '../../result/names.ts'
import type { Percentage } from '../../result/percentages.ts'
import type { ResultCell } from '../../result/result.ts'
import { snake } from '../snake-case.ts'
import {
  distribution,
  type EachCell,
  gauge,
  type Labels,
  type MetricFamily,
  seconds,
  summary,
} from './family.ts'

export function lifeFamilies(
  each: EachCell,
  percentages: readonly Percentage[],
): readonly MetricFamily[] {
  return [
    gauge(
      'episodes',
      'Episodes: from what broke the network until recovered.',
      each(({ episodes }, labels) =>
        episodes === undefined ? [] : [['', labels, episodes.count]],
      ),
    ),
    gauge(
      'recovered',
      'Episodes that were recovered.',
      each(({ episodes }, labels) =>
        episodes === undefined ? [] : [['', labels, episodes.recovered]],
      ),
    ),
    gauge(
      'recovered_by_manner',
      'Episodes that were recovered, by how.',
      each(({ episodes }, labels) =>
        episodes === undefined
          ? []
          : MANNERS.map((manner) => ['', { ...labels, manner }, episodes.manners[manner]]),
      ),
    ),
    gauge(
      'mean_attempts',
      'Mean per episode: attempts to come back.',
      each(({ episodes }, labels) => only(episodes?.attempts, (mean) => [['', labels, mean]])),
    ),
    gauge(
      'failed_attempts',
      'Attempts of episodes that failed, by the cause.',
      each(({ episodes }, labels) =>
        Object.entries(episodes?.failedAttempts ?? {}).map(([code, attempts]) => [
          '',
          { ...labels, code },
          attempts,
        ]),
      ),
    ),
    gauge(
      'messages',
      'Messages by what became of them.',
      each(({ messages }, labels) =>
        messages === undefined
          ? []
          : DIRECTIONS.flatMap((direction) => fates(messages[direction], { ...labels, direction })),
      ),
    ),
    summary(
      'episode_seconds',
      'What is timed of an episode.',
      each(({ episodes }, labels) =>
        EPISODE_TIMES.flatMap((time) =>
          distribution(
            episodes?.times[time],
            // Who held on to a connection that lived on detected nothing, however many there are.
            time === 'detected' && episodes?.times.detected === undefined
              ? 0
              : (episodes?.count ?? 0),
            { ...labels, time: snake(time) },
            percentages,
          ),
        ),
      ),
    ),
    gauge(
      'mean_part_seconds',
      'Mean per recovered episode: where the time went from the return of the network until recovered.',
      each(({ episodes }, labels) =>
        only(episodes?.parts, (parts) =>
          PARTS.map((part) => ['', { ...labels, part: snake(part) }, seconds(parts[part])]),
        ),
      ),
    ),
    gauge(
      'mean_episode_link_bytes',
      'Mean per episode: octets on the link, all connections together.',
      each(({ episodes }, labels) =>
        only(episodes?.linkBytes, (means) =>
          DIRECTIONS.map((part) => ['', { ...labels, part }, means[part]]),
        ),
      ),
    ),
    gauge(
      'mean_radio_on_seconds',
      'Mean per episode: how long the radio was connected, until recovered.',
      each(({ episodes }, labels) =>
        only(episodes?.radioOn, (mean) => [['', labels, seconds(mean)]]),
      ),
    ),
    summary(
      'message_seconds',
      'From pressing send until the other side has the message.',
      each(({ messages }, labels) =>
        DIRECTIONS.flatMap((direction) =>
          distribution(
            messages?.[direction].delay,
            messages?.[direction].sent ?? 0,
            { ...labels, direction },
            percentages,
          ),
        ),
      ),
    ),
  ]
}

/** Nothing of what there is nothing of. */
const only = <T>(
  value: T | null | undefined,
  samples: (value: T) => MetricFamily['samples'],
): MetricFamily['samples'] => (value === null || value === undefined ? [] : samples(value))

type Messages = NonNullable<ResultCell['messages']>['up']

const fates = (
  { once, twice, queued, lost }: Messages,
  labels: Labels,
): MetricFamily['samples'] => [
  ...Object.entries({ once, twice, queued }).map(
    ([fate, count]): MetricFamily['samples'][number] => ['', { ...labels, fate }, count],
  ),
  ...Object.entries(lost).map(([loss, count]): MetricFamily['samples'][number] => [
    '',
    { ...labels, fate: `lost: ${loss}` },
    count,
  ]),
]
