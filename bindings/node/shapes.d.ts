// What a caller may write in more than one form, and values that are no records.

import type { FlatRule, When } from './records.js';
import type { ClientSpec, ClientTable, PeriodFields, RequestFields, SteppedClock } from './inputs.js';
import type { Rule } from './index.js';

/** A point in time: a `Date`, or RFC 3339 text with an offset. A `Date` has milliseconds only; text has microseconds. */
export type Time = Date | string;

/** One value or a list, any of which suffices. */
export type OneOrMany<T> = T | readonly T[];

/** An embedding. */
export type VectorInput = readonly number[] | Float32Array | Float64Array;

/** Bytes. */
export type Bytes = Uint8Array | ArrayBuffer;

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
