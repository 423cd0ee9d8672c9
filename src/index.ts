/**
 * xmpp-rtt as a library: what the command line can do, as functions. Words in (names, paths and
 * values with their unit, as one would type them), results out. Importing it does nothing.
 *
 * What is wrong with words is an {@link InputError}, what kept a run from its end a
 * {@link RunError}; both have a stable `code` and a message of one line.
 */

export type { Checked } from './budget/checked.ts'
export type { Operator } from './budget/expectation.ts'
export type { BudgetPart } from './budget/judge/passed-over.ts'
export type {
  Doubt,
  NumbersUnit,
  Subject,
  Verdict,
  VerdictKind,
  VerdictNumbers,
} from './budget/verdict.ts'
export type { AnalysedConnection, Analysis, SeenLink } from './capture/analysis/analysed.ts'
export type { ProxiedReport, Unreached } from './capture/analysis/proxied.ts'
export { readResult } from './files/results.ts'
export { InputError, type InputErrorCode } from './json/input-error.ts'
export type { Source } from './json/sources.ts'
export { analyze } from './library/analyze.ts'
export { check } from './library/check.ts'
export { compare } from './library/compare.ts'
export { diff } from './library/diff.ts'
export { importProfile } from './library/import.ts'
export {
  type Entry,
  listCertificates,
  listClients,
  listModifiers,
  listPolicies,
  listProfiles,
  listScenarios,
  listServers,
  listStrategies,
  type StrategyEntry,
} from './library/lists.ts'
export { live } from './library/live.ts'
export { proxy } from './library/proxy.ts'
export { report } from './library/report.ts'
export { serve } from './library/serve.ts'
export { compareShard, merge } from './library/shards.ts'
export { type Shown, type ShownKind, show } from './library/show.ts'
export { storm } from './library/storm.ts'
export type { CheckOptions, CheckWords } from './library/terms/check.ts'
export type { CompareOptions } from './library/terms/compare.ts'
export type { FoundServer, LiveMeasured, LiveOptions } from './library/terms/live.ts'
export type { Following, Measured } from './library/terms/measured.ts'
export type { ProxyOptions, ProxyServing } from './library/terms/proxy.ts'
export { RunError, type RunErrorCode } from './library/terms/run-error.ts'
export type { ServeOptions, Serving } from './library/terms/serve.ts'
export type { ShardDone } from './library/terms/shard.ts'
export type { StormOptions } from './library/terms/storm.ts'
export type { TraceOptions } from './library/terms/trace.ts'
export { captureTrace, trace, traceLife } from './library/trace.ts'
export type { PolicyPart } from './policy/describe.ts'
export type { ProfileEntry, ProvenancedFigure } from './profiles/catalogue.ts'
export type { ImportedProfile } from './profiles/import/import-profile.ts'
export { writeHgrm } from './record/hgrm.ts'
export type { Histogram } from './record/histogram.ts'
export type { HlogEntry, LifeTime } from './record/hlog.ts'
export { writeHlog } from './record/hlog.ts'
export type { KeptOutcome, TrialEnding } from './record/outcomes/kept.ts'
export type { PacketTrace, Trace, TraceEvent } from './record/trace.ts'
export type { LifeEvent, LifeTrace, LifeTraceEvent } from './record/traced-life.ts'
export type { Beside, Origin } from './report/beside.ts'
export {
  DIFFERENCE_FORMATS as differenceFormats,
  type DifferenceFormat,
  type DifferenceFormatName,
} from './report/difference/formats.ts'
export type { Format, FormatName } from './report/formats.ts'
export { FORMATS as formats } from './report/formats.ts'
export type { ReportOptions } from './report/report-options.ts'
export { samplesHeading, samplesOf } from './report/samples.ts'
export {
  STORM_FORMATS as stormFormats,
  type StormFormat,
  type StormFormatName,
} from './report/storm/formats.ts'
export { renderTraceJson } from './report/trace/json.ts'
export { renderLadder } from './report/trace/ladder.ts'
export { renderLadderSvg } from './report/trace/ladder-figure.ts'
export { renderTimeline } from './report/trace/timeline.ts'
export { renderTimelineSvg } from './report/trace/timeline-figure.ts'
export {
  VERDICT_FORMATS as verdictFormats,
  type VerdictFormat,
  type VerdictFormatName,
  type VerdictOptions,
} from './report/verdict/formats.ts'
export type { CellHead } from './result/cell.ts'
export type {
  BeyondMs,
  Change,
  FigureChange,
  Interval,
  Tendency,
} from './result/difference/change.ts'
export type { Unlike } from './result/difference/comparable.ts'
export type {
  Basis,
  CellDifference,
  CellName,
  Difference,
  DifferenceSide,
  LayerChange,
} from './result/difference/difference.ts'
export type { Result, ResultCell, ResultLatency, ResultWaits } from './result/result.ts'
export type { StormResult, StormTally } from './result/storm.ts'
export type { ScriptedFlight } from './scripted/dialogue-file.ts'
export type { Failure, Milestone } from './transport.ts'
export type { Lateness } from './watch/lateness.ts'
export type { ServedConnection } from './watch/served-connection.ts'
export type { LikenedEpisode, MessageCounts } from './watch/visit-episode.ts'
export type { AnalyzeWords } from './words/analyze.ts'
export type { CompareWords } from './words/compare.ts'
export type { ImportedText, ImportWords } from './words/import.ts'
export type { LiveWords } from './words/live.ts'
export type { ProxyWords } from './words/proxy.ts'
export type { ServedAccount, ServedPorts, ServeWords } from './words/serve.ts'
export type { MergeWords, ShardWords } from './words/shard.ts'
export type { StormWords } from './words/storm.ts'
export type { CaptureWords, LifeTraceWords, TraceWords } from './words/trace.ts'
