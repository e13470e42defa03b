-- An exchange with an attempt of 5 tokens, and what they add to the roll-up; of any version.
INSERT INTO exchanges (id, host_key, workspace_id, session, format, client, started_at, finished_at, outcome, attempts,
    incomplete, unpriced, in_history, cut)
VALUES ('x', 'k', 1, 'default', 'unknown', 'generic', 0, 0, 'completed', 1, 0, 1, 1, 0);
INSERT INTO attempts (exchange_seq, position, outcome, started_at, finished_at, output, completeness, marks, cost_known)
VALUES (1, 0, 'completed', 0, 0, 5, 'final', '', 0);
INSERT INTO usage_sums (workspace_id, hours, slot, session, provider, model, client, rule, request_type, outcome,
    status, exchanges, attempts, failed, input_uncached, cache_read, cache_write_5m, cache_write_long, output, reasoning, cost_usd, cost_pico, saved_usd,
    saved_pico, incomplete, unpriced)
VALUES (1, 1, 0, 'default', '', '', 'generic', -1, '', 'completed', -1, 1, 1, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 1),
    (1, 24, 0, 'default', '', '', 'generic', -1, '', 'completed', -1, 1, 1, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 1);
