'use strict';

const { Alerts, History, Personas, Prices, Providers, Sessions, Workspaces } = require('./lib/calls.js');
const { CodegateError } = require('./lib/error.js');
const { Exchange } = require('./lib/exchange.js');
const { Gate, ImportPlan, open, openAsync } = require('./lib/gate.js');
const { Explanation, Rule, UsageReport, rule } = require('./lib/records.js');
const { body, text } = require('./lib/arguments.js');
const { requestType: wordOf, version } = require('./native.cjs');

/** What a call is for, by its method, path and body. */
function requestType(method, path, value) {
  return wordOf(text(method, 'method'), text(path, 'path'), body(value).content);
}

module.exports = {
  Alerts,
  CodegateError,
  Exchange,
  Explanation,
  Gate,
  History,
  ImportPlan,
  Personas,
  Prices,
  Providers,
  Rule,
  Sessions,
  UsageReport,
  Workspaces,
  open,
  openAsync,
  requestType,
  rule,
  version: version(),
};
