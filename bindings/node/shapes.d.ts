// What a caller may write in more than one form, and values that are no records.

import type { FlatRule, Page, Receipt, When } from './records.js';
import type { ClientSpec, ClientTable, PeriodFields, RequestFields, SteppedClock } from './inputs.js';
import type { Rule } from './index.js';

declare global {
  // Declared by the types of the platform, if a program has any; else as good as unknown.
  interface Response {}
  interface TransformStream<I = any, O = any> {}
  // Known since ES2026, and to the types of Node before.
  interface SymbolConstructor {
    readonly dispose: unique symbol;
    readonly asyncDispose: unique symbol;
  }
}

/**
 * A point in time: a `Date`, milliseconds since 1970 such as `Date.now()` gives, an instant of `Temporal`, or RFC 3339 text
 * with an offset. A `Date` has milliseconds only; text has microseconds. In a query, also a day such as `2026-11-01`: its
 * first moment, by the clock of the query's `zone` if it has one, else in UTC.
 */
export type Time = Date | number | string | { readonly epochNanoseconds: bigint };

/** One value or a list, any of which suffices. */
export type OneOrMany<T> = T | readonly T[];

/** An embedding. */
export type VectorInput = readonly number[] | Float32Array | Float64Array;

/** Bytes. */
export type Bytes = Uint8Array | ArrayBuffer;

/** Bytes that are given: a `Buffer`, whose memory nobody shares. Without the types of Node, what that extends. */
export type BytesOut = typeof globalThis extends { Buffer: { alloc(size: number): infer Given } }
  ? Given
  : ReturnType<Uint8Array['slice']>;

/** A `Request`, of the platform or of a library. */
export interface WebRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: WebHeaders;
  readonly body: unknown;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** A `Response`, of the platform or of a library. */
export interface WebResponse {
  readonly status: number;
  readonly headers: WebHeaders;
  readonly body: unknown;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** A `Headers`. */
export interface WebHeaders {
  forEach(each: (value: string, name: string) => void): void;
}

/** A `URL`. */
export interface WebUrl {
  readonly href: string;
  readonly pathname: string;
  readonly search: string;
}

/** An address, as text or as a `URL`. */
export type UrlInput = string | WebUrl;

/** A page of rows. `for await` gives its rows and those of all pages after it, which it fetches when it comes to them. */
export interface Pages<T> extends Page<T>, AsyncIterable<T> {}

/** `provider/model` (split at its first `/`), `provider`, or both apart. No model keeps the requested one. */
export type TargetInput = string | { provider: string; model?: string | null };

/** Conditions of a rule, all of which must hold. */
export type Conditions = { [Condition in keyof When]?: OneOrMany<string> | null };

/** A rule to set: in its full form, or as one of the four fixed matchers. */
export type RuleInput =
  | Rule
  | { when?: Conditions | null; to: OneOrMany<TargetInput>; matcher?: string | null }
  | (Pick<FlatRule, 'providerName'> &
      Partial<Omit<FlatRule, 'providerName' | 'matcherType'>> & {
        matcherType: 'catch_all' | 'filename_match' | 'fim_filename' | 'chat_filename';
      });

/** Headers: an object (a list of values stands for several headers), pairs, a `Map` or a `Headers`. */
export type HeadersInput =
  | WebHeaders
  | Readonly<Record<string, string | readonly string[] | undefined>>
  | Iterable<readonly [string, string]>;

/** A request: raw bytes, a parsed body, or only facts. What the host states replaces what would be read from the body. */
export interface Request<B = unknown> extends RequestFields {
  /** The body: bytes, text, or what `JSON.parse` makes of it. */
  body?: B;
}

/** Clients to recognise in addition to the built-in table, replacing those of the same name; or a whole table instead of it. */
export type ClientsInput = readonly ClientSpec[] | ClientTable;

/**
 * Where the time comes from: a function, called on the JavaScript thread once before each call that needs the time, or a
 * clock that starts at a given time and advances by a fixed number of microseconds.
 */
export type ClockInput = (() => Time) | SteppedClock;

/** True for the period of the same length before, or any other. */
export type CompareInput = boolean | PeriodFields;

/** A value of an answer in SQL. An infinite number is null, a whole number beyond 2⁵³ a `BigInt`. */
export type SqlValue = null | number | bigint | string;

/** A value for SQL; true and false are 1 and 0, and a number beyond 2⁵³ is a float: a `BigInt` is whole, of 64 bits. */
export type SqlInput = null | boolean | number | bigint | string;

/** Values of the parameters of a statement: by place, or by name with or without the sign before it. */
export type SqlParams = readonly SqlInput[] | { readonly [name: string]: SqlInput | undefined };

/** Who hears of an exchange that a stream ends. */
export interface StreamOptions {
  /** Called with the receipt, once it is recorded. */
  onReceipt?: (receipt: Receipt) => void;
  /** Called with what went wrong in recording it. By default the process warns of it (`process.on('warning')`). */
  onError?: (error: unknown) => void;
}
