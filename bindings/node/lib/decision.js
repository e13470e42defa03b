// Generated from codegate-core by `cargo xtask gen`. Do not edit.
'use strict';

// A decision and what it holds, of their values in the order of the fields: as `json::values` writes them.

function decision(values) {
  return {
    workspace: values[0],
    session: values[1],
    routed: values[2],
    rule: values[3],
    reason: values[4],
    route: values[5] === null ? null : route(values[5]),
    fallbacks: values[6].map(route),
    instructions: values[7],
    customInstructions: values[8],
    facts: facts(values[9]),
    warnings: values[10].map(warning),
  };
}

function route(values) {
  return {
    provider: values[0],
    providerType: values[1],
    model: values[2],
    format: values[3],
    url: values[4],
    baseUrl: values[5],
    auth: values[6],
    credential: values[7],
    needsTranslation: values[8],
  };
}

function facts(values) {
  return {
    format: values[0],
    client: values[1],
    clientEvidence: values[2].map(evidence),
    requestType: values[3],
    requestedModel: values[4],
    stream: values[5],
    tools: values[6],
    images: values[7],
    thinking: values[8],
    maxOutputTokens: values[9],
    files: values[10].map(fileRef),
  };
}

function warning(values) {
  return {
    code: values[0],
    message: values[1],
  };
}

function evidence(values) {
  return {
    source: values[0],
    strength: values[1],
    seen: values[2],
  };
}

function fileRef(values) {
  return {
    name: values[0],
    path: values[1],
    where: values[2],
  };
}

module.exports = { decision };
