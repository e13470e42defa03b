// The records that come out.

/** Something that was noticed in an exchange or in a workspace. */
export interface Alert {
  /** Id. */
  id: string
  /** Exchange that it is about. */
  exchange: string | null
  /** Its workspace. */
  workspace: string
  /** Its session. */
  session: string | null
  /** How much it matters. */
  severity: Severity
  /** A word for what it is, such as `secret`. */
  type: string
  /** The text that it is about. */
  snippet: string | null
  /** What raised it. */
  trigger: string | null
  /** When it was added. */
  createdAt: string
}

/** A page of alerts, newest first. */
export interface AlertPage {
  /** The rows. */
  items: Array<Alert>
  /** The cursor of the next page; null on the last. */
  next: string | null
}

/** How many alerts there are, by severity and type. */
export interface AlertSummary {
  /** All. */
  total: number
  /** Critical ones. */
  critical: number
  /** The others. */
  info: number
  /** By type, the most first. */
  byType: Array<Count>
}

/** One try at one provider. */
export interface Attempt {
  /** Provider; null if unrouted. */
  provider: string | null
  /** Its type. */
  providerType: ProviderType | null
  /** Model that was asked for. */
  model: string | null
  /** Model that answered, where the response tells. */
  responseModel: string | null
  /** How it was served, in the provider's words, where the response or the host tells. */
  serviceTier: string | null
  /** Status of the HTTP response, where the host told it. */
  status: number | null
  /** How it ended. */
  outcome: Outcome
  /** Why it failed, in the host's words. */
  reason: string | null
  /** Seconds that the provider asked to wait before the next try. */
  retryAfter: number | null
  /** When it began. */
  startedAt: string
  /** When it ended. */
  finishedAt: string
  /** Its token usage. */
  usage: Usage
  /** Prices it was charged with. */
  prices: UnitPrices | null
  /** Its cost; null where a part of it is unknown. */
  cost: string | null
  /** The part of the cost that is known. */
  costKnown: string
  /**
   * What cached input tokens cost less than uncached ones would have; negative where writing the cache cost more, null
   * where their number or a price is unknown.
   */
  cacheSaved: string | null
  /** Cost as the provider reports it. */
  reportedCost: string | null
  /** Where the prices come from. */
  priceSource: string | null
}

/** Where the credential of a request comes from. */
export type Auth = 'none' | 'passthrough' | 'api_key'

/** How much of the token usage was seen. */
export type Completeness = 'final' | 'partial' | 'missing'

/** How often a value occurs. */
export interface Count {
  /** The value. */
  key: string | null
  /** How often. */
  count: number
}

/** Where a request goes, or why there is no route for it. */
export interface Decision {
  /** The workspace whose rules and instructions were used. */
  workspace: string
  /** The session of the request. */
  session: string
  /** Whether there is a route. */
  routed: boolean
  /** 0-based position of the rule that matched. */
  rule: number | null
  /** Why there is no route: `no_rules` or `no_match`; null when routed. */
  reason: string | null
  /** Where to send it first. */
  route: Route | null
  /** Where to send it when that fails, in order. */
  fallbacks: Array<Route>
  /** What became of the workspace's custom instructions. */
  instructions: Instructions
  /** The custom instructions themselves, for hosts without a body. */
  customInstructions: string | null
  /** What the request was understood to be. */
  facts: Facts
  /** What the host should know. */
  warnings: Array<Warning>
}

/** What went with a deleted workspace. */
export interface DeletedWorkspace {
  /** Its name. */
  name: string
  /** Exchanges removed with their prompts, outputs and usage. */
  exchanges: number
  /** Alerts removed. */
  alerts: number
  /** Muxing rules removed. */
  rules: number
}

/** A sign of the client. */
export interface Evidence {
  /** `host`, `header`, `user_agent`, `system`, `opening` (how a message begins), `member` (of the body) or `tools`. */
  source: string
  /** How much it proves. */
  strength: Strength
  /** What was seen: a header's or a member's name and value, the text that was found, or the tools. */
  seen: string
}

/** One condition held against the facts. */
export interface ExplainedCondition {
  /** Its name. */
  condition: string
  /** The values any of which suffices. */
  values: Array<string>
  /** Whether it holds. */
  held: boolean
  /** What it was held against: the paths, the type, the client or the model; empty if unknown. */
  seen: Array<string>
}

/** One rule held against the facts. */
export interface ExplainedRule {
  /** 0-based position. */
  rule: number
  /** Whether all its conditions hold. The first rule that holds is the one taken. */
  held: boolean
  /** Its conditions in the order files, request_type, client, requested_model, then unknown ones. */
  conditions: Array<ExplainedCondition>
  /** Where it leads. */
  to: Array<Target>
}

/** What is known of a request; rules are held against this. */
export interface Facts {
  /** Wire format. */
  format: Format
  /** Name of the client, `generic` where nothing tells. */
  client: string
  /** All signs of that client that were seen, the strongest first. */
  clientEvidence: Array<Evidence>
  /** `chat`, `fim`, or the host's word; null if undetermined. */
  requestType: string | null
  /** The model that the client asked for. */
  requestedModel: string | null
  /** Whether the client asked for a stream; null if undetermined. */
  stream: boolean | null
  /**
   * Names of the tools that the model may call, each once, at most 128; one that the provider has built in and that
   * bears no name is told by its type.
   */
  tools: Array<string>
  /** Images in the whole conversation. */
  images: number
  /** Whether the model is asked to think before it answers; null where the request leaves that to the model. */
  thinking: boolean | null
  /** The most output tokens that the client wants. */
  maxOutputTokens: number | null
  /** Files that the request is about. */
  files: Array<FileRef>
}

/** A file that a request is about. */
export interface FileRef {
  /** Base name. */
  name: string
  /** The path as it stood there, `\` written as `/`. */
  path: string
  /** Where it was found: `host`, `tool_call`, `patch`, `tag`, `fence`, `line` or `mention`. */
  where: string
}

/** A rule in the form of four fixed matchers. */
export interface FlatRule {
  /** Name of the provider. */
  providerName: string
  /** Its type; null where it is not known here. */
  providerType: string | null
  /** The model. */
  model: string | null
  /** `catch_all`, `filename_match`, `fim_filename` or `chat_filename`. */
  matcherType: string
  /** The file pattern; null is no file condition. */
  matcher: string | null
}

/** The wire format of a request. */
export type Format = 'openai_chat' | 'openai_responses' | 'openai_completions' | 'anthropic_messages' | 'ollama_chat' | 'ollama_generate' | 'gemini' | 'unknown'

/** What the rows of a report are grouped by. */
export type GroupBy = 'model' | 'provider' | 'session' | 'workspace' | 'client' | 'rule' | 'request_type' | 'hour' | 'day' | 'week' | 'month'

/** How a store stands. */
export interface Health {
  /** Where the store lies; null for one in memory. */
  path: string | null
  /** The store's own id, which its copies share; null where it has none. */
  store: string | null
  /** Version of SQLite. */
  sqlite: string
  /** Version of the tables. */
  schema: number
  /** Rises with every change of the configuration. */
  generation: number
  /** Bytes of the file; null in memory, and where it is gone. */
  size: number | null
  /** Bytes of the log beside it, which holds what was written last; null where there is none. */
  logSize: number | null
  /** Whether this gate can write. */
  writable: boolean
  /** What keeps writers of several processes apart. */
  locks: Locks
  /** How often the files were opened anew because something else had replaced them. */
  reattached: number
  /** What the host should know: `locks_can_be_dropped`, `storage_detached`. */
  warnings: Array<Warning>
}

/** One exchange in the history. */
export interface HistoryEntry {
  /** Id of the exchange. */
  exchange: string
  /** Its workspace. */
  workspace: string
  /** Its session. */
  session: string
  /** When it began. */
  startedAt: string
  /** When it ended. */
  finishedAt: string
  /** Kind of request. */
  requestType: string | null
  /** Client that sent it. */
  client: string
  /** Provider of its last attempt. */
  provider: string | null
  /** Model that its last attempt asked for. */
  model: string | null
  /** How it ended. */
  outcome: Outcome
  /** The last user turn; null where no text is kept or was found. */
  prompt: string | null
  /** The assistant's text and tool calls; null where no text is kept or was found. */
  output: string | null
  /** Whether the prompt or the output was cut to its limit of 64 KiB. */
  cut: boolean
  /** The raw request body, where `history` is `all`; bytes that are not UTF-8 are shown as U+FFFD. */
  requestBody: string | null
  /** The raw response body, where `history` is `all`. */
  responseBody: string | null
  /** Its token usage over all attempts. */
  usage: Usage
  /** Its cost. */
  cost: string | null
  /** Its alerts, oldest first. */
  alerts: Array<Alert>
}

/** A page of exchanges, newest first. */
export interface HistoryPage {
  /** The rows. */
  items: Array<HistoryEntry>
  /** The cursor of the next page; null on the last. */
  next: string | null
}

/** What a history holds. */
export interface HistorySummary {
  /** Exchanges. */
  exchanges: number
  /** When the oldest began. */
  firstAt: string | null
  /** When the newest began. */
  lastAt: string | null
  /** Exchanges by kind of request, the most first. */
  byRequestType: Array<Count>
  /** Exchanges by outcome, the most first. */
  byOutcome: Array<Count>
  /** Exchanges with at least one alert. */
  withAlerts: number
}

/**
 * A price of the host's own, in US dollars for a million tokens. It counts before every table, whatever the size of
 * the input and the way of being served. A bucket without a price has that of its parent, as in [`ModelPrice`].
 */
export interface HostPrice {
  /** The model, whatever its case: `*` is any text, `#` a digit. Required. */
  model: string
  /** For this provider only. */
  provider: string | null
  /** Of uncached input; required. */
  input: string | null
  /** Of input read from a cache. */
  cacheRead: string | null
  /** Of input written to a cache for five minutes. */
  cacheWrite5m: string | null
  /** Of input written to a cache for longer. */
  cacheWriteLong: string | null
  /** Of output; required. */
  output: string | null
  /** Of output spent on reasoning. */
  reasoning: string | null
  /** Of a million requests, whatever their tokens. */
  request: string | null
}

/** What an import did. */
export interface Imported {
  /** Names of workspaces that were created. */
  created: Array<string>
  /** Names of workspaces that were replaced. */
  replaced: Array<string>
  /** Names of workspaces of the bundle that were skipped or the same. */
  skipped: Array<string>
}

/** What became of the custom instructions. */
export type Instructions = 'applied' | 'present' | 'not_applied' | 'none'

/** How a workspace of a bundle stands to this store. */
export type ItemStatus = 'new' | 'same' | 'conflict'

/** What keeps writers of several processes apart, beside the lock file. */
export type Locks = 'held' | 'process' | 'none'

/** What a bundle names that is not here. */
export interface Missing {
  /** Providers. */
  providers: Array<MissingProvider>
  /** Models that the provider here does not list. */
  models: Array<MissingModel>
}

/** A model that a provider here does not list. */
export interface MissingModel {
  /** The provider here. */
  provider: string
  /** The model. */
  model: string
}

/** A provider that is not here; map it to one that is. */
export interface MissingProvider {
  /** Its name in the bundle. */
  name: string
  /** Its type there. */
  type: ProviderType
}

/**
 * The price of a model: US dollars for a million tokens. A bucket that is null has the price of its parent:
 * `cache_write_long` of `cache_write_5m`, `reasoning` of `output`, and every cache of `input`.
 */
export interface ModelPrice {
  /** Where it comes from: `host`, `loaded` or `snapshot`. */
  source: string
  /** The table, by its own name; null for a host's own price. */
  table: string | null
  /** The day for which the table is known to hold, `YYYY-MM-DD`. */
  asOf: string | null
  /** The price list, such as `openai`. */
  list: string | null
  /** The model, as the table names it. */
  model: string
  /** The tokens that it takes at most. */
  contextWindow: number | null
  /** The way of being served that it holds for; null is the standard way. */
  variant: string | null
  /** The size of the input beyond which it holds. */
  over: number | null
  /** The first day on which the standard price holds, `YYYY-MM-DD`. */
  since: string | null
  /** Of uncached input. */
  input: string | null
  /** Of input read from a cache. */
  cacheRead: string | null
  /** Of input written to a cache for five minutes. */
  cacheWrite5m: string | null
  /** Of input written to a cache for longer. */
  cacheWriteLong: string | null
  /** Of output. */
  output: string | null
  /** Of output spent on reasoning. */
  reasoning: string | null
  /** Of a million requests, whatever their tokens. */
  request: string | null
}

/** How an exchange or an attempt ended. */
export type Outcome = 'completed' | 'failed' | 'aborted'

/** A span of time. */
export interface Period {
  /** Where it begins; included. */
  since: string
  /** Where it ends; not included. */
  until: string
}

/** A description of a way of working, with an optional vector. Stored and listed; nothing decides on it yet. */
export interface Persona {
  /** Name, case kept. */
  name: string
  /** Free text. */
  description: string
  /** Length of its vector; null without one. */
  dimension: number | null
  /** When it was added. */
  createdAt: string
  /** When it was last changed. */
  updatedAt: string
}

/** One workspace of a bundle, held against this store. */
export interface PlanItem {
  /** Its name. */
  name: string
  /** How it stands. */
  status: ItemStatus
  /** What differs: `instructions`, `rules`, `archived`. */
  differs: Array<string>
}

/** How old the prices are. */
export interface PriceAge {
  /** Whole days since the day for which the youngest table is known to hold. */
  days: number | null
  /** Whether that is more than 90 days ago. */
  stale: boolean
  /** The tables in the order in which they count. */
  tables: Array<PriceTable>
  /** How many prices of the host's own there are. */
  own: number
}

/** A table of prices. */
export interface PriceTable {
  /** What it is called as the source of a price: `loaded` or `snapshot`. */
  source: string
  /** What it calls itself, such as `genai-prices 0.2.3`. */
  table: string
  /** Its kind; the snapshot is of the library's own. */
  format: string
  /** The day for which it is known to hold, `YYYY-MM-DD`. */
  asOf: string | null
  /** Whole days since then; null if the day is not known. */
  days: number | null
  /** How many price lists it has. */
  lists: number
  /** How many models it has. */
  models: number
  /** How many more models of the file have prices that this library has no form for, such as by a time zone. */
  skipped: number
}

/** An endpoint that takes requests. */
export interface Provider {
  /** Name, case kept. */
  name: string
  /** Kind of API. */
  type: ProviderType
  /** Base URL without `/v1`. */
  endpoint: string
  /** Free text. */
  description: string | null
  /** Where the credential comes from. */
  auth: Auth
  /** The reference to a credential, never a secret. */
  credential: string | null
  /** Models it offers; null is any model, an empty list none. */
  models: Array<string> | null
  /** When it was added. */
  createdAt: string
  /** When it was last changed. */
  updatedAt: string
}

/** What kind of API a provider offers. */
export type ProviderType = 'openai' | 'anthropic' | 'gemini' | 'ollama' | 'openrouter' | 'vllm' | 'lm_studio' | 'llamacpp' | 'openai_compatible'

/** The rows that a question in SQL gave. */
export interface QueryResult {
  /** Names of the columns in their order. */
  columns: Array<string>
  /** The rows, each with a value for each column. An infinite number is null, a whole number beyond 2⁵³ a `BigInt`. */
  rows: Array<Array<null | number | bigint | string>>
  /** Whether there were more rows than `limit`. */
  truncated: boolean
}

/** What an exchange came to, as it was recorded. */
export interface Receipt {
  /** Id of the exchange. */
  exchange: string
  /** Workspace that it was recorded in. */
  workspace: string
  /** Session of the request. */
  session: string
  /** Provider of the last attempt; null if unrouted. */
  provider: string | null
  /** Model that the last attempt asked for. */
  model: string | null
  /** Model that answered, where the response tells. */
  responseModel: string | null
  /** Token usage over all attempts. */
  usage: Usage
  /** Cost over all attempts; null where a part of it is unknown. */
  cost: string | null
  /** The part of the cost that is known. */
  costKnown: string
  /**
   * What cached input tokens cost less than uncached ones would have; negative where writing the cache cost more, null
   * where their number or a price is unknown.
   */
  cacheSaved: string | null
  /** Cost as the provider reports it. */
  reportedCost: string | null
  /** Where the prices come from: `provider`, `snapshot`, or null if there are none. */
  priceSource: string | null
  /** How it ended. */
  outcome: Outcome
  /** Every attempt in order. */
  attempts: Array<Attempt>
  /** Whether an exchange with the same key was recorded before, whose receipt this is. */
  duplicate: boolean
}

/** What the forced removal of a provider or of its models took from the rules. */
export interface RemovedProvider {
  /** The provider. */
  name: string
  /** Rules that lost a route but kept another, and rules that were removed because none was left. */
  rules: Array<StrippedRule>
}

/** What pricing anew changes, or has changed. */
export interface RepriceReport {
  /** Attempts that were looked at. */
  attempts: number
  /** Those of them whose cost changes. */
  changed: number
  /** Those that had no price and get one; a part of `changed`. */
  priced: number
  /** Those whose cost the provider itself reported: they stay as they are. */
  reported: number
  /** Those that have no price now: they stay as they are. */
  unpriced: number
  /** The known cost of what changes, before. */
  before: string
  /** The known cost of what changes, after. */
  after: string
  /** `after` less `before`. */
  difference: string
  /** What changes by provider and model, the largest difference first. */
  rows: Array<RepriceRow>
  /** Stands for exactly these changes: `apply` it to make them. */
  token: string
  /** Whether they were made. */
  applied: boolean
}

/** What changes of one model at one provider. */
export interface RepriceRow {
  /** The provider. */
  provider: string | null
  /** The model that was asked for. */
  model: string | null
  /** Attempts that change. */
  changed: number
  /** Their known cost before. */
  before: string
  /** Their known cost after. */
  after: string
  /** `after` less `before`. */
  difference: string
}

/** A provider and model with where and how to send. */
export interface Route {
  /** Name of the provider. */
  provider: string
  /** Its type. */
  providerType: ProviderType
  /** The model to ask for; null if neither the rule nor the client names one. */
  model: string | null
  /** Where to send the request. */
  url: string
  /** Where the credential comes from. */
  auth: Auth
  /** The reference to the credential. */
  credential: string | null
  /** Whether the provider has no path for the request's format, so that the host must translate. */
  needsTranslation: boolean
}

/** A muxing rule as it is kept: conditions, and where a request that meets them goes. */
export interface Rule {
  /** Conditions, all of which must hold; none = catch-all. */
  when: When
  /** The first is the route, the rest are its fallbacks. */
  to: Array<Target>
  /** Names of conditions in the store that this version does not know; such a rule never matches. */
  unknown?: Array<string>
}

/** A session: one context of a user, with its own active workspace. */
export interface Session {
  /** 1 to 64 bytes; `default` always exists. */
  id: string
  /** Name of the workspace that its requests use. */
  activeWorkspace: string
  /** When a workspace was last activated in it. */
  lastUpdate: string
}

/** How much an alert matters. */
export type Severity = 'info' | 'critical'

/** How much a sign of a client proves. */
export type Strength = 'certain' | 'strong' | 'medium' | 'weak'

/** A rule that lost routes. */
export interface StrippedRule {
  /** The workspace of the rule. */
  workspace: string
  /** Its 0-based position before the removal. */
  rule: number
  /** Whether the rule itself was removed. */
  removed: boolean
}

/** What an attempt was charged before it was priced anew. */
export interface SupersededCharge {
  /** The attempt's place in its exchange, from 0. */
  attempt: number
  /** When it was priced anew. */
  replacedAt: string
  /** The prices until then. */
  prices: UnitPrices | null
  /** The cost until then. */
  cost: string | null
  /** The known part of it. */
  costKnown: string
  /** What cached tokens saved by those prices. */
  cacheSaved: string | null
  /** Where those prices came from. */
  priceSource: string | null
}

/** One provider and model of a rule. */
export interface Target {
  /** Name of a provider. */
  provider: string
  /** The model; null keeps the one that the client asked for. */
  model: string | null
}

/**
 * Prices that an attempt was charged with: pico-USD (10⁻¹² USD) per million tokens of each bucket, and where they
 * come from.
 */
export interface UnitPrices {
  /** Of uncached input. */
  input: number | null
  /** Of input read from a cache; the input's price where there is none. */
  cacheRead: number | null
  /** Of input written to a cache for five minutes; the input's price where there is none. */
  cacheWrite5m: number | null
  /** Of input written for longer; the five-minute price where there is none. */
  cacheWriteLong: number | null
  /** Of output. */
  output: number | null
  /** Of output spent on reasoning; the output's price where there is none. */
  reasoning: number | null
  /** Of a million requests, whatever their tokens. */
  request: number | null
  /** The price list that they stand in, such as `openai`. */
  list: string | null
  /** The model, as the list names it. */
  model: string | null
  /** The way of being served that they hold for, such as `batch`; null is the standard way. */
  variant: string | null
  /** The size of the input beyond which they hold, where they depend on it. */
  over: number | null
  /** The table, by its own name, such as `genai-prices 0.2.3`. */
  table: string | null
  /** The day for which the table is known to hold, `YYYY-MM-DD`. */
  asOf: string | null
}

/** Token usage in disjoint buckets; null is unknown, which is not zero. Counts are at most 2⁴⁰. */
export interface Usage {
  /** Input tokens neither read from nor written to a cache. */
  inputUncached: number | null
  /** Input tokens read from a cache. */
  cacheRead: number | null
  /** Input tokens written to a cache for five minutes, or for a time that is not told. */
  cacheWrite5m: number | null
  /** Input tokens written to a cache for longer. */
  cacheWriteLong: number | null
  /** Output tokens, reasoning included. */
  output: number | null
  /** Output tokens spent on reasoning, a part of `output`. */
  reasoning: number | null
  /** All input tokens: the sum of the four input buckets. */
  inputTokens: number | null
  /** All output tokens: `output` under its common name. */
  outputTokens: number | null
  /** Input and output tokens. */
  totalTokens: number | null
  /** The provider's own usage object, as JSON text. */
  raw: string | null
  /** How much of it was seen. */
  completeness: Completeness
  /** What was wrong with it: `out_of_range`, `not_a_count`, `contradictory`, `compressed`, `cost_out_of_range`, `broken_off`, `other_model`; sorted. */
  marks: Array<string>
}

/** Sums of one period less those of another. */
export interface UsageChange {
  /** Exchanges; one with several attempts counts once, with its last. */
  exchanges: number
  /** All input tokens. */
  inputTokens: number
  /** All output tokens. */
  outputTokens: number
  /** Input and output tokens. */
  totalTokens: number
  /** See `Usage.input_uncached`. */
  inputUncached: number
  /** See `Usage.cache_read`. */
  cacheRead: number
  /** See `Usage.cache_write_5m`. */
  cacheWrite5m: number
  /** See `Usage.cache_write_long`. */
  cacheWriteLong: number
  /** See `Usage.output`. */
  output: number
  /** See `Usage.reasoning`. */
  reasoning: number
  /** The part of the cost that is known. */
  costKnown: string
  /** What cached tokens saved, as far as it is known; see `Receipt.cacheSaved`. */
  cacheSaved: string
  /** Exchanges with an unknown count of tokens. */
  incomplete: number
  /** Exchanges without a price. */
  unpriced: number
}

/** The sums that reports are made of, held against the attempts that they sum. */
export interface UsageCheck {
  /** Attempts that were counted. */
  attempts: number
  /** Sums that they were held against, by hour and by day. */
  rows: number
  /** Sums that differ, are missing, or should not be there. */
  differing: number
  /** The first 100 differences, one for each value. */
  differences: Array<UsageDifference>
  /** Whether the sums were written anew from the attempts. */
  rebuilt: boolean
}

/** A value of those sums that is not what the attempts come to. */
export interface UsageDifference {
  /** Workspace of the sums. */
  workspace: string
  /** Where their span of time begins. */
  start: string
  /** Hours that it spans: 1 or 24. */
  hours: number
  /** Session. */
  session: string
  /** Provider. */
  provider: string | null
  /** Model. */
  model: string | null
  /** Client. */
  client: string
  /** 0-based index of the rule. */
  rule: number | null
  /** Kind of request. */
  requestType: string | null
  /** Which value differs, under the name that C and Python give it. */
  field: string
  /** What stands there: a number, or US dollars as a decimal. */
  recorded: string
  /** What the attempts come to. */
  counted: string
}

/** A page of recorded attempts as text. */
export interface UsagePage {
  /** Whole lines, each with its end. Only the first page of CSV begins with the names of the columns. */
  text: string
  /** Attempts on this page. */
  rows: number
  /** Pass it as `cursor` to get the next page; null on the last one. */
  next: string | null
}

/** Sums over exchanges. Unknown counts add nothing; the exchanges that had one are counted in `incomplete`. */
export interface UsageTotals {
  /** Exchanges; one with several attempts counts once, with its last. */
  exchanges: number
  /** All input tokens. */
  inputTokens: number
  /** All output tokens. */
  outputTokens: number
  /** Input and output tokens. */
  totalTokens: number
  /** See `Usage.input_uncached`. */
  inputUncached: number
  /** See `Usage.cache_read`. */
  cacheRead: number
  /** See `Usage.cache_write_5m`. */
  cacheWrite5m: number
  /** See `Usage.cache_write_long`. */
  cacheWriteLong: number
  /** See `Usage.output`. */
  output: number
  /** See `Usage.reasoning`. */
  reasoning: number
  /** The part of the cost that is known. */
  costKnown: string
  /** What cached tokens saved, as far as it is known; see `Receipt.cacheSaved`. */
  cacheSaved: string
  /** Exchanges with an unknown count of tokens. */
  incomplete: number
  /** Exchanges without a price. */
  unpriced: number
}

/** Something that the host should know, though it is no error. */
export interface Warning {
  /**
   * A stable word: `no_rules`, `no_match`, `body_unreadable`, `no_model`, `unknown_condition`,
   * `credential_unavailable`, `format_unknown`, `files_cut`.
   */
  code: string
  /** A sentence that says what to do. */
  message: string
}

/** Conditions of a rule. Each is a list of values any of which suffices; an absent one always holds. */
export interface When {
  /** File patterns: without `/` against the base name, with `/` against the path. */
  files?: Array<string>
  /** Kinds of request, compared exactly; `chat` is everything but `fim`. */
  requestType?: Array<string>
  /** Clients, compared exactly. */
  client?: Array<string>
  /** Patterns over the whole model name that the client asked for; `*` crosses `/`. */
  requestedModel?: Array<string>
}

/** A workspace: custom instructions, muxing rules, and the history and usage recorded in it. */
export interface Workspace {
  /** Lower-case name, unique over live and archived workspaces. */
  name: string
  /** Text put before the conversation of every request; null when there is none. */
  customInstructions: string | null
  /** Muxing rules, the first that matches wins. */
  rules: Array<Rule>
  /** Ids of the sessions that have it active, sorted. */
  activeIn: Array<string>
  /** When it was created. */
  createdAt: string
  /** When it was last changed: its name, instructions, rules or life-cycle state. */
  updatedAt: string
  /** When it was archived; null while it is live. */
  archivedAt: string | null
}
