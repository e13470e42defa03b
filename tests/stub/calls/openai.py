"""OpenAI's calls that are no conversation. Their bodies are those of its API reference."""

from __future__ import annotations

import base64
import json
import struct

from conversation import Json
from counts import Counts, count, words
from model import answer
from wire import openai_chat
from wire.form import CREATED, Reply, event

from calls.form import Asked, Kept, Said, counted, pending, summed, text, vector

# Tokens of an image that comes in, and of one that is made; bytes of sound in a token.
IMAGE_IN, IMAGE_OUT, SOUND_BYTES = 100, 272, 10
PICTURE = base64.b64encode(b"a picture of nothing").decode()


def embeddings(kept: Kept, asked: Asked) -> Said:
    body = asked.body
    texts = [body["input"]] if isinstance(body["input"], str) else list(body["input"])
    tokens = sum(words(one) for one in texts)
    made = [vector(one) for one in texts]
    packed = body.get("encoding_format") == "base64"
    given = [base64.b64encode(struct.pack("<4f", *one)).decode() if packed else one for one in made]
    content = {
        "object": "list",
        "data": [{"object": "embedding", "index": index, "embedding": one} for index, one in enumerate(given)],
        "model": body["model"],
        "usage": {"prompt_tokens": tokens, "total_tokens": tokens},
    }
    return Said("embeddings", content, body["model"], counted(tokens))


def images(model: str, prompt: str, number: int, seen: int) -> Said:
    told, image_in, made = words(prompt), IMAGE_IN * seen, IMAGE_OUT * number
    usage = {
        "input_tokens": told + image_in,
        "input_tokens_details": {"text_tokens": told, "image_tokens": image_in},
        "output_tokens": made,
        "output_tokens_details": {"text_tokens": 0, "image_tokens": made},
        "total_tokens": told + image_in + made,
    }
    content = {"created": CREATED, "data": [{"b64_json": PICTURE}] * number, "usage": usage}
    counts = counted(told + image_in, made, image_input=image_in, image_output=made)
    return Said("images", content, model, counts)


def generate_images(kept: Kept, asked: Asked) -> Said:
    body = asked.body
    return images(body["model"], body["prompt"], body.get("n", 1), 0)


def edit_images(kept: Kept, asked: Asked) -> Said:
    form = asked.form
    return images(text(form, "model"), text(form, "prompt"), int(text(form, "n")), len(form["image"]))


def speech(kept: Kept, asked: Asked) -> Said:
    body = asked.body
    # It tells no usage.
    return Said("audio", b"\xff\xfb\x00" + body["input"][::-1].encode(), body["model"], kind="audio/mpeg")


def transcription(kept: Kept, asked: Asked) -> Said:
    form = asked.form
    (sound,) = form["file"]
    heard = f"a sound of {len(sound)} bytes"
    prompt = words(text(form, "prompt")) if "prompt" in form else 0
    audio = len(sound) // SOUND_BYTES
    usage = {
        "type": "tokens",
        "input_tokens": prompt + audio,
        "input_token_details": {"text_tokens": prompt, "audio_tokens": audio},
        "output_tokens": words(heard),
        "total_tokens": prompt + audio + words(heard),
    }
    model, counts = text(form, "model"), counted(prompt + audio, words(heard), audio_input=audio)
    if "stream" not in form:
        return Said("audio", {"text": heard, "usage": usage}, model, counts)
    deltas = [{"type": "transcript.text.delta", "delta": part} for part in (heard[:9], heard[9:])]
    events = [*deltas, {"type": "transcript.text.done", "text": heard, "usage": usage}]
    return Said("audio", b"".join(event(one) for one in events), model, counts, kind="text/event-stream")


def moderation(kept: Kept, asked: Asked) -> Said:
    body = asked.body
    bad = "bad" in body["input"].split()
    result = {"flagged": bad, "categories": {"violence": bad}, "category_scores": {"violence": 0.875 if bad else 0.125}}
    content = {"id": f"modr-{asked.number}", "model": body["model"], "results": [result]}
    return Said("moderation", content, body["model"])


def upload(kept: Kept, asked: Asked) -> Said:
    form = asked.form
    (content,) = form["file"]
    id = f"file-{asked.number}"
    with kept.lock:
        kept.files[id] = content
    told = {"id": id, "object": "file", "bytes": len(content), "created_at": CREATED, "filename": "batch.jsonl"}
    return Said("files", {**told, "purpose": text(form, "purpose"), "status": "processed"})


def content(kept: Kept, asked: Asked) -> Said:
    with kept.lock:
        found = kept.files.get(asked.named["id"])
    if found is None:
        return Said("files", openai_chat.FORM.error(404, "no such file"), status=404)
    return Said("files", found, kind="application/octet-stream")


def make_batch(kept: Kept, asked: Asked) -> Said:
    """A batch of chat completions, which are made at once and told with the next look at it."""
    body = asked.body
    lines = [json.loads(line) for line in kept.files[body["input_file_id"]].splitlines()]
    results, usages = [], []
    for place, line in enumerate(lines):
        result, usage = one_of_batch(line, asked.number * 1000 + place)
        results.append(json.dumps(result))
        usages.append(usage)
    id, output = f"batch_{asked.number}", f"file-{asked.number}-output"
    used = summed(usages)
    read = sum(used[name] for name in ("input_uncached", "cache_read", "cache_write_5m", "cache_write_long"))
    told = {
        "input_tokens": read,
        "input_tokens_details": {"cached_tokens": used["cache_read"]},
        "output_tokens": used["output"],
        "output_tokens_details": {"reasoning_tokens": used["reasoning"]},
        "total_tokens": read + used["output"],
    }
    whole = {
        "id": id,
        "object": "batch",
        "endpoint": body["endpoint"],
        "input_file_id": body["input_file_id"],
        "completion_window": body["completion_window"],
        "created_at": CREATED,
        "status": "completed",
        "output_file_id": output,
        "request_counts": {"total": len(lines), "completed": len(lines), "failed": 0},
        "model": lines[0]["body"]["model"],
        "usage": told,
    }
    with kept.lock:
        kept.files[output] = "".join(line + "\n" for line in results).encode()
        kept.batches[id] = whole
    begun = {**whole, "status": "validating", "output_file_id": None, "usage": None}
    return Said("batch", begun, usage=used)


def one_of_batch(line: Json, number: int) -> tuple[Json, Counts]:
    asked = openai_chat.FORM.read(line["body"], "")
    said = answer(asked, number)
    reply = Reply(asked, said, count(asked, said), number)
    told = {"status_code": 200, "request_id": f"req_{number}", "body": openai_chat.FORM.whole(reply)}
    result = {"id": f"batch_req_{number}", "custom_id": line["custom_id"], "response": told, "error": None}
    return result, openai_chat.FORM.told(reply.counts)


def batch(kept: Kept, asked: Asked) -> Said:
    with kept.lock:
        return Said("batch", kept.batches[asked.named["id"]])


def response(kept: Kept, asked: Asked) -> Said:
    """A response that was made before; one in the background is in progress at the first look."""
    with kept.lock:
        whole, looks = kept.responses[asked.named["id"]]
        kept.responses[asked.named["id"]] = (whole, max(looks - 1, 0))
    return Said("response", pending(whole, "in_progress") if looks else whole)
