import codegate from './index.js';

export const {
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
  version,
} = codegate;

export default codegate;
