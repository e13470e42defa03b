'use strict';

// Records that can do more than hold fields.

const { inspect } = require('node:util');
const native = require('../native.cjs');
const { OWN, copy, record } = require('./arguments.js');
const { invalid } = require('./error.js');
const { called } = require('./handle.js');

/** A muxing rule as it is kept: `when` and `to`. */
class Rule {
  constructor({ when, to, unknown }) {
    this.when = when;
    this.to = to;
    if (unknown !== undefined) this.unknown = unknown;
  }

  /** The rule as one of the four fixed matchers, or null where they cannot say it. */
  flat() {
    return called(() => native.flatRule(record(this, 'the rule')));
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
  return new Rule(called(() => native.readRule(record({ when, to }, 'the rule'))));
}

/** Rules as the caller gets them. */
function rules(list) {
  return list.map((item) => new Rule(item));
}

/** A workspace as the caller gets it. */
function workspace(found) {
  return { ...found, rules: rules(found.rules) };
}

/** Workspaces as the caller gets them. */
function workspaces(list) {
  return list.map(workspace);
}

/** A record that prints as text. */
class Printed {
  #text;

  constructor(fields, text) {
    Object.assign(this, fields);
    this.#text = text;
  }

  toString() {
    return this.#text;
  }

  [inspect.custom]() {
    return this.#text;
  }
}

/** Token usage and cost; prints as a table. */
class UsageReport extends Printed {
  #csv;
  #jsonl;

  constructor(fields, { text, csv, jsonl }) {
    super(fields, text);
    this.#csv = csv;
    this.#jsonl = jsonl;
  }

  static from({ record: fields, ...texts }) {
    // The sums of a row stand in the row itself.
    const row = ({ key, series, totals, before, change }) => ({ key, series, ...totals, before, change });
    return new UsageReport({ ...fields, rows: fields.rows.map(row) }, texts);
  }

  /** The rows as CSV (RFC 4180). */
  toCsv() {
    return this.#csv;
  }

  /** The rows as JSON, one on a line, under the names that C and Python have. */
  toJsonl() {
    return this.#jsonl;
  }
}

/** Why a decision is as it is; prints as text. */
class Explanation extends Printed {
  static from({ record: fields, text }) {
    return new Explanation(fields, text);
  }
}

module.exports = { Explanation, Rule, UsageReport, rule, rules, workspace, workspaces };
