from collections.abc import AsyncIterable, AsyncIterator, Callable, Coroutine, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from os import PathLike
from types import TracebackType
from typing import Any, ParamSpec, TypedDict, TypeVar, final, overload, type_check_only

import builtins

from ._records import *
from .types import (
    Buffer,
    ClientSpec,
    ClientTable,
    FailureClass,
    HeaderItems,
    HistoryMode,
    Outcome,
    TargetLike,
    Time,
)

__all__ = [
    "Alerts",
    "Exchange",
    "Gate",
    "History",
    "ImportPlan",
    "Personas",
    "Prices",
    "Providers",
    "Sessions",
    "Workspaces",
    "__version__",
    "open",
    "request_type",
    "rule",
]

__version__: str

_P = ParamSpec("_P")
_T = TypeVar("_T")

@type_check_only
class _Period(TypedDict):
    since: Time
    until: Time

@type_check_only
class _Clock(TypedDict, total=False):
    start: Time
    step_us: int

def open(
    path: str | PathLike[str] | None = None,
    *,
    busy_timeout: float | timedelta | None = 5.0,
    drop_timeout: float | timedelta | None = 0.05,
    history: HistoryMode | None = "text",
    retention: float | timedelta | None = None,
    inject_usage: bool | None = True,
    read_only: bool | None = False,
    set_aside_corrupt: bool | None = False,
    clients: Sequence[ClientSpec] | ClientTable | None = None,
    clock: Callable[[], datetime] | _Clock | None = None,
    credentials: Callable[[str], str | None] | None = None,
    env: Iterable[str] | None = None,
    key: bytes | str | Callable[[], bytes | str] | None = None,
    key_file: str | PathLike[str] | None = None,
    id_seed: int | None = None,
) -> Gate:
    """Opens the store at `path`, creating it if it does not exist. `:memory:` opens a store without a file.

    Without a path it is the default store: the path in the environment variable `CODEGATE_STORE`, else
    `codegate/codegate.db` in the platform's data folder (`$XDG_DATA_HOME` or `~/.local/share`, on macOS
    `~/Library/Application Support`, on Windows `%LOCALAPPDATA%`), which is made if need be. The folder of any other path must
    be there, and `~` is a name like any other.

    busy_timeout: How long a write waits for another process, in seconds, 0 to 3,600.
    drop_timeout: How long an exchange that is collected without a finish waits for others to be recorded, in seconds, 0 to
        3,600. One that finds no place in that time is recorded with the next write; `health` counts it until then.
    history: What the history keeps; usage is kept always.
    retention: Days that exchanges stay in the history, or a `timedelta`; for ever by default. They are counted back from the
        exchanges that were recorded last, not from the clock, and no more go at a time than there are younger ones. Usage and
        cost stay.
    inject_usage: Asks streams for their usage where the client did not, except at endpoints that refuse it.
    read_only: Opens without writing anything, not even a lock file.
    set_aside_corrupt: Moves a damaged file aside and starts a new one.
    clients: Clients to recognise in addition to the built-in table, replacing those of the same name; or a whole table
        with `version`, replacing the built-in one. Its format: `include/clients.schema.json`.
    clock: A callable that gives an aware `datetime`, or for tests `{"start": time, "step_us": n}`. What it raises
        reaches the caller as it is, and nothing has changed.
    credentials: A callable that gives the secret of `host:<id>`, from that id. `begin`, `fail` and `retry` call it for the
        route that they take, with no lock held; `decide` and `explain` never do. `None` is `credential_unavailable`, and so
        is an exception, which is then its `__cause__`. Without it, give each attempt its secret by `ex.authorize`.
    env: The variables that `env:NAME` may name; any by default. One of another name is `credential_unavailable`.
    key: The key that seals credentials and binds references to their origins: 32 random bytes, a `str` of 64 hexadecimal
        digits, or a callable that gives either. Without it the store has one of its own, made when it is first needed, in a
        file that its owner alone may read.
    key_file: The file of the store's own key; by default `codegate/keys/<store>.key` in the platform's folder for
        configuration (`$XDG_CONFIG_HOME` or `~/.config`, on macOS `~/Library/Preferences`, on Windows `%APPDATA%`). It must
        not be in the store's own folder.
    id_seed: Makes ids deterministic, for tests.
    """

def request_type(method: str, path: str, body: Body | None = None) -> str | None:
    """What a call is for, as facts say it in `request_type`, by its method, path and body; `None` where none of them says it.

    So a host knows without a gate whether a call is one of a model: `chat`, `fim`, `count_tokens`, `embeddings`, `images`,
    `audio`, `moderation` and `batch` are, `models`, `files` and `other` are not.
    """

def rule(
    *,
    to: TargetLike | Sequence[TargetLike],
    files: str | Sequence[str] | None = None,
    request_type: str | Sequence[str] | None = None,
    client: str | Sequence[str] | None = None,
    requested_model: str | Sequence[str] | None = None,
) -> Rule:
    """A muxing rule. Each condition is one value or a list, one of which must match; without one, every request matches.

    to: One `provider/model` or a list: the first is the route, the rest are its fallbacks. `provider` alone keeps the
        model that the client asked for.
    files: Patterns, held against the base name, or with a `/` in them against the path; `{a,b}` are alternatives. What
        begins with `!` excludes: one file must match one of the others, if there are any, and none of these.
    request_type: `fim`, `chat` (every conversation but `fim`), or another word of facts or of the host's own; `!fim`
        excludes. A rule takes conversations alone unless this or `requested_model` says more than what it excludes.
    client: Names of clients; `!name` excludes.
    requested_model: Patterns over the whole name of the model that the client asked for, with alternatives and
        exclusions.
    """

@final
class ImportPlan:
    """What a bundle would change here. Nothing is written before it is applied."""

    @property
    def items(self) -> list[PlanItem]:
        """Every workspace of the bundle, in the bundle's order."""
    @property
    def missing(self) -> Missing:
        """What the bundle refers to that does not exist here."""
    @property
    def digest(self) -> str:
        """SHA-256 of the bundle's content, in hexadecimal."""
    @property
    def warnings(self) -> list[Warning]:
        """What the user should know before applying it."""
    def apply(
        self,
        choices: dict[str, str] | None = None,
        *,
        providers: dict[str, str] | None = None,
    ) -> Imported:
        """Applies it, all or nothing.

        choices: `skip`, `replace` or `rename:NEW` by workspace of the bundle.
        providers: The provider here that takes the place of one of the bundle.
        """
    def to_dict(self) -> dict[str, Any]:
        """The plan as plain JSON values."""

@final
class Exchange:
    """A request and its response, from the decision to the receipt.

    `with` records it at the end if nothing else did: as completed if the response was seen whole, as failed if it is an error,
    else as aborted.
    """

    @property
    def id(self) -> str:
        """Its id."""
    @property
    def decision(self) -> Decision:
        """The decision that it began with."""
    @property
    def url(self) -> str | None:
        """Where to send it now; `None` if unrouted."""
    @property
    def headers(self) -> list[tuple[str, str]]:
        """All headers to send, as pairs. They may hold the credential."""
    @property
    def body(self) -> Any:
        """The body to send, in the type that came in: `bytes`, `str`, or parsed JSON. `None` if there was none, and once
        the exchange has ended.

        Python makes the latter two, and lets no other thread run meanwhile; `body_bytes` does.
        """
    @property
    def body_bytes(self) -> bytes | None:
        """The body to send as bytes; `None` if there was none, and once the exchange has ended."""
    @property
    def route(self) -> Route | None:
        """The route of the current attempt; `None` if unrouted, or after a `fail` that gave none."""
    @property
    def warnings(self) -> list[Warning]:
        """Warnings that came up after it began, such as a fallback that was skipped."""
    @property
    def remaining(self) -> int:
        """How many routes are left for `fail`. One whose credential is not available is among them until `fail` skips it."""
    @property
    def failure_class(self) -> FailureClass | None:
        """What kind of failure the response of the current attempt shows by now, by the status and what was fed; `None` if
        it shows none. Before that response: that of the attempt before it.
        """
    @property
    def retry_after(self) -> float | None:
        """Seconds that the provider asks to wait before the next try, as the response of the current attempt tells by now, by
        its headers and what was fed; `None` if it asks for none, or is no failure. Before that response: as the attempt
        before it was told, and as its `retry_after`. A date is counted from this call on, and is 0 once it is over.
        """
    def begin_response(self, status: int, headers: HeaderItems | None = None) -> None:
        """Gives status and headers of the response, before the first feed. Optional."""
    def feed(self, chunk: Buffer) -> bytes:
        """Reads a chunk of the response as it passes; returns the bytes for the client. Content is never an error."""
    def end(self) -> bytes:
        """Ends the response; returns the remaining bytes for the client."""
    @overload
    def wrap(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Passes the chunks of a response through `feed` and `end`: an iterator for an iterable, an async iterator for an
        async one. The host still finishes the exchange.
        """
    @overload
    def wrap(self, chunks: AsyncIterable[bytes]) -> AsyncIterator[bytes]: ...
    def finish(self, outcome: Outcome | None = None, *, status: int | None = None) -> Receipt:
        """Records the exchange durably. By default it is failed where the status is 400 or more, where the response is an
        error, and after a `fail` that gave no route; else completed.
        """
    def afinish(self, outcome: Outcome | None = None, *, status: int | None = None) -> Coroutine[Any, Any, Receipt]:
        """`finish` on a thread of the gate's own, where what is to be recorded waits in line. It begins at once, the clock is
        read now, and it is recorded also if the task that waits for it is cancelled.
        """
    def close(self) -> Receipt | None:
        """Ends it the way `with` does: recorded as completed if the response was seen whole, as failed if it is an error,
        else as aborted. `None` if it has ended already.
        """
    def aclose(self) -> Coroutine[Any, Any, Receipt | None]:
        """`close` on a thread of the gate's own, as `afinish` does it."""
    def discard(self) -> None:
        """Ends it without recording anything of it. Writes nothing and never waits for the store.

        While another thread finishes it, and after its end, this does nothing.
        """
    def __enter__(self) -> Exchange: ...
    def __exit__(
        self, *_exception: type[BaseException] | BaseException | TracebackType | None
    ) -> None: ...
    def __aenter__(self) -> Coroutine[Any, Any, Exchange]: ...
    def __aexit__(
        self, *_exception: type[BaseException] | BaseException | TracebackType | None
    ) -> Coroutine[Any, Any, None]: ...

# What follows is generated from codegate-core by `cargo xtask gen`.
    def authorize(self, secret: str) -> None:
        """Puts a secret of the host's into the headers of the current attempt, under the header that its provider looks
        for: `authorization`, `x-api-key`, `x-goog-api-key` or `api-key`. It is for this attempt alone, which goes to
        the origin of its route: after `fail` and `retry` it is given again. It is kept nowhere else. White space around
        it is left out.

        Errors: `already_finished`; `invalid_argument` where there is no route, where its provider has no credential
        that could be the host's, and for a secret that is empty or cannot stand in a header, which the text never
        shows.
        """
    def feed_event(self, event: Buffer | str | JsonObject) -> bool:
        """Reads one event of a response that no framing surrounds: a message of a websocket, or a chunk that an SDK has
        parsed, as JSON. Returns whether the client asked for it, so that it goes on. Content is never an error.

        event: Its bytes, its text, parsed JSON, or an SDK's object.

        Errors: `already_finished`.
        """
    def report_usage(
        self,
        *,
        input_tokens: int | None = None,
        output_tokens: int | None = None,
        cache_read: int | None = None,
        cache_write_5m: int | None = None,
        cache_write_long: int | None = None,
        reasoning: int | None = None,
        audio_input: int | None = None,
        image_input: int | None = None,
        video_input: int | None = None,
        audio_cache_read: int | None = None,
        image_cache_read: int | None = None,
        audio_output: int | None = None,
        image_output: int | None = None,
        video_output: int | None = None,
        units: Mapping[str, int] | None = None,
        includes_cache: bool | None = True,
        reported_cost: Decimal | float | str | None = None,
        response_model: str | None = None,
        service_tier: str | None = None,
        inference_geo: str | None = None,
    ) -> None:
        """Sets counts that the host has read itself; the last call replaces what was read from the response.

        input_tokens: Input tokens; `includes_cache` says whether they include the cached ones.
        output_tokens: Output tokens, reasoning included.
        cache_read: Input tokens read from a cache; 0 if not given.
        cache_write_5m: Input tokens written to a cache for five minutes; 0 if not given.
        cache_write_long: Input tokens written to a cache for longer; 0 if not given.
        reasoning: Output tokens spent on reasoning.
        audio_input: Tokens of audio among all input tokens, cached ones included; 0 if not given, as are the parts
            that follow.
        image_input: Tokens of images among all input tokens, cached ones included.
        video_input: Tokens of video among all input tokens.
        audio_cache_read: Tokens of audio among those read from a cache.
        image_cache_read: Tokens of images among those read from a cache.
        audio_output: Tokens of audio in the output.
        image_output: Tokens of images in the output.
        video_output: Tokens of video in the output.
        units: What is charged by the piece, with its number, as in `Usage.units`.
        includes_cache: Whether `input_tokens` includes the cached ones; true by default.
        reported_cost: What the provider reports as cost, in US dollars: a decimal.
        response_model: The model that answered, where it is not the one asked for.
        service_tier: Service tier, in the provider's words: `batch`, `flex`, `priority`. It selects among the
            prices.
        inference_geo: Where the model ran, in the provider's words, where that has a surcharge: `us`.

        Errors: `already_finished`, `invalid_argument` after a `fail` that gave no route.
        """
    def fail(
        self,
        *,
        status: int | None = None,
        headers: HeaderItems | None = None,
        body: Body | None = None,
        retry_after: float | timedelta | None = None,
        reason: str | None = None,
    ) -> Route | None:
        """Ends the current attempt as failed and opens one on the next route, with its own url, headers and body;
        `None` if there is none left: then url and headers hold no credential any more. A fallback whose credential is
        not available, or whose provider does not take the format, is skipped with a warning. What the headers say of
        the time to wait is kept with the attempt.

        status: Status of the HTTP response, 100 to 599.
        headers: Headers of the response, for the time that the provider asks to wait (`Retry-After` and its
            relatives); those that were given to `begin_response` by default.
        body: Body of the response, for the kind of failure and the time to wait, where it was not fed: JSON,
            events, or any other text.
        retry_after: Seconds that the provider asked to wait, where the host knows them; kept with the attempt.
        reason: Why, in the host's words; at most 1,024 bytes are kept.

        Errors: `already_finished`, `limit_exceeded`, `invalid_argument` for a bad status and after a `fail` that gave
        no route, and those of the host's own resolver.
        """
    def retry(
        self,
        *,
        status: int | None = None,
        headers: HeaderItems | None = None,
        body: Body | None = None,
        retry_after: float | timedelta | None = None,
        reason: str | None = None,
    ) -> Route | None:
        """Ends the current attempt as failed and opens one on the same route, which is returned; `None` if unrouted.

        status: Status of the HTTP response, 100 to 599.
        headers: Headers of the response, for the time that the provider asks to wait (`Retry-After` and its
            relatives); those that were given to `begin_response` by default.
        body: Body of the response, for the kind of failure and the time to wait, where it was not fed: JSON,
            events, or any other text.
        retry_after: Seconds that the provider asked to wait, where the host knows them; kept with the attempt.
        reason: Why, in the host's words; at most 1,024 bytes are kept.

        Errors: those of `Exchange.fail`, `credential_unavailable`.
        """

@final
class Gate:
    """An open store. Safe to share between threads; `with` closes it at the end."""

    @property
    def workspaces(self) -> Workspaces:
        """Workspaces: groups of instructions, rules and recorded usage. Their names are found under any spelling that
        trims and lower-cases to them.
        """
    @property
    def sessions(self) -> Sessions:
        """Sessions, each with its active workspace. The session is `default` where a call names none."""
    @property
    def providers(self) -> Providers:
        """Provider endpoints, shared by all workspaces."""
    @property
    def personas(self) -> Personas:
        """Personas, shared by all workspaces."""
    @property
    def prices(self) -> Prices:
        """Prices of tokens, for this gate."""
    @property
    def history(self) -> History:
        """Prompts and outputs."""
    @property
    def alerts(self) -> Alerts:
        """Alerts."""
    def usage(
        self,
        *,
        workspace: str | None = None,
        by: GroupBy | Iterable[GroupBy] | None = None,
        since: Time | None = None,
        until: Time | None = None,
        session: str | None = None,
        provider: str | None = None,
        model: str | None = None,
        client: str | None = None,
        rule: int | None = None,
        request_type: str | None = None,
        zone: str | None = None,
        compare: bool | _Period | None = None,
    ) -> UsageReport:
        """Token usage and cost, in total and by row. An exchange counts at the time it began.

        Prints as a table.

        workspace: One workspace, live or archived; all by default.
        by: Rows; only a total by default. The second splits each row of the first into a series: a day by model,
            say.
        since: Exchanges that began at this time or later.
        until: Exchanges that began before this time.
        session: One session.
        provider: One provider.
        model: One model.
        client: One client.
        rule: Exchanges that the rule at this 0-based index of their workspace routed.
        request_type: One kind of request, compared exactly.
        zone: Time zone whose clock says which hour, day, week and month it is: a name of the IANA database, such as
            `America/New_York`, which the library carries; UTC by default. A day has 23 or 25 hours where the clock is
            set. `since` and `until` are points in time in any zone.
        compare: Another period to compare this one with, which must have `since` and `until`. Where rows are
            periods, the n-th row of one is compared with the n-th row of the other.

        Errors: `workspace_not_found`; `invalid_argument` for a grouping by more than two or the same twice, for a
        `zone` that the IANA database does not name, for `compare` without `since` and `until`, and where `until` is
        before `since`.
        """
    def verify(self, *, rebuild: bool | None = False) -> UsageCheck:
        """Compares the sums that reports are made of with the attempts, all of which it reads. With `rebuild`, if any
        differs, all of them are rebuilt from the attempts, in one transaction; the differences found are reported all
        the same.

        Errors: with `rebuild`, those of the store.
        """
    def export_usage(
        self,
        *,
        format: ExportFormat | None = None,
        workspace: str | None = None,
        since: Time | None = None,
        until: Time | None = None,
        session: str | None = None,
        provider: str | None = None,
        model: str | None = None,
        client: str | None = None,
        rule: int | None = None,
        request_type: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> UsagePage:
        """Recorded attempts as text, oldest first by the time their exchange began, a page at a time: pass `next` of a
        page as `cursor` of the next one. The concatenated pages are one document of the format.

        format: How they are written; `csv` by default.
        workspace: One workspace, live or archived; all by default.
        since: Exchanges that began at this time or later.
        until: Exchanges that began before this time.
        session: One session.
        provider: One provider.
        model: One model.
        client: One client.
        rule: Exchanges that the rule at this 0-based index of their workspace routed.
        request_type: One kind of request, compared exactly.
        limit: Attempts on this page, 1 to 1,000; 1,000 by default.
        cursor: `next` of the page before.

        Errors: `workspace_not_found`, `limit_exceeded` for a page of over 1,000, `invalid_argument` for a bad cursor,
        and where `until` is before `since`.
        """
    def decide(
        self,
        *,
        body: Body | None = None,
        path: str | None = None,
        method: str | None = None,
        headers: HeaderItems | None = None,
        files: Iterable[str | PathLike[str]] | None = None,
        request_type: str | None = None,
        client: str | None = None,
        requested_model: str | None = None,
        session: str | None = None,
        workspace: str | None = None,
        root: str | PathLike[str] | None = None,
        files_from: FilesFrom | None = None,
        format: Format | None = None,
        to: str | None = None,
        upstream: str | None = None,
    ) -> Decision:
        """Decides where a request goes: workspace, rule, provider, model, url. Writes nothing and reads no credentials.
        A body's content is never an error, and "no rule matched" is a regular result.

        body: The body as the client sent it, at most 32 MiB, or parsed. Its content may be anything; what the other
            arguments state takes precedence over it.
        path: Path and query of the URL that the client called.
        method: The method with which it called it, such as `POST`.
        headers: The client's headers in their order, as a mapping or pairs; names in any case.
        files: Files that the request is about, as paths; replaces those found in the body.
        request_type: `fim`, `chat`, or any other word that facts have, or one of the host's own.
        client: Name of the client.
        requested_model: The model that the client asked for.
        session: Session whose active workspace is used; `default` by default.
        workspace: Workspace for this request alone; changes no state.
        root: Root folder of the user's project, an absolute path.
        files_from: Where files are looked for; `last_turn` by default.
        format: The wire format, for hosts without a body.
        to: A provider, or `provider/model`, that the user chose: it stands before the rules.
        upstream: Where the request was going, an origin or a base URL: where no rule matches, it goes there with
            the client's own credential, and is priced by that address.

        Errors: `too_large`, `session_not_found`, `workspace_not_found`, `workspace_archived`, `limit_exceeded`,
        `invalid_argument`.
        """
    def explain(
        self,
        *,
        body: Body | None = None,
        path: str | None = None,
        method: str | None = None,
        headers: HeaderItems | None = None,
        files: Iterable[str | PathLike[str]] | None = None,
        request_type: str | None = None,
        client: str | None = None,
        requested_model: str | None = None,
        session: str | None = None,
        workspace: str | None = None,
        root: str | PathLike[str] | None = None,
        files_from: FilesFrom | None = None,
        format: Format | None = None,
        to: str | None = None,
        upstream: str | None = None,
    ) -> Explanation:
        """Decides, and reports for every rule and condition whether it holds and what it was compared with.

        Prints as text.

        body: The body as the client sent it, at most 32 MiB, or parsed. Its content may be anything; what the other
            arguments state takes precedence over it.
        path: Path and query of the URL that the client called.
        method: The method with which it called it, such as `POST`.
        headers: The client's headers in their order, as a mapping or pairs; names in any case.
        files: Files that the request is about, as paths; replaces those found in the body.
        request_type: `fim`, `chat`, or any other word that facts have, or one of the host's own.
        client: Name of the client.
        requested_model: The model that the client asked for.
        session: Session whose active workspace is used; `default` by default.
        workspace: Workspace for this request alone; changes no state.
        root: Root folder of the user's project, an absolute path.
        files_from: Where files are looked for; `last_turn` by default.
        format: The wire format, for hosts without a body.
        to: A provider, or `provider/model`, that the user chose: it stands before the rules.
        upstream: Where the request was going, an origin or a base URL: where no rule matches, it goes there with
            the client's own credential, and is priced by that address.

        Errors: those of `Gate.decide`.
        """
    def begin(
        self,
        *,
        body: Body | None = None,
        path: str | None = None,
        method: str | None = None,
        headers: HeaderItems | None = None,
        files: Iterable[str | PathLike[str]] | None = None,
        request_type: str | None = None,
        client: str | None = None,
        requested_model: str | None = None,
        session: str | None = None,
        workspace: str | None = None,
        root: str | PathLike[str] | None = None,
        files_from: FilesFrom | None = None,
        format: Format | None = None,
        key: str | None = None,
        to: str | None = None,
        upstream: str | None = None,
    ) -> Exchange:
        """Decides and opens an exchange: what to send, and where. Writes nothing until the exchange is finished.

        body: The body as the client sent it, at most 32 MiB, or parsed. Its content may be anything; what the other
            arguments state takes precedence over it.
        path: Path and query of the URL that the client called.
        method: The method with which it called it, such as `POST`.
        headers: The client's headers in their order, as a mapping or pairs; names in any case.
        files: Files that the request is about, as paths; replaces those found in the body.
        request_type: `fim`, `chat`, or any other word that facts have, or one of the host's own.
        client: Name of the client.
        requested_model: The model that the client asked for.
        session: Session whose active workspace is used; `default` by default.
        workspace: Workspace for this request alone; changes no state.
        root: Root folder of the user's project, an absolute path.
        files_from: Where files are looked for; `last_turn` by default.
        format: The wire format, for hosts without a body.
        key: The host's own key of this exchange; finishing a second one with the same key gives the first receipt.
        to: A provider, or `provider/model`, that the user chose: it stands before the rules.
        upstream: Where the request was going, an origin or a base URL: where no rule matches, it goes there with
            the client's own credential, and is priced by that address.

        Errors: those of `Gate.decide`, `credential_unavailable`, `credential_locked`.
        """
    def record(
        self,
        *,
        session: str | None = None,
        workspace: str | None = None,
        files: Iterable[str | PathLike[str]] | None = None,
        request_type: str | None = None,
        client: str | None = None,
        requested_model: str | None = None,
        format: Format | None = None,
        path: str | None = None,
        headers: HeaderItems | None = None,
        root: str | PathLike[str] | None = None,
        key: str | None = None,
        on_duplicate: OnDuplicate | None = None,
        rule: int | None = None,
        attempts: Iterable[RecordAttempt] | None = None,
        provider: str | None = None,
        provider_type: ProviderType | None = None,
        model: str | None = None,
        outcome: Outcome | None = None,
        status: int | None = None,
        reason: str | None = None,
        started_at: Time | None = None,
        finished_at: Time | None = None,
        prompt: str | None = None,
        output: str | None = None,
        input_tokens: int | None = None,
        output_tokens: int | None = None,
        cache_read: int | None = None,
        cache_write_5m: int | None = None,
        cache_write_long: int | None = None,
        reasoning: int | None = None,
        audio_input: int | None = None,
        image_input: int | None = None,
        video_input: int | None = None,
        audio_cache_read: int | None = None,
        image_cache_read: int | None = None,
        audio_output: int | None = None,
        image_output: int | None = None,
        video_output: int | None = None,
        units: Mapping[str, int] | None = None,
        includes_cache: bool | None = None,
        reported_cost: Decimal | float | str | None = None,
        response_model: str | None = None,
        service_tier: str | None = None,
        inference_geo: str | None = None,
    ) -> Receipt:
        """Records a finished call that the host made without this library.

        session: Session whose active workspace is used; `default` by default.
        workspace: Workspace for this request alone; changes no state.
        files: Files that the request is about, as paths; replaces those found in the body.
        request_type: `fim`, `chat`, or any other word that facts have, or one of the host's own.
        client: Name of the client.
        requested_model: The model that the client asked for.
        format: The wire format, for hosts without a body.
        path: Path and query of the URL that the client called.
        headers: The client's headers in their order, as a mapping or pairs; names in any case.
        root: Root folder of the user's project, an absolute path.
        key: The host's own key, such as the id of a message; see `on_duplicate`.
        on_duplicate: What to do where the key was recorded before; `replace` by default.
        rule: 0-based index of the rule that routed it, in its workspace.
        attempts: Its attempts in order, at least one, where it took several. What is said of one is then said there
            and not here: provider, model, status, reason and counts.
        provider: Provider that answered. One that was not added needs `provider_type`.
        provider_type: Type of the provider, whose prices apply where it was not added. Without `provider` it is
            named by its type.
        model: Model that was asked for.
        outcome: How it ended; by default as its last attempt, which is failed where the status is 400 or more, else
            completed.
        status: Status of the HTTP response.
        reason: Why it failed, in the host's words; at most 1,024 bytes are kept.
        started_at: When it began; by default when its first attempt did, else now.
        finished_at: When it ended; by default when its last attempt did, else now.
        prompt: The user's text, for the history.
        output: The assistant's text, for the history.
        input_tokens: Input tokens; `includes_cache` says whether they include the cached ones.
        output_tokens: Output tokens, reasoning included.
        cache_read: Input tokens read from a cache; 0 if not given.
        cache_write_5m: Input tokens written to a cache for five minutes; 0 if not given.
        cache_write_long: Input tokens written to a cache for longer; 0 if not given.
        reasoning: Output tokens spent on reasoning.
        audio_input: Tokens of audio among all input tokens, cached ones included; 0 if not given, as are the parts
            that follow.
        image_input: Tokens of images among all input tokens, cached ones included.
        video_input: Tokens of video among all input tokens.
        audio_cache_read: Tokens of audio among those read from a cache.
        image_cache_read: Tokens of images among those read from a cache.
        audio_output: Tokens of audio in the output.
        image_output: Tokens of images in the output.
        video_output: Tokens of video in the output.
        units: What is charged by the piece, with its number, as in `Usage.units`.
        includes_cache: Whether `input_tokens` includes the cached ones; true by default.
        reported_cost: What the provider reports as cost, in US dollars: a decimal.
        response_model: The model that answered, where it is not the one asked for.
        service_tier: Service tier, in the provider's words: `batch`, `flex`, `priority`. It selects among the
            prices.
        inference_geo: Where the model ran, in the provider's words, where that has a surcharge: `us`.

        Errors: those of `Gate.decide`, `provider_not_found`, and those of the store.
        """
    def arecord(
        self,
        *,
        session: str | None = None,
        workspace: str | None = None,
        files: Iterable[str | PathLike[str]] | None = None,
        request_type: str | None = None,
        client: str | None = None,
        requested_model: str | None = None,
        format: Format | None = None,
        path: str | None = None,
        headers: HeaderItems | None = None,
        root: str | PathLike[str] | None = None,
        key: str | None = None,
        on_duplicate: OnDuplicate | None = None,
        rule: int | None = None,
        attempts: Iterable[RecordAttempt] | None = None,
        provider: str | None = None,
        provider_type: ProviderType | None = None,
        model: str | None = None,
        outcome: Outcome | None = None,
        status: int | None = None,
        reason: str | None = None,
        started_at: Time | None = None,
        finished_at: Time | None = None,
        prompt: str | None = None,
        output: str | None = None,
        input_tokens: int | None = None,
        output_tokens: int | None = None,
        cache_read: int | None = None,
        cache_write_5m: int | None = None,
        cache_write_long: int | None = None,
        reasoning: int | None = None,
        audio_input: int | None = None,
        image_input: int | None = None,
        video_input: int | None = None,
        audio_cache_read: int | None = None,
        image_cache_read: int | None = None,
        audio_output: int | None = None,
        image_output: int | None = None,
        video_output: int | None = None,
        units: Mapping[str, int] | None = None,
        includes_cache: bool | None = None,
        reported_cost: Decimal | float | str | None = None,
        response_model: str | None = None,
        service_tier: str | None = None,
        inference_geo: str | None = None,
    ) -> Coroutine[Any, Any, Receipt]:
        """`record` on a thread of the gate's own, after what is in line to be recorded. It begins at once, the clock is
        read now, and it goes on if the task that waits for it is cancelled.
        """
    def export(self, *, workspaces: Iterable[str] | None = None, parts: Iterable[Part] | None = None) -> str:
        """Writes workspaces as a bundle, to be imported elsewhere: JSON text, the same bytes for the same content.

        workspaces: Names; all live workspaces by default. Archived ones only by name.
        parts: Parts; all by default.

        Errors: `workspace_not_found`, `invalid_argument`.
        """
    def plan_import(self, bundle: Buffer | str | JsonObject) -> ImportPlan:
        """Reads a bundle of at most 32 MiB and compares it with this store. Writes nothing.

        bundle: Its bytes, its text, or parsed JSON.

        Errors: `bundle_invalid`, `limit_exceeded`.
        """
    def query(
        self,
        sql: str,
        params: list[SqlValue] | tuple[SqlValue, ...] | dict[str, SqlValue] | None = None,
        *,
        limit: int | None = None,
        timeout: float | timedelta | None = None,
    ) -> QueryResult:
        """Queries the views of the store in SQL. `sql` is one read-only statement over `v_exchanges`, `v_attempts`,
        `v_usage_by_day` or `v_usage_by_hour`; anything else is refused, and nothing is ever written. Queries run one
        after the other on a connection of their own, and block no decision and no finish.

        params: Values of the parameters of the statement; none by default.
        limit: Rows at most, 1 to 100,000; 1,000 by default.
        timeout: Seconds that the statement may run, above 0 and at most 3,600; 5 by default.

        Errors: `invalid_argument` for a statement that cannot be run, with SQLite's message, for parameters that do not
        match, and for a blob in the result; `limit_exceeded` for a limit above 100,000 rows and for values or a result
        that are too large; `interrupted` when it runs longer than `timeout`.
        """
    def interrupt(self) -> None:
        """Interrupts every call on this gate that waits for others or runs a statement, on any thread: it fails with
        `interrupted` and has changed nothing. The gate is usable at once, later calls are not affected, and an exchange
        whose finish was interrupted is still open and can be finished again. Never waits.

        Errors: `forked_handle`.
        """
    def backup(self, path: str | PathLike[str], *, replace: bool | None = False) -> Backup:
        """Copies the store into one file, while it is in use: no writer of any process waits for it, and what is
        written meanwhile is not in it. The copy is read back, with the checksums of every exchange and attempt, and is
        on the disk before it gets its name; only its owner may read it. It is a store like any other, with the same id.
        After an error nothing is left at the path, and a file that was there is as it was; a process that is killed
        leaves a file beside it that ends with `.part`, which can be deleted.

        replace: Takes the place of a file that is there already; otherwise that is an error.

        Errors: `invalid_argument` where there is a file and not `replace`, for a folder, for a file of this store, and
        where the log of another store lies beside it; `corrupt` where the store is damaged, `disk_full`, `interrupted`,
        `io`.
        """
    def compact(self) -> Compacted:
        """Gives back the room of what was removed: rebuilds the file without what it no longer holds. Others read on,
        and wait to write, up to their `busy_timeout`. Beside the store there must be room for what it holds, and once
        more in the folder for temporary files if that is more than 64 MiB. It is done whole, or an error and not at
        all.

        Errors: `read_only`, `busy`, `disk_full`, `interrupted`, `storage_detached`, `io`.
        """
    def rotate_key(self, *, key: str | None = None) -> RotatedKey:
        """Seals what the store keeps of credentials with a new key, and binds references with it, in one transaction: a
        process that is killed leaves all sealed with the old one or with the new one, and both are there until it is
        done. Gates that are open elsewhere find a new key in the file; one that the host has itself they must be opened
        with again.

        key: The new key: 32 random bytes, written as 64 hexadecimal digits. The host has it from then on, and opens
            the store with it. Without it, a store whose key is in a file gets a new one there.

        Errors: `invalid_argument` where the key is the host's and no new one is given, and for one that is none;
        `credential_store_unavailable` where no key can be kept, and those of a change of providers.
        """
    def health(self) -> Health:
        """The state of the store: its path, versions and sizes, what was recorded that lacks something, and what the
        host should know. It also reports on a store whose file is gone. It reads the sums by days, some milliseconds
        for every 10,000.
        """
    def reprice(
        self,
        since: Time,
        *,
        until: Time | None = None,
        workspace: str | None = None,
        provider: str | None = None,
        model: str | None = None,
        apply: str | None = None,
    ) -> RepriceReport:
        """Reprices recorded attempts, by the prices that apply now to the times at which they were made: after a table
        was loaded, or a price was set. Without `apply` it only reports what would change; with the `token` of that
        report it makes exactly these changes in one transaction, updates the sums of reports, and keeps the earlier
        charges (`Gate.superseded_charges`).

        A cost that the provider reported does not change, nor does an attempt that has no price now. Every attempt of
        the query is read twice for it; meanwhile others wait to write, up to their `busy_timeout`.

        since: Of exchanges that began at this time or later.
        until: Of exchanges that began before this time.
        workspace: Of one workspace, live or archived.
        provider: At this provider.
        model: With this model as the one that was asked for.
        apply: The `token` of the report to apply; without it nothing is written.

        Errors: `workspace_not_found`, `invalid_argument` where `until` is before `since`, and with `apply`
        `reprice_stale` where the changes would not be those of the report, and those of the store.
        """
    def superseded_charges(self, exchange: str) -> list[SupersededCharge]:
        """What the attempts of an exchange were charged before they were repriced, oldest first.

        Errors: `exchange_not_found`.
        """
    def apply(
        self,
        config: Buffer | str | JsonObject,
        *,
        dry_run: bool | None = False,
        folder: str | PathLike[str] | None = None,
    ) -> SettingsPlan:
        """Applies declared settings: the text of a `codegate.toml`, or JSON of the same shape. Providers, workspaces
        with instructions and rules, personas, and the active workspaces of sessions are created or changed as they
        stand there, whole or not at all; applied again, nothing changes. What is not named stays as it is, down to
        single fields; null, in JSON, clears one.

        Each error has the line and the column where the text has them, and shows no value that might be a secret.

        config: The text of a `codegate.toml`, or a dict of the same shape.
        dry_run: Only says what would change; false by default.
        folder: The folder that the paths in the settings are relative to: that of their file. A relative path needs
            it.

        Errors: `invalid_argument` for what is not TOML, an unknown name, a wrong type or a missing value;
        `credential_store_unavailable` for a credential that is not a reference; `provider_exists` where a provider here
        is of another type; `io` for a file of instructions that cannot be read; and those of the calls that do each
        part alone, such as `invalid_rule`, `provider_not_found`, `model_not_found`, `model_in_use`,
        `workspace_not_found`, `workspace_archived`, `invalid_name`, `reserved_name`, `limit_exceeded`.
        """
    @property
    def path(self) -> str:
        """The path of the store, as it was given or found; `:memory:` for one without a file."""
    @property
    def closed(self) -> bool:
        """Whether it was closed."""
    def close(self) -> None:
        """Checkpoints and closes the store. Later calls are `gate_closed`, exchanges already open can still finish, and
        closing again succeeds. Exchanges that were dropped and could not be recorded then are recorded first; where they
        cannot be now either, this fails, and closing again tries again.

        Errors: `busy`, `storage_detached`, `disk_full`, `io`.
        """
    def aclose(self) -> Coroutine[Any, Any, None]:
        """`close` on a thread of the gate's own, after what is in line to be recorded."""
    def run(self, call: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Coroutine[Any, Any, _T]:
        """Makes any call that may wait on a thread of the gate's own: `await gate.run(gate.usage, by="model")`. It begins at
        once, and goes on if the task that waits for it is cancelled.
        """
    def __enter__(self) -> Gate: ...
    def __exit__(
        self, *_exception: type[BaseException] | BaseException | TracebackType | None
    ) -> None: ...
    def __aenter__(self) -> Coroutine[Any, Any, Gate]: ...
    def __aexit__(
        self, *_exception: type[BaseException] | BaseException | TracebackType | None
    ) -> Coroutine[Any, Any, None]: ...

@final
class Workspaces:
    """Workspaces: groups of instructions, rules and recorded usage. Their names are found under any spelling that trims
    and lower-cases to them.
    """

    def bind(self, folder: str, workspace: str) -> FolderBinding:
        """Binds a folder to a workspace: `Workspaces.for_path` then finds it for everything in that folder. The folder
        is an absolute path, which need not exist; a folder that is bound already is bound anew.

        Errors: `workspace_not_found`, `workspace_archived`, `invalid_name`; `invalid_argument` for a path that is not
        absolute, `limit_exceeded` for one over 4,096 bytes.
        """
    def unbind(self, folder: str) -> bool:
        """Removes what binds a folder to a workspace; returns whether anything did.

        Errors: `invalid_argument`, `limit_exceeded`.
        """
    def bindings(self) -> builtins.list[FolderBinding]:
        """All folders that are bound to workspaces, those of archived ones too, by folder."""
    def for_path(self, path: str) -> FolderBinding | None:
        """The workspace of the nearest folder around a path that has one, or of the path itself: one that is bound, or
        one whose `codegate.toml` has `workspace = "…"`; where a folder has both, what is bound counts. `None` where no
        folder has one: leave the workspace to the session then. The path is absolute, taken as text, and need not
        exist.

        Errors: `workspace_archived` for a workspace that is archived; `workspace_not_found`, `invalid_name` and
        `invalid_argument` for a `codegate.toml` that names none of here or cannot be read as TOML, `io` for one that
        cannot be read at all; `invalid_argument` for a path that is not absolute, `limit_exceeded`.
        """
    def create(
        self,
        name: str,
        *,
        custom_instructions: str | None = None,
        rules: Iterable[RuleLike] | None = None,
    ) -> Workspace:
        """Creates a workspace.

        custom_instructions: Custom instructions; none by default.
        rules: Muxing rules in order; none by default.

        Errors: `invalid_name`, `reserved_name`, `limit_exceeded`, `workspace_exists` (the text says whether the name is
        live or archived), and those of `Workspaces.set_rules`.
        """
    def get(self, name: str) -> Workspace:
        """One workspace, live or archived.

        Errors: `invalid_name`, `workspace_not_found`.
        """
    def list(self) -> builtins.list[Workspace]:
        """Live workspaces by name."""
    def list_archived(self) -> builtins.list[Workspace]:
        """Archived workspaces by name."""
    def update(
        self,
        name: str,
        *,
        custom_instructions: str | None = ...,
        rules: Iterable[RuleLike] | None = ...,
    ) -> Workspace:
        """Changes instructions and rules, all or nothing.

        What is left out is kept; `None` clears `custom_instructions` and `rules`.

        custom_instructions: New custom instructions.
        rules: New muxing rules, all of them.

        Errors: `workspace_not_found`, `workspace_archived`, `limit_exceeded`, and those of `Workspaces.set_rules`.
        """
    def rename(self, name: str, new_name: str) -> Workspace:
        """Renames a workspace; its history, usage, rules and sessions stay with it.

        Errors: `default_workspace`, `workspace_archived`, `workspace_not_found`, `workspace_exists`, `invalid_name`,
        `reserved_name`, `limit_exceeded`.
        """
    def archive(self, name: str, *, force: bool | None = False) -> Workspace:
        """Archives a workspace. With `force`, sessions that have it active move to `default`.

        Errors: `workspace_active` where sessions have it active and there is no `force`, `default_workspace`,
        `workspace_archived`, `workspace_not_found`, `invalid_name`.
        """
    def recover(self, name: str) -> Workspace:
        """Recovers an archived workspace whole.

        Errors: `workspace_not_found`, `workspace_not_archived`, `invalid_name`.
        """
    def delete(self, name: str) -> DeletedWorkspace:
        """Deletes an archived workspace with its history and usage.

        Errors: `default_workspace`, `workspace_not_found`, `workspace_not_archived`, `invalid_name`.
        """
    def rules(self, name: str) -> builtins.list[Rule]:
        """The muxing rules of a workspace, in order.

        Errors: `workspace_not_found`, `invalid_name`.
        """
    def set_rules(self, name: str, rules: Iterable[RuleLike]) -> builtins.list[Rule]:
        """Replaces the muxing rules of a workspace, all or nothing; the first that matches wins.

        Errors: `invalid_rule`, `provider_not_found` and `model_not_found`, which name the 0-based position of the rule;
        `limit_exceeded`, `workspace_not_found`, `workspace_archived`, `invalid_name`.
        """
    def __contains__(self, name: object, /) -> bool: ...

@final
class Sessions:
    """Sessions, each with its active workspace. The session is `default` where a call names none."""

    def activate(self, workspace: str, *, session: str | None = None) -> Session:
        """Makes a workspace the active one of a session (`default` by default), creating the session if need be. If it
        is active already, nothing changes.

        Errors: `workspace_not_found`, `workspace_archived`, `invalid_name`, `invalid_argument` or `limit_exceeded` for
        a bad session id.
        """
    def ensure(self, id: str, workspace: str | None = None) -> Session:
        """Creates a session if there is none with this id: with `workspace` active, or else what is active in
        `default`. One that exists is returned as it is, whatever workspace was named.

        Errors: `workspace_not_found` and `workspace_archived` where it has to be created, `invalid_name`,
        `invalid_argument` or `limit_exceeded` for a bad id.
        """
    def active_workspace(self, *, session: str | None = None) -> Workspace:
        """The active workspace of a session (`default` by default).

        Errors: `session_not_found`.
        """
    def list(self) -> builtins.list[Session]:
        """All sessions by id."""
    def get(self, session: str | None = None) -> Session:
        """One session (`default` by default).

        Errors: `session_not_found`.
        """
    def remove(self, session: str) -> None:
        """Removes a session; its recorded exchanges stay.

        Errors: `session_not_found`, `invalid_argument` for `default`.
        """
    def __contains__(self, name: object, /) -> bool: ...

@final
class Providers:
    """Provider endpoints, shared by all workspaces."""

    def add(
        self,
        name: str,
        *,
        type: ProviderType,
        endpoint: str | None = None,
        description: str | None = None,
        auth: Auth | None = None,
        credential: str | None = None,
        api_key: str | None = None,
        models: Iterable[str] | None = None,
        paths: dict[str, str] | None = None,
        inject_usage: InjectUsage | None = None,
        prices: str | None = None,
        passthrough_to: Iterable[str] | None = None,
    ) -> Provider:
        """Adds a provider.

        type: Kind of API.
        endpoint: Base URL, as one gives it to an SDK: a bare origin gets the version that the type speaks, one with
            a path is kept, and a full address (`…/chat/completions`) is cut to its base. The type's own by default,
            where it has one.
        description: Free text.
        auth: Where the credential comes from; by default `api_key` where a `credential` is given, else `none`.
        credential: `env:NAME` or `host:<id>`.
        api_key: The credential itself, in the place of a reference. It is kept sealed, for this endpoint's origin
            alone, which must be https or at this machine.
        models: Models it offers; any by default.
        paths: Paths for single formats, where type and endpoint do not say them.
        inject_usage: Whether streams are asked for their usage where the client did not; `auto` by default.
        prices: The price list by which it charges, such as `dashscope`, of the snapshot or of a table that is
            loaded or yet to be; by default its endpoint and type say it.
        passthrough_to: Further origins that a client's own credential, meant for this provider, may go to on a
            fallback, such as `https://gateway.example`: with `auth` of `passthrough` alone; https, or at this machine;
            none by default.

        Errors: `provider_exists`, `invalid_name`, `limit_exceeded`; `credential_store_unavailable` for a `credential`
        that is not a reference, and for one to keep where there is no key to seal it with, of which nothing is stored;
        else `invalid_argument`.
        """
    def get(self, name: str) -> Provider:
        """One provider.

        Errors: `provider_not_found`.
        """
    def list(self) -> builtins.list[Provider]:
        """All providers by name."""
    def update(
        self,
        name: str,
        *,
        endpoint: str | None = None,
        description: str | None = ...,
        auth: Auth | None = None,
        credential: str | None = ...,
        api_key: str | None = None,
        models: Iterable[str] | None = ...,
        paths: dict[str, str] | None = ...,
        inject_usage: InjectUsage | None = None,
        prices: str | None = ...,
        passthrough_to: Iterable[str] | None = None,
        force: bool | None = False,
    ) -> Provider:
        """Changes a provider. A new endpoint of another origin locks its credential until the credential is given
        again.

        What is left out is kept; `None` clears `description`, `credential`, `models`, `paths` and `prices`.

        endpoint: New base URL.
        description: New description.
        auth: New source of the credential.
        credential: New reference to a credential.
        api_key: A new credential to keep, in the place of a reference.
        models: New list of models.
        paths: New paths for single formats, in place of all before.
        inject_usage: Whether streams are asked for their usage from now on.
        prices: New price list.
        passthrough_to: New further origins for a client's own credential, in place of all before. They go with the
            origin of `endpoint`, and with an `auth` of `passthrough`, unless they are given again.
        force: Removes routes to models that are no longer listed from the rules, instead of failing with
            `model_in_use`.

        Errors: `provider_not_found`; `model_in_use` where rules name a model that is no longer listed, unless `force`
        removes those routes; and those of `Providers.add`.
        """
    def rename(self, name: str, new_name: str) -> Provider:
        """Renames a provider; rules keep pointing at it.

        Errors: `provider_not_found`, `provider_exists`, `invalid_name`, `limit_exceeded`.
        """
    def remove(self, name: str, *, force: bool | None = False) -> RemovedProvider:
        """Removes a provider. With `force`, its routes are taken out of the rules that use it, and rules left without
        any are removed.

        Errors: `provider_in_use` where rules use it, those of archived workspaces too, and there is no `force`;
        `provider_not_found`.
        """
    def __contains__(self, name: object, /) -> bool: ...

@final
class Personas:
    """Personas, shared by all workspaces."""

    def add(self, name: str, *, description: str, vector: Iterable[float] | None = None) -> Persona:
        """Adds a persona.

        description: Free text, not empty.
        vector: An embedding of the description: 1 to 8,192 finite numbers, kept as 32-bit floats.

        Errors: `persona_exists`, `invalid_name`, `limit_exceeded`, `invalid_argument`.
        """
    def get(self, name: str) -> Persona:
        """One persona.

        Errors: `persona_not_found`.
        """
    def list(self) -> builtins.list[Persona]:
        """All personas by name."""
    def update(self, name: str, *, description: str | None = None, vector: Iterable[float] | None = ...) -> Persona:
        """Changes a persona.

        What is left out is kept; `None` clears `vector`.

        description: New description.
        vector: New vector.

        Errors: `persona_not_found`, `limit_exceeded`, `invalid_argument`.
        """
    def rename(self, name: str, new_name: str) -> Persona:
        """Renames a persona.

        Errors: `persona_not_found`, `persona_exists`, `invalid_name`, `limit_exceeded`.
        """
    def remove(self, name: str) -> None:
        """Removes a persona.

        Errors: `persona_not_found`.
        """
    def vector(self, name: str) -> builtins.list[float] | None:
        """The vector of a persona; `None` if it has none.

        Errors: `persona_not_found`.
        """
    def __contains__(self, name: object, /) -> bool: ...

@final
class Prices:
    """Prices of tokens, for this gate."""

    def lookup(
        self,
        model: str,
        *,
        provider: str | None = None,
        type: ProviderType | None = None,
        endpoint: str | None = None,
        list: str | None = None,
        at: Time | None = None,
        input_tokens: int | None = None,
        service_tier: str | None = None,
        inference_geo: str | None = None,
    ) -> ModelPrice | None:
        """The price that a request for a model would be charged; `None` if it is unknown. It is found as for a request:
        the host's own price, a loaded table, the snapshot. Where it is unknown, what the model costs stays unknown,
        too, unless the provider reports it: set a price with `prices.set`, 0 where it is free, load a newer table with
        `prices.load`, or name the model and the list as `prices.list` tells them.

        model: The model.
        provider: A provider of this store.
        type: A type of provider, where no `provider` is given.
        endpoint: A base url, where no `provider` is given.
        list: A price list by its name, such as `openai`.
        at: The time for which the price is wanted; now by default.
        input_tokens: All input tokens of the request, for prices that depend on them; 0 by default.
        service_tier: Service tier, in the provider's words: `batch`, `flex`, `priority`; the standard tier by
            default.
        inference_geo: Where the model runs, in the provider's words, where that has a surcharge: `us`.

        Errors: `provider_not_found`, `invalid_argument`.
        """
    def load(
        self,
        table: Buffer | str | JsonObject | PathLike[str],
        *,
        format: PriceFormat | None = "codegate",
        as_of: date | str | None = None,
        source: str | None = None,
    ) -> PriceTable:
        """Loads a price table of at most 32 MiB for this gate, in the library's own format, LiteLLM's or that of
        models.dev. It takes precedence over the tables loaded before and replaces one of the same format. It lasts as
        long as the gate: a host loads it again whenever it opens the store. Recorded charges do not change.

        table: Its bytes, its text, parsed JSON, or the path of its file as an object such as `pathlib.Path`.
        format: The format of the table; the library's own by default.
        as_of: The day for which it is known to be valid, `YYYY-MM-DD`; what the table itself says by default.
        source: The name of the table; the one in the file by default.

        Errors: `prices_invalid` for a text that is not such a table or has an unusable price, `limit_exceeded`,
        `invalid_argument`; nothing changes then.
        """
    def unload(self, format: PriceFormat) -> bool:
        """Unloads the price table of a format; returns whether there was one."""
    def set(
        self,
        model: str,
        *,
        input: Decimal | float | str,
        output: Decimal | float | str,
        provider: str | None = None,
        cache_read: Decimal | float | str | None = None,
        cache_write_5m: Decimal | float | str | None = None,
        cache_write_long: Decimal | float | str | None = None,
        reasoning: Decimal | float | str | None = None,
        audio_input: Decimal | float | str | None = None,
        image_input: Decimal | float | str | None = None,
        video_input: Decimal | float | str | None = None,
        audio_cache_read: Decimal | float | str | None = None,
        image_cache_read: Decimal | float | str | None = None,
        audio_output: Decimal | float | str | None = None,
        image_output: Decimal | float | str | None = None,
        video_output: Decimal | float | str | None = None,
        request: Decimal | float | str | None = None,
        units: Mapping[str, Decimal | float | str] | None = None,
        keep: bool | None = False,
    ) -> None:
        """Sets a price of the host's own, such as 0 for a model on its own machine, or a negotiated price. It takes
        precedence over every table, and the last one set over earlier ones; it replaces one for the same model and
        provider. It lasts as long as the gate, or with `keep` as long as the store: every gate on it then has the price
        from its next decision on, after those that it has set for itself alone.

        model: The model, case-insensitive: `*` is any text, `#` a digit.
        input: Of uncached input.
        output: Of output.
        provider: For this provider only.
        cache_read: Of input read from a cache.
        cache_write_5m: Of input written to a cache for five minutes.
        cache_write_long: Of input written to a cache for longer.
        reasoning: Of output spent on reasoning.
        audio_input: Of audio in the input.
        image_input: Of images in the input.
        video_input: Of video in the input.
        audio_cache_read: Of audio read from a cache.
        image_cache_read: Of images read from a cache.
        audio_output: Of audio in the output.
        image_output: Of images in the output.
        video_output: Of video in the output.
        request: Of a million requests, whatever their tokens.
        units: Of a million of each unit that is charged by the piece, such as `web_search`.
        keep: Whether the store keeps it, for every gate; of this gate alone by default.

        Errors: `invalid_argument`, `limit_exceeded`, `invalid_name`; with `keep` also `read_only`, `busy`.
        """
    def remove(self, model: str, *, provider: str | None = None) -> bool:
        """Removes a price of the host's own, from this gate and from the store; returns whether there was one.

        Errors: of one that the store keeps `read_only`, `busy`.
        """
    def own(self) -> builtins.list[HostPrice]:
        """The prices of the host's own: those that the store keeps, then those of this gate, each in the order in which
        they were set.
        """
    def age(self) -> PriceAge:
        """The price tables and their age."""
    def list(self, *, list: str | None = None, at: Time | None = None) -> builtins.list[ModelPrice]:
        """The standard price of every model, those of loaded tables first.

        list: Of this price list only, such as `openai`.
        at: The time for which the prices are wanted; now by default.

        Errors: `invalid_argument` for an unknown list.
        """

@final
class History:
    """Prompts and outputs."""

    def list(
        self,
        *,
        workspace: str | None = None,
        session: str | None = None,
        request_type: str | None = None,
        severity: Severity | None = None,
        since: Time | None = None,
        until: Time | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> HistoryPage:
        """A page of exchanges, newest first.

        workspace: One workspace, live or archived; all by default.
        session: One session.
        request_type: Kind of request; `chat` is every conversation: everything but `fim` and what is no
            conversation.
        severity: Exchanges with an alert of this severity.
        since: Exchanges that began at this time or later.
        until: Exchanges that began before this time.
        limit: Rows of the page, 1 to 1,000; 50 by default.
        cursor: `next` of the page before.

        Errors: `workspace_not_found`, `limit_exceeded` for a page of over 1,000, `invalid_argument` for a bad cursor,
        and where `until` is before `since`.
        """
    def get(self, exchange: str) -> HistoryEntry:
        """One exchange by its id.

        Errors: `exchange_not_found`.
        """
    def count(
        self,
        *,
        workspace: str | None = None,
        session: str | None = None,
        request_type: str | None = None,
        severity: Severity | None = None,
        since: Time | None = None,
        until: Time | None = None,
    ) -> int:
        """How many exchanges there are.

        workspace: One workspace, live or archived; all by default.
        session: One session.
        request_type: Kind of request; `chat` is every conversation: everything but `fim` and what is no
            conversation.
        severity: Exchanges with an alert of this severity.
        since: Exchanges that began at this time or later.
        until: Exchanges that began before this time.

        Errors: `workspace_not_found`, `invalid_argument` where `until` is before `since`.
        """
    def summary(
        self,
        *,
        workspace: str | None = None,
        session: str | None = None,
        request_type: str | None = None,
        severity: Severity | None = None,
        since: Time | None = None,
        until: Time | None = None,
    ) -> HistorySummary:
        """A summary of exchanges.

        workspace: One workspace, live or archived; all by default.
        session: One session.
        request_type: Kind of request; `chat` is every conversation: everything but `fim` and what is no
            conversation.
        severity: Exchanges with an alert of this severity.
        since: Exchanges that began at this time or later.
        until: Exchanges that began before this time.

        Errors: `workspace_not_found`, `invalid_argument` where `until` is before `since`.
        """
    def prune(
        self,
        *,
        before: Time | None = None,
        keep: int | None = None,
        workspace: str | None = None,
        dry_run: bool | None = False,
    ) -> Pruned:
        """Removes exchanges from the history: their prompts, outputs, raw bodies and alerts. Their usage and cost stay,
        in reports and exports, and so does the key that they were recorded under. Several hundred are removed at a
        time, each lot in a transaction of its own, so that others can write in between: after an error, what was
        removed stays removed, and the same call removes the rest. It works on a full disk too, by room that the lock
        file keeps for it; a text too long for that room is then not wiped from the pages that it frees, until they are
        used again or the store is compacted. The file keeps its size until then.

        before: Exchanges that began before this time.
        keep: All exchanges but so many, those recorded last.
        workspace: Of this workspace, live or archived; of all by default.
        dry_run: Only report what would be removed.

        Errors: `invalid_argument` without `before` and `keep`, or with both; `workspace_not_found`, `read_only`,
        `busy`, `disk_full`.
        """

@final
class Alerts:
    """Alerts."""

    def add(
        self,
        *,
        severity: Severity,
        type: str,
        exchange: str | None = None,
        workspace: str | None = None,
        session: str | None = None,
        snippet: str | None = None,
        trigger: str | None = None,
    ) -> Alert:
        """Adds an alert to an exchange, open in this process or recorded, or to a workspace. One on an open exchange is
        written by the finish of that exchange.

        severity: How much it matters.
        type: A word for what it is, 1 to 64 bytes.
        exchange: Exchange that it is about, open in this process or recorded.
        workspace: Workspace, if it is not about an exchange.
        session: Session, if it is not about an exchange.
        snippet: The text that it is about, at most 64 KiB.
        trigger: What raised it, at most 64 KiB.

        Errors: `exchange_not_found`, `workspace_not_found`, `limit_exceeded`, `invalid_argument`.
        """
    def list(
        self,
        *,
        workspace: str | None = None,
        exchange: str | None = None,
        session: str | None = None,
        severity: Severity | None = None,
        type: str | None = None,
        since: Time | None = None,
        until: Time | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> AlertPage:
        """A page of alerts, newest first.

        workspace: One workspace, live or archived; all by default.
        exchange: One exchange.
        session: One session.
        severity: One severity.
        type: One type.
        since: Alerts added at this time or later.
        until: Alerts added before this time.
        limit: Rows of the page, 1 to 1,000; 50 by default.
        cursor: `next` of the page before.

        Errors: those of `History.list`.
        """
    def get(self, id: str) -> Alert:
        """One alert by its id.

        Errors: `alert_not_found`.
        """
    def count(
        self,
        *,
        workspace: str | None = None,
        exchange: str | None = None,
        session: str | None = None,
        severity: Severity | None = None,
        type: str | None = None,
        since: Time | None = None,
        until: Time | None = None,
    ) -> int:
        """How many alerts there are.

        workspace: One workspace, live or archived; all by default.
        exchange: One exchange.
        session: One session.
        severity: One severity.
        type: One type.
        since: Alerts added at this time or later.
        until: Alerts added before this time.

        Errors: `workspace_not_found`, `invalid_argument` where `until` is before `since`.
        """
    def summary(
        self,
        *,
        workspace: str | None = None,
        exchange: str | None = None,
        session: str | None = None,
        severity: Severity | None = None,
        type: str | None = None,
        since: Time | None = None,
        until: Time | None = None,
    ) -> AlertSummary:
        """How many alerts there are by severity and type.

        workspace: One workspace, live or archived; all by default.
        exchange: One exchange.
        session: One session.
        severity: One severity.
        type: One type.
        since: Alerts added at this time or later.
        until: Alerts added before this time.

        Errors: `workspace_not_found`, `invalid_argument` where `until` is before `since`.
        """

from .types import (
    Auth,
    Body,
    Buffer,
    ExportFormat,
    FilesFrom,
    Format,
    GroupBy,
    HeaderItems,
    InjectUsage,
    JsonObject,
    OnDuplicate,
    Outcome,
    Part,
    PriceFormat,
    ProviderType,
    RecordAttempt,
    RuleLike,
    Severity,
    SqlValue,
    Time,
)

__all__ += [
    "Alert",
    "AlertPage",
    "AlertSummary",
    "Attempt",
    "Backup",
    "Compacted",
    "Count",
    "Decision",
    "DeletedWorkspace",
    "Evidence",
    "ExplainedCondition",
    "ExplainedRule",
    "Explanation",
    "Facts",
    "FileRef",
    "FlatRule",
    "FolderBinding",
    "FormatPaths",
    "Health",
    "HistoryEntry",
    "HistoryPage",
    "HistorySummary",
    "HostPrice",
    "Imported",
    "Missing",
    "MissingModel",
    "MissingProvider",
    "ModelPrice",
    "Period",
    "Persona",
    "PlanItem",
    "PriceAge",
    "PriceTable",
    "Provider",
    "Pruned",
    "QueryResult",
    "Receipt",
    "RemovedProvider",
    "RepriceReport",
    "RepriceRow",
    "RotatedKey",
    "Route",
    "Rule",
    "Session",
    "SettingsChange",
    "SettingsPlan",
    "StrippedRule",
    "SupersededCharge",
    "Target",
    "UnfiredRule",
    "UnitPrices",
    "UnpricedModel",
    "Usage",
    "UsageChange",
    "UsageCheck",
    "UsageDifference",
    "UsagePage",
    "UsageReport",
    "UsageRow",
    "UsageTotals",
    "Warning",
    "When",
    "Workspace",
]
