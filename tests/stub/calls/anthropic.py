"""Batches of Anthropic's messages."""

from __future__ import annotations

import json

from conversation import Json
from counts import count
from model import answer
from wire import anthropic_messages
from wire.form import CREATED_TEXT, Reply

from calls.form import Asked, Kept, Said, summed


def make_batch(kept: Kept, asked: Asked) -> Said:
    """The messages are made at once, and told with the next look at the batch."""
    results, usages = [], []
    for place, request in enumerate(asked.body["requests"]):
        spoken = anthropic_messages.FORM.read(request["params"], "")
        number = asked.number * 1000 + place
        said = answer(spoken, number)
        reply = Reply(spoken, said, count(spoken, said), number)
        result = {"type": "succeeded", "message": anthropic_messages.FORM.whole(reply)}
        results.append(json.dumps({"custom_id": request["custom_id"], "result": result}))
        usages.append(anthropic_messages.FORM.told(reply.counts))
    id = f"msgbatch_{asked.number}"
    with kept.lock:
        kept.files[id] = "".join(line + "\n" for line in results).encode()
        kept.batches[id] = told(asked, id, len(results))
    begun = {**kept.batches[id], "processing_status": "in_progress", "ended_at": None, "results_url": None}
    return Said("batch", begun, usage=summed(usages))


def told(asked: Asked, id: str, number: int) -> Json:
    return {
        "id": id,
        "type": "message_batch",
        "processing_status": "ended",
        "request_counts": {"processing": 0, "succeeded": number, "errored": 0, "canceled": 0, "expired": 0},
        "created_at": CREATED_TEXT,
        "expires_at": CREATED_TEXT,
        "ended_at": CREATED_TEXT,
        "archived_at": None,
        "cancel_initiated_at": None,
        "results_url": f"{asked.public}/v1/messages/batches/{id}/results",
    }


def batch(kept: Kept, asked: Asked) -> Said:
    with kept.lock:
        return Said("batch", kept.batches[asked.named["id"]])


def results(kept: Kept, asked: Asked) -> Said:
    with kept.lock:
        return Said("batch", kept.files[asked.named["id"]], kind="application/x-jsonl")
