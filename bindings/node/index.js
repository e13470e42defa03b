'use strict';

const { Alerts, History, Personas, Prices, Providers, Sessions, Workspaces } = require('./lib/calls.js');
const { CodegateError } = require('./lib/error.js');
const { Exchange } = require('./lib/exchange.js');
const { Gate, ImportPlan, open, openAsync } = require('./lib/gate.js');
const { Explanation, Rule, UsageReport, rule } = require('./lib/records.js');
const { version } = require('./native.cjs');

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
  rule,
  version: version(),
};
