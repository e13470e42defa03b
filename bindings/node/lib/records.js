'use strict';

// Records that can do more than hold fields.

const { inspect } = require('node:util');
const native = require('../native.cjs');
const { OWN, copy, record } = require('./arguments.js');
const { invalid } = require('./error.js');
const { called, parsed } = require('./handle.js');

/** A muxing rule as it is kept: `when` and `to`. */
class Rule {
  constructor({ when, to, matcher, unknown }) {
    this.when = when;
    this.to = to;
    if (matcher !== undefined) this.matcher = matcher;
    if (unknown !== undefined) this.unknown = unknown;
  }

  /** The rule as one of the four fixed matchers, or null where they cannot say it. */
  flat() {
    return parsed(called(() => native.flatRule(record(this, 'the rule'))));
  }
}
Rule.prototype[OWN] = true;

const CONDITIONS = ['files', 'requestType', 'client', 'requestedModel'];

/** Makes a rule of its conditions and `to`, one target or a list. */
function rule(fields) {
  const given = copy(fields, 'the rule');
  const unknown = Object.keys(given).find((key) => key !== 'to' && !CONDITIONS.includes(key));
  if (unknown !== undefined) {
    throw invalid(`a rule has no field \`${unknown}\`; it has \`${CONDITIONS.join('`, `')}\` and \`to\``);
  }
  const { to, ...when } = given;
  return new Rule(parsed(called(() => native.readRule(record({ when, to }, 'the rule')))));
}

/** Rules as the caller gets them. */
function rules(text) {
  return ruled(parsed(text));
}

function ruled(list) {
  return list.map((item) => new Rule(item));
}

/** A workspace as the caller gets it. */
function workspace(text) {
  return whole(parsed(text));
}

/** Workspaces as the caller gets them. */
function workspaces(text) {
  return parsed(text).map(whole);
}

function whole(found) {
  found.rules = ruled(found.rules);
  return found;
}

/** A page of rows; `for await` gives its own and those of all pages after it. */
class Page {
  #more;

  constructor({ items, next }, more) {
    this.items = items;
    this.next = next;
    this.#more = more;
  }

  async *[Symbol.asyncIterator]() {
    let page = this;
    for (;;) {
      yield* page.items;
      if (page.next === null) return;
      page = await this.#more(page.next);
    }
  }
}

/** A page as the caller gets it: of the rows that `area` lists for a query. */
function page(text, area, query) {
  return new Page(parsed(text), (cursor) => area.listAsync({ ...query, cursor }));
}

/** A vector as the caller gets it. */
function vector(text) {
  const found = parsed(text);
  return found === null ? null : Float32Array.from(found);
}

/** A text, which is no record. */
function text(found) {
  return found;
}

let nativeOf;

/** A record that prints as text, which is made when it is asked for. */
class Printed {
  #native;

  constructor(native) {
    this.#native = native;
    Object.assign(this, parsed(called(() => native.record())));
  }

  toString() {
    return called(() => this.#native.text());
  }

  [inspect.custom]() {
    return this.toString();
  }

  static {
    nativeOf = (printed) => printed.#native;
  }
}

/** Token usage and cost; prints as a table. */
class UsageReport extends Printed {
  /** The rows as CSV (RFC 4180). */
  toCsv() {
    return called(() => nativeOf(this).csv());
  }

  /** The rows as JSON, one on a line, under the names that C and Python have. */
  toJsonl() {
    return called(() => nativeOf(this).jsonl());
  }
}

function usageReport(native) {
  return new UsageReport(native);
}

/** Why a decision is as it is; prints as text. */
class Explanation extends Printed {}

module.exports = {
  Explanation,
  Rule,
  UsageReport,
  page,
  rule,
  rules,
  text,
  usageReport,
  vector,
  workspace,
  workspaces,
};
