// Generated from codegate-core by `cargo xtask gen`. Do not edit.
'use strict';

// A decision and what it holds, of their values in the order of the fields: as `json::values` writes them.

function decision(values, at) {
  return {
    workspace: values[at],
    session: values[at + 1],
    routed: values[at + 2],
    rule: values[at + 3],
    reason: values[at + 4],
    route: values[at + 5] === null ? null : route(values[at + 5], 0),
    fallbacks: list(values[at + 6], 10, route),
    instructions: values[at + 7],
    customInstructions: values[at + 8],
    facts: facts(values[at + 9], 0),
    warnings: list(values[at + 10], 2, warning),
  };
}

function route(values, at) {
  return {
    provider: values[at],
    providerType: values[at + 1],
    model: values[at + 2],
    format: values[at + 3],
    url: values[at + 4],
    baseUrl: values[at + 5],
    auth: values[at + 6],
    credential: values[at + 7],
    locked: values[at + 8],
    needsTranslation: values[at + 9],
  };
}

function facts(values, at) {
  return {
    format: values[at],
    client: values[at + 1],
    clientEvidence: list(values[at + 2], 3, evidence),
    requestType: values[at + 3],
    requestedModel: values[at + 4],
    stream: values[at + 5],
    tools: values[at + 6],
    images: values[at + 7],
    thinking: values[at + 8],
    maxOutputTokens: values[at + 9],
    files: list(values[at + 10], 3, fileRef),
  };
}

function warning(values, at) {
  return {
    code: values[at],
    message: values[at + 1],
  };
}

function evidence(values, at) {
  return {
    source: values[at],
    strength: values[at + 1],
    seen: values[at + 2],
  };
}

function fileRef(values, at) {
  return {
    name: values[at],
    path: values[at + 1],
    where: values[at + 2],
  };
}

function list(values, width, make) {
  const records = [];
  for (let at = 0; at < values.length; at += width) records.push(make(values, at));
  return records;
}

module.exports = { decision: (values) => decision(values, 0) };
