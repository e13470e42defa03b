# Generated from codegate-core by `cargo xtask gen`. Do not edit.

import builtins
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any, final

from ._words import (
    Auth,
    Completeness,
    FailureClass,
    Format,
    GroupBy,
    InjectUsage,
    Instructions,
    ItemStatus,
    Locks,
    Outcome,
    PriceFormat,
    ProviderType,
    SettingsKind,
    SettingsStatus,
    Severity,
    Strength,
)

__all__ = [
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

@final
class Alert:
    """Something that was noticed in an exchange or in a workspace."""

    __match_args__ = ("id", "exchange", "workspace", "session", "severity", "type", "snippet", "trigger", "created_at")
    @property
    def id(self) -> str:
        """Id."""
    @property
    def exchange(self) -> str | None:
        """Exchange that it is about."""
    @property
    def workspace(self) -> str:
        """Its workspace."""
    @property
    def session(self) -> str | None:
        """Its session."""
    @property
    def severity(self) -> Severity:
        """How much it matters."""
    @property
    def type(self) -> str:
        """A word for what it is, such as `secret`."""
    @property
    def snippet(self) -> str | None:
        """The text that it is about."""
    @property
    def trigger(self) -> str | None:
        """What raised it."""
    @property
    def created_at(self) -> datetime:
        """When it was added."""
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        id: str = ...,
        exchange: str | None = ...,
        workspace: str = ...,
        session: str | None = ...,
        severity: Severity = ...,
        type: str = ...,
        snippet: str | None = ...,
        trigger: str | None = ...,
        created_at: datetime = ...,
    ) -> Alert:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        id: str,
        exchange: str | None = None,
        workspace: str,
        session: str | None = None,
        severity: Severity,
        type: str,
        snippet: str | None = None,
        trigger: str | None = None,
        created_at: datetime,
    ) -> Alert: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class AlertPage:
    """A page of rows, newest first."""

    __match_args__ = ("items", "next")
    @property
    def items(self) -> list[Alert]:
        """The rows."""
    @property
    def next(self) -> str | None:
        """The cursor of the next page; `None` on the last."""
    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Alert]: ...
    def _repr_html_(self) -> str: ...
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        items: list[Alert] = ...,
        next: str | None = ...,
    ) -> AlertPage:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        items: list[Alert] = ...,
        next: str | None = None,
    ) -> AlertPage: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class AlertSummary:
    """How many alerts there are, by severity and type."""

    __match_args__ = ("total", "critical", "info", "by_type")
    @property
    def total(self) -> int:
        """All."""
    @property
    def critical(self) -> int:
        """Critical ones."""
    @property
    def info(self) -> int:
        """The others."""
    @property
    def by_type(self) -> list[Count]:
        """By type, the most first."""
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        total: int = ...,
        critical: int = ...,
        info: int = ...,
        by_type: list[Count] = ...,
    ) -> AlertSummary:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        total: int,
        critical: int,
        info: int,
        by_type: list[Count] = ...,
    ) -> AlertSummary: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class Attempt:
    """One try at one provider."""

    __match_args__ = (
        "provider",
        "provider_type",
        "model",
        "response_model",
        "service_tier",
        "inference_geo",
        "status",
        "outcome",
        "reason",
        "failure_class",
        "retry_after",
        "started_at",
        "finished_at",
        "usage",
        "prices",
        "cost",
        "cost_known",
        "cache_saved",
        "reported_cost",
        "reported_by",
        "price_source",
    )
    @property
    def provider(self) -> str | None:
        """Provider; `None` if unrouted."""
    @property
    def provider_type(self) -> ProviderType | None:
        """Its type."""
    @property
    def model(self) -> str | None:
        """Model that was asked for."""
    @property
    def response_model(self) -> str | None:
        """Model that answered, where the response reports it."""
    @property
    def service_tier(self) -> str | None:
        """Service tier, in the provider's words (`batch`, `flex`, `priority`), where the response or the host reports
        it.
        """
    @property
    def inference_geo(self) -> str | None:
        """Where the model ran, in the provider's words, where the response or the host reports it: `us`. It may have a
        surcharge.
        """
    @property
    def status(self) -> int | None:
        """Status of the HTTP response, where the host reported it."""
    @property
    def outcome(self) -> Outcome:
        """How it ended."""
    @property
    def reason(self) -> str | None:
        """Why it failed, in the host's words."""
    @property
    def failure_class(self) -> FailureClass | None:
        """What kind of failure it was; `None` if it did not fail."""
    @property
    def retry_after(self) -> float | None:
        """Seconds that the provider asked to wait before the next try."""
    @property
    def started_at(self) -> datetime:
        """When it began."""
    @property
    def finished_at(self) -> datetime:
        """When it ended."""
    @property
    def usage(self) -> Usage:
        """Its token usage."""
    @property
    def prices(self) -> UnitPrices | None:
        """Prices it was charged with."""
    @property
    def cost(self) -> Decimal | None:
        """Its cost; `None` where a part of it is unknown."""
    @property
    def cost_known(self) -> Decimal:
        """The part of the cost that is known."""
    @property
    def cache_saved(self) -> Decimal | None:
        """What its cached input tokens saved; see `Receipt.cache_saved`."""
    @property
    def reported_cost(self) -> Decimal | None:
        """Cost as the provider reports it."""
    @property
    def reported_by(self) -> str | None:
        """Where it was reported, and in which unit if not in US dollars: `usage.cost`, `usage.estimated_cost`,
        `copilot_usage.total_nano_aiu`, the name of a header, or `host`.
        """
    @property
    def price_source(self) -> str | None:
        """Where the prices come from."""
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        provider: str | None = ...,
        provider_type: ProviderType | None = ...,
        model: str | None = ...,
        response_model: str | None = ...,
        service_tier: str | None = ...,
        inference_geo: str | None = ...,
        status: int | None = ...,
        outcome: Outcome = ...,
        reason: str | None = ...,
        failure_class: FailureClass | None = ...,
        retry_after: float | None = ...,
        started_at: datetime = ...,
        finished_at: datetime = ...,
        usage: Usage = ...,
        prices: UnitPrices | None = ...,
        cost: Decimal | None = ...,
        cost_known: Decimal = ...,
        cache_saved: Decimal | None = ...,
        reported_cost: Decimal | None = ...,
        reported_by: str | None = ...,
        price_source: str | None = ...,
    ) -> Attempt:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        provider: str | None = None,
        provider_type: ProviderType | None = None,
        model: str | None = None,
        response_model: str | None = None,
        service_tier: str | None = None,
        inference_geo: str | None = None,
        status: int | None = None,
        outcome: Outcome,
        reason: str | None = None,
        failure_class: FailureClass | None = None,
        retry_after: float | None = None,
        started_at: datetime,
        finished_at: datetime,
        usage: Usage,
        prices: UnitPrices | None = None,
        cost: Decimal | None = None,
        cost_known: Decimal,
        cache_saved: Decimal | None = None,
        reported_cost: Decimal | None = None,
        reported_by: str | None = None,
        price_source: str | None = None,
    ) -> Attempt: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class Backup:
    """A backup that was made."""

    __match_args__ = ("size", "exchanges", "attempts")
    @property
    def size(self) -> int:
        """Bytes of its file."""
    @property
    def exchanges(self) -> int:
        """Exchanges in it, with those that were removed from the history: each was read back."""
    @property
    def attempts(self) -> int:
        """Their attempts: each was read back."""
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        size: int = ...,
        exchanges: int = ...,
        attempts: int = ...,
    ) -> Backup:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        size: int,
        exchanges: int,
        attempts: int,
    ) -> Backup: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class Compacted:
    """What compacting gave back."""

    __match_args__ = ("before", "after")
    @property
    def before(self) -> int:
        """Bytes of the file and its log before."""
    @property
    def after(self) -> int:
        """Bytes of the file and its log now. Where others read what the log holds, it stays until they are done."""
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        before: int = ...,
        after: int = ...,
    ) -> Compacted:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        before: int,
        after: int,
    ) -> Compacted: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class Count:
    """How often a value occurs."""

    __match_args__ = ("key", "count")
    @property
    def key(self) -> str | None:
        """The value."""
    @property
    def count(self) -> int:
        """How often."""
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        key: str | None = ...,
        count: int = ...,
    ) -> Count:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        key: str | None = None,
        count: int,
    ) -> Count: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class Decision:
    """Where a request goes, or why there is no route for it."""

    __match_args__ = (
        "workspace",
        "session",
        "routed",
        "rule",
        "reason",
        "route",
        "fallbacks",
        "instructions",
        "custom_instructions",
        "facts",
        "warnings",
    )
    @property
    def workspace(self) -> str:
        """The workspace whose rules and instructions were used."""
    @property
    def session(self) -> str:
        """The session of the request."""
    @property
    def routed(self) -> bool:
        """Whether there is a route that the request can take."""
    @property
    def rule(self) -> int | None:
        """0-based position of the rule that matched; `None` also where the request says itself where to go."""
    @property
    def reason(self) -> str | None:
        """Why it is not routed: `no_rules`, `no_match`, or `needs_translation` for a route whose provider does not take
        the request's format. `None` when routed.
        """
    @property
    def route(self) -> Route | None:
        """Where to send it first."""
    @property
    def fallbacks(self) -> list[Route]:
        """Where to send it if that fails, in order."""
    @property
    def instructions(self) -> Instructions:
        """What happened to the workspace's custom instructions."""
    @property
    def custom_instructions(self) -> str | None:
        """The custom instructions themselves, for hosts without a body."""
    @property
    def facts(self) -> Facts:
        """What was recognised in the request."""
    @property
    def warnings(self) -> list[Warning]:
        """What the host should know."""
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        workspace: str = ...,
        session: str = ...,
        routed: bool = ...,
        rule: int | None = ...,
        reason: str | None = ...,
        route: Route | None = ...,
        fallbacks: list[Route] = ...,
        instructions: Instructions = ...,
        custom_instructions: str | None = ...,
        facts: Facts = ...,
        warnings: list[Warning] = ...,
    ) -> Decision:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        workspace: str,
        session: str,
        routed: bool,
        rule: int | None = None,
        reason: str | None = None,
        route: Route | None = None,
        fallbacks: list[Route] = ...,
        instructions: Instructions,
        custom_instructions: str | None = None,
        facts: Facts,
        warnings: list[Warning] = ...,
    ) -> Decision: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class DeletedWorkspace:
    """What was deleted with a workspace."""

    __match_args__ = ("name", "exchanges", "alerts", "rules")
    @property
    def name(self) -> str:
        """Its name."""
    @property
    def exchanges(self) -> int:
        """Exchanges removed with their prompts, outputs and usage."""
    @property
    def alerts(self) -> int:
        """Alerts removed."""
    @property
    def rules(self) -> int:
        """Muxing rules removed."""
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        name: str = ...,
        exchanges: int = ...,
        alerts: int = ...,
        rules: int = ...,
    ) -> DeletedWorkspace:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        name: str,
        exchanges: int,
        alerts: int,
        rules: int,
    ) -> DeletedWorkspace: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class Evidence:
    """A sign of the client."""

    __match_args__ = ("source", "strength", "seen")
    @property
    def source(self) -> str:
        """`host`, `header`, `user_agent`, `system`, `opening` (how a message begins), `member` (of the body) or
        `tools`.
        """
    @property
    def strength(self) -> Strength:
        """How much it proves."""
    @property
    def seen(self) -> str:
        """What was seen: a header's or a member's name and value, the text that was found, or the tools."""
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        source: str = ...,
        strength: Strength = ...,
        seen: str = ...,
    ) -> Evidence:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        source: str,
        strength: Strength,
        seen: str,
    ) -> Evidence: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class ExplainedCondition:
    """One condition matched against the facts."""

    __match_args__ = ("condition", "values", "held", "seen", "excluded")
    @property
    def condition(self) -> str:
        """Its name."""
    @property
    def values(self) -> list[str]:
        """Its values; one match suffices, but for those that exclude."""
    @property
    def held(self) -> bool:
        """Whether it holds."""
    @property
    def seen(self) -> list[str]:
        """What it was compared with: the paths, the type, the client or the model; empty if unknown."""
    @property
    def excluded(self) -> list[str]:
        """What of that its values with `!` exclude."""
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        condition: str = ...,
        values: list[str] = ...,
        held: bool = ...,
        seen: list[str] = ...,
        excluded: list[str] = ...,
    ) -> ExplainedCondition:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        condition: str,
        values: list[str] = ...,
        held: bool,
        seen: list[str] = ...,
        excluded: list[str] = ...,
    ) -> ExplainedCondition: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class ExplainedRule:
    """One rule matched against the facts."""

    __match_args__ = ("rule", "held", "conditions", "to")
    @property
    def rule(self) -> int:
        """0-based position."""
    @property
    def held(self) -> bool:
        """Whether all its conditions hold. The first rule that holds is taken."""
    @property
    def conditions(self) -> list[ExplainedCondition]:
        """Its conditions in the order files, request_type, client, requested_model, then unknown ones."""
    @property
    def to(self) -> list[Target]:
        """Its targets."""
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        rule: int = ...,
        held: bool = ...,
        conditions: list[ExplainedCondition] = ...,
        to: list[Target] = ...,
    ) -> ExplainedRule:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        rule: int,
        held: bool,
        conditions: list[ExplainedCondition] = ...,
        to: list[Target] = ...,
    ) -> ExplainedRule: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class Explanation:
    """Why a decision is as it is, rule by rule. Prints as text."""

    __match_args__ = ("decision", "rules")
    @property
    def decision(self) -> Decision:
        """The decision that was explained."""
    @property
    def rules(self) -> list[ExplainedRule]:
        """Every rule of the workspace in order."""
    def __str__(self) -> str: ...
    def _repr_html_(self) -> str: ...
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        decision: Decision = ...,
        rules: list[ExplainedRule] = ...,
    ) -> Explanation:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        decision: Decision,
        rules: list[ExplainedRule] = ...,
    ) -> Explanation: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class Facts:
    """What is known of a request; rules are matched against this."""

    __match_args__ = (
        "format",
        "client",
        "client_evidence",
        "request_type",
        "requested_model",
        "stream",
        "tools",
        "images",
        "thinking",
        "max_output_tokens",
        "files",
    )
    @property
    def format(self) -> Format:
        """Wire format."""
    @property
    def client(self) -> str:
        """Name of the client, `generic` if it is not recognised."""
    @property
    def client_evidence(self) -> list[Evidence]:
        """All signs of that client that were seen, the strongest first."""
    @property
    def request_type(self) -> str | None:
        """`chat`, `fim`, `count_tokens`; `embeddings`, `images`, `audio`, `moderation`, `batch`, `models`, `files` or
        `other`, which are no conversation; or the host's word. `None` if undetermined.
        """
    @property
    def requested_model(self) -> str | None:
        """The model that the client asked for."""
    @property
    def stream(self) -> bool | None:
        """Whether the client asked for a stream; `None` if undetermined."""
    @property
    def tools(self) -> list[str]:
        """Names of the tools that the model may call, each once, at most 128; a provider's built-in tool without a name
        appears under its type.
        """
    @property
    def images(self) -> int:
        """Images in the whole conversation."""
    @property
    def thinking(self) -> bool | None:
        """Whether the model is asked to think before it answers; `None` where the request leaves that to the model."""
    @property
    def max_output_tokens(self) -> int | None:
        """The limit of output tokens that the client asks for."""
    @property
    def files(self) -> list[FileRef]:
        """Files that the request is about."""
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        format: Format = ...,
        client: str = ...,
        client_evidence: list[Evidence] = ...,
        request_type: str | None = ...,
        requested_model: str | None = ...,
        stream: bool | None = ...,
        tools: list[str] = ...,
        images: int = ...,
        thinking: bool | None = ...,
        max_output_tokens: int | None = ...,
        files: list[FileRef] = ...,
    ) -> Facts:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        format: Format,
        client: str,
        client_evidence: list[Evidence] = ...,
        request_type: str | None = None,
        requested_model: str | None = None,
        stream: bool | None = None,
        tools: list[str] = ...,
        images: int,
        thinking: bool | None = None,
        max_output_tokens: int | None = None,
        files: list[FileRef] = ...,
    ) -> Facts: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class FileRef:
    """A file that a request is about."""

    __match_args__ = ("name", "path", "where")
    @property
    def name(self) -> str:
        """Base name."""
    @property
    def path(self) -> str:
        """The path as found, with `/` in place of `\\`."""
    @property
    def where(self) -> str:
        """Where it was found: `host`, `tool_call`, `patch`, `tag`, `fence`, `line` or `mention`; `cursor` is the file
        whose code is to be completed.
        """
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        name: str = ...,
        path: str = ...,
        where: str = ...,
    ) -> FileRef:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        name: str,
        path: str,
        where: str,
    ) -> FileRef: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class FlatRule:
    """A rule in the form of four fixed matchers."""

    __match_args__ = ("provider_name", "provider_type", "model", "matcher_type", "matcher")
    @property
    def provider_name(self) -> str:
        """Name of the provider."""
    @property
    def provider_type(self) -> str | None:
        """Its type; `None` where it is not known here."""
    @property
    def model(self) -> str | None:
        """The model."""
    @property
    def matcher_type(self) -> str:
        """`catch_all`, `filename_match`, `fim_filename` or `chat_filename`."""
    @property
    def matcher(self) -> str | None:
        """The file pattern, in which braces and a leading `!` are characters; `None` is no file condition."""
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        provider_name: str = ...,
        provider_type: str | None = ...,
        model: str | None = ...,
        matcher_type: str = ...,
        matcher: str | None = ...,
    ) -> FlatRule:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        provider_name: str,
        provider_type: str | None = None,
        model: str | None = None,
        matcher_type: str,
        matcher: str | None = None,
    ) -> FlatRule: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class FolderBinding:
    """A folder with a workspace: of everything in it that is in no nearer folder with one."""

    __match_args__ = ("folder", "workspace", "declared")
    @property
    def folder(self) -> str:
        """The folder, absolute, as text: with `/`, without `.`, `..` and a `/` at its end."""
    @property
    def workspace(self) -> str:
        """Name of its workspace."""
    @property
    def declared(self) -> bool:
        """Whether the folder's own `codegate.toml` says so; false where it was bound here."""
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        folder: str = ...,
        workspace: str = ...,
        declared: bool = ...,
    ) -> FolderBinding:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        folder: str,
        workspace: str,
        declared: bool,
    ) -> FolderBinding: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class FormatPaths:
    """Paths of a provider for single formats: each is the path of the URL from its origin, with `{model}` where the
    model goes (and `{method}` for Gemini's), and perhaps a query. It stands before what type and endpoint say.
    """

    __match_args__ = (
        "openai_chat",
        "openai_responses",
        "openai_completions",
        "anthropic_messages",
        "ollama_chat",
        "ollama_generate",
        "gemini",
    )
    @property
    def openai_chat(self) -> str | None:
        """OpenAI chat completions, as in `/openai/deployments/{model}/chat/completions?api-version=2024-10-21`."""
    @property
    def openai_responses(self) -> str | None:
        """OpenAI responses."""
    @property
    def openai_completions(self) -> str | None:
        """OpenAI legacy completions."""
    @property
    def anthropic_messages(self) -> str | None:
        """Anthropic messages."""
    @property
    def ollama_chat(self) -> str | None:
        """Ollama's chat."""
    @property
    def ollama_generate(self) -> str | None:
        """Ollama's generate."""
    @property
    def gemini(self) -> str | None:
        """Gemini's methods, as in `/v1/projects/p/locations/l/publishers/google/models/{model}:{method}`."""
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        openai_chat: str | None = ...,
        openai_responses: str | None = ...,
        openai_completions: str | None = ...,
        anthropic_messages: str | None = ...,
        ollama_chat: str | None = ...,
        ollama_generate: str | None = ...,
        gemini: str | None = ...,
    ) -> FormatPaths:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        openai_chat: str | None = None,
        openai_responses: str | None = None,
        openai_completions: str | None = None,
        anthropic_messages: str | None = None,
        ollama_chat: str | None = None,
        ollama_generate: str | None = None,
        gemini: str | None = None,
    ) -> FormatPaths: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class Health:
    """The state of a store."""

    __match_args__ = (
        "path",
        "store",
        "sqlite",
        "schema",
        "generation",
        "size",
        "log_size",
        "writable",
        "locks",
        "unwritten",
        "reattached",
        "detached",
        "filesystem",
        "peers",
        "free",
        "unpriced",
        "unfired",
        "without_usage",
        "warnings",
    )
    @property
    def path(self) -> str | None:
        """Path of the store; `None` for one in memory. Bytes that are not UTF-8 are shown as U+FFFD."""
    @property
    def store(self) -> str | None:
        """The store's own id, which its copies share; `None` where it has none."""
    @property
    def sqlite(self) -> str:
        """Version of SQLite."""
    @property
    def schema(self) -> int:
        """Version of the schema."""
    @property
    def generation(self) -> int:
        """Increases with every change of the configuration."""
    @property
    def size(self) -> int | None:
        """Bytes of the file; `None` in memory, and where it is gone."""
    @property
    def log_size(self) -> int | None:
        """Bytes of the write-ahead log, which holds what was written last; `None` where there is none."""
    @property
    def writable(self) -> bool:
        """Whether this gate can write."""
    @property
    def locks(self) -> Locks:
        """What keeps writers of several processes apart."""
    @property
    def unwritten(self) -> int:
        """Exchanges that were dropped without a finish while the store could not be written, and that are recorded with
        this gate's next write.
        """
    @property
    def reattached(self) -> int:
        """How often the files were reopened because something else had replaced them."""
    @property
    def detached(self) -> bool:
        """Whether the files at the path are not those that are open. The next call opens them anew, if they are this
        store.
        """
    @property
    def filesystem(self) -> str | None:
        """The kind of the file system, as far as it is known here: `ext4`, `tmpfs`, `overlay`; of others their number
        in hexadecimal digits; `None` in memory and where the system does not tell.
        """
    @property
    def peers(self) -> int | None:
        """Other processes that have the file open, as far as this one may see them; `None` in memory, and where the
        system does not tell (outside of Linux).
        """
    @property
    def free(self) -> int | None:
        """Bytes of the file that hold nothing; `compact` gives back these and more. `None` where the store is detached.
        """
    @property
    def unpriced(self) -> list[UnpricedModel]:
        """Models of which recorded exchanges have no price, the most frequent first, 100 at most."""
    @property
    def unfired(self) -> list[UnfiredRule]:
        """Rules that decided no recorded exchange at the place where they stand now, 100 at most. One that was moved is
        taken for what decided at its new place before.
        """
    @property
    def without_usage(self) -> int:
        """Recorded exchanges of which a count of tokens is unknown."""
    @property
    def warnings(self) -> list[Warning]:
        """What the host should know: `locks_can_be_dropped`, `storage_detached`."""
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        path: str | None = ...,
        store: str | None = ...,
        sqlite: str = ...,
        schema: int = ...,
        generation: int = ...,
        size: int | None = ...,
        log_size: int | None = ...,
        writable: bool = ...,
        locks: Locks = ...,
        unwritten: int = ...,
        reattached: int = ...,
        detached: bool = ...,
        filesystem: str | None = ...,
        peers: int | None = ...,
        free: int | None = ...,
        unpriced: list[UnpricedModel] = ...,
        unfired: list[UnfiredRule] = ...,
        without_usage: int = ...,
        warnings: list[Warning] = ...,
    ) -> Health:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        path: str | None = None,
        store: str | None = None,
        sqlite: str,
        schema: int,
        generation: int,
        size: int | None = None,
        log_size: int | None = None,
        writable: bool,
        locks: Locks,
        unwritten: int,
        reattached: int,
        detached: bool,
        filesystem: str | None = None,
        peers: int | None = None,
        free: int | None = None,
        unpriced: list[UnpricedModel] = ...,
        unfired: list[UnfiredRule] = ...,
        without_usage: int,
        warnings: list[Warning] = ...,
    ) -> Health: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class HistoryEntry:
    """One exchange in the history."""

    __match_args__ = (
        "exchange",
        "workspace",
        "session",
        "started_at",
        "finished_at",
        "request_type",
        "client",
        "provider",
        "model",
        "outcome",
        "prompt",
        "output",
        "cut",
        "request_body",
        "response_body",
        "usage",
        "cost",
        "alerts",
    )
    @property
    def exchange(self) -> str:
        """Id of the exchange."""
    @property
    def workspace(self) -> str:
        """Its workspace."""
    @property
    def session(self) -> str:
        """Its session."""
    @property
    def started_at(self) -> datetime:
        """When it began."""
    @property
    def finished_at(self) -> datetime:
        """When it ended."""
    @property
    def request_type(self) -> str | None:
        """Kind of request."""
    @property
    def client(self) -> str:
        """Client that sent it."""
    @property
    def provider(self) -> str | None:
        """Provider of its last attempt."""
    @property
    def model(self) -> str | None:
        """Model that its last attempt asked for."""
    @property
    def outcome(self) -> Outcome:
        """How it ended."""
    @property
    def prompt(self) -> str | None:
        """The last user turn; `None` where no text is kept or was found."""
    @property
    def output(self) -> str | None:
        """The assistant's text and tool calls; `None` where no text is kept or was found."""
    @property
    def cut(self) -> bool:
        """Whether the prompt or the output was cut to its limit of 64 KiB."""
    @property
    def request_body(self) -> str | None:
        """The raw request body, where `history` is `all`; bytes that are not UTF-8 are shown as U+FFFD."""
    @property
    def response_body(self) -> str | None:
        """The raw response body, where `history` is `all`."""
    @property
    def usage(self) -> Usage:
        """Its token usage over all attempts."""
    @property
    def cost(self) -> Decimal | None:
        """Its cost."""
    @property
    def alerts(self) -> list[Alert]:
        """Its alerts, oldest first."""
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        exchange: str = ...,
        workspace: str = ...,
        session: str = ...,
        started_at: datetime = ...,
        finished_at: datetime = ...,
        request_type: str | None = ...,
        client: str = ...,
        provider: str | None = ...,
        model: str | None = ...,
        outcome: Outcome = ...,
        prompt: str | None = ...,
        output: str | None = ...,
        cut: bool = ...,
        request_body: str | None = ...,
        response_body: str | None = ...,
        usage: Usage = ...,
        cost: Decimal | None = ...,
        alerts: list[Alert] = ...,
    ) -> HistoryEntry:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        exchange: str,
        workspace: str,
        session: str,
        started_at: datetime,
        finished_at: datetime,
        request_type: str | None = None,
        client: str,
        provider: str | None = None,
        model: str | None = None,
        outcome: Outcome,
        prompt: str | None = None,
        output: str | None = None,
        cut: bool,
        request_body: str | None = None,
        response_body: str | None = None,
        usage: Usage,
        cost: Decimal | None = None,
        alerts: list[Alert] = ...,
    ) -> HistoryEntry: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class HistoryPage:
    """A page of rows, newest first."""

    __match_args__ = ("items", "next")
    @property
    def items(self) -> list[HistoryEntry]:
        """The rows."""
    @property
    def next(self) -> str | None:
        """The cursor of the next page; `None` on the last."""
    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[HistoryEntry]: ...
    def _repr_html_(self) -> str: ...
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        items: list[HistoryEntry] = ...,
        next: str | None = ...,
    ) -> HistoryPage:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        items: list[HistoryEntry] = ...,
        next: str | None = None,
    ) -> HistoryPage: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class HistorySummary:
    """What a history holds."""

    __match_args__ = ("exchanges", "first_at", "last_at", "by_request_type", "by_outcome", "with_alerts")
    @property
    def exchanges(self) -> int:
        """Exchanges."""
    @property
    def first_at(self) -> datetime | None:
        """When the oldest began."""
    @property
    def last_at(self) -> datetime | None:
        """When the newest began."""
    @property
    def by_request_type(self) -> list[Count]:
        """Exchanges by kind of request, the most first."""
    @property
    def by_outcome(self) -> list[Count]:
        """Exchanges by outcome, the most first."""
    @property
    def with_alerts(self) -> int:
        """Exchanges with at least one alert."""
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        exchanges: int = ...,
        first_at: datetime | None = ...,
        last_at: datetime | None = ...,
        by_request_type: list[Count] = ...,
        by_outcome: list[Count] = ...,
        with_alerts: int = ...,
    ) -> HistorySummary:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        exchanges: int,
        first_at: datetime | None = None,
        last_at: datetime | None = None,
        by_request_type: list[Count] = ...,
        by_outcome: list[Count] = ...,
        with_alerts: int,
    ) -> HistorySummary: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class HostPrice:
    """A price of the host's own, in US dollars for a million tokens. It takes precedence over every table, whatever the
    size of the input and the service tier. A bucket without a price has that of its parent, as in `ModelPrice`.
    """

    __match_args__ = (
        "model",
        "provider",
        "input",
        "cache_read",
        "cache_write_5m",
        "cache_write_long",
        "output",
        "reasoning",
        "audio_input",
        "image_input",
        "video_input",
        "audio_cache_read",
        "image_cache_read",
        "audio_output",
        "image_output",
        "video_output",
        "request",
        "units",
        "keep",
    )
    @property
    def model(self) -> str:
        """The model, case-insensitive: `*` is any text, `#` a digit."""
    @property
    def provider(self) -> str | None:
        """For this provider only."""
    @property
    def input(self) -> Decimal:
        """Of uncached input."""
    @property
    def cache_read(self) -> Decimal | None:
        """Of input read from a cache."""
    @property
    def cache_write_5m(self) -> Decimal | None:
        """Of input written to a cache for five minutes."""
    @property
    def cache_write_long(self) -> Decimal | None:
        """Of input written to a cache for longer."""
    @property
    def output(self) -> Decimal:
        """Of output."""
    @property
    def reasoning(self) -> Decimal | None:
        """Of output spent on reasoning."""
    @property
    def audio_input(self) -> Decimal | None:
        """Of audio in the input."""
    @property
    def image_input(self) -> Decimal | None:
        """Of images in the input."""
    @property
    def video_input(self) -> Decimal | None:
        """Of video in the input."""
    @property
    def audio_cache_read(self) -> Decimal | None:
        """Of audio read from a cache."""
    @property
    def image_cache_read(self) -> Decimal | None:
        """Of images read from a cache."""
    @property
    def audio_output(self) -> Decimal | None:
        """Of audio in the output."""
    @property
    def image_output(self) -> Decimal | None:
        """Of images in the output."""
    @property
    def video_output(self) -> Decimal | None:
        """Of video in the output."""
    @property
    def request(self) -> Decimal | None:
        """Of a million requests, whatever their tokens."""
    @property
    def units(self) -> dict[str, Decimal]:
        """Of a million of each unit that is charged by the piece, such as `web_search`."""
    @property
    def keep(self) -> bool:
        """Whether the store keeps it, for every gate; of this gate alone by default."""
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        model: str = ...,
        provider: str | None = ...,
        input: Decimal = ...,
        cache_read: Decimal | None = ...,
        cache_write_5m: Decimal | None = ...,
        cache_write_long: Decimal | None = ...,
        output: Decimal = ...,
        reasoning: Decimal | None = ...,
        audio_input: Decimal | None = ...,
        image_input: Decimal | None = ...,
        video_input: Decimal | None = ...,
        audio_cache_read: Decimal | None = ...,
        image_cache_read: Decimal | None = ...,
        audio_output: Decimal | None = ...,
        image_output: Decimal | None = ...,
        video_output: Decimal | None = ...,
        request: Decimal | None = ...,
        units: dict[str, Decimal] = ...,
        keep: bool = ...,
    ) -> HostPrice:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        model: str,
        provider: str | None = None,
        input: Decimal,
        cache_read: Decimal | None = None,
        cache_write_5m: Decimal | None = None,
        cache_write_long: Decimal | None = None,
        output: Decimal,
        reasoning: Decimal | None = None,
        audio_input: Decimal | None = None,
        image_input: Decimal | None = None,
        video_input: Decimal | None = None,
        audio_cache_read: Decimal | None = None,
        image_cache_read: Decimal | None = None,
        audio_output: Decimal | None = None,
        image_output: Decimal | None = None,
        video_output: Decimal | None = None,
        request: Decimal | None = None,
        units: dict[str, Decimal] = ...,
        keep: bool,
    ) -> HostPrice: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class Imported:
    """What an import did."""

    __match_args__ = ("created", "replaced", "skipped")
    @property
    def created(self) -> list[str]:
        """Names of workspaces that were created."""
    @property
    def replaced(self) -> list[str]:
        """Names of workspaces that were replaced."""
    @property
    def skipped(self) -> list[str]:
        """Names of workspaces of the bundle that were skipped or already the same."""
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        created: list[str] = ...,
        replaced: list[str] = ...,
        skipped: list[str] = ...,
    ) -> Imported:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        created: list[str] = ...,
        replaced: list[str] = ...,
        skipped: list[str] = ...,
    ) -> Imported: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class Missing:
    """What a bundle refers to that does not exist here."""

    __match_args__ = ("providers", "models")
    @property
    def providers(self) -> list[MissingProvider]:
        """Providers."""
    @property
    def models(self) -> list[MissingModel]:
        """Models that the provider here does not list."""
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        providers: list[MissingProvider] = ...,
        models: list[MissingModel] = ...,
    ) -> Missing:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        providers: list[MissingProvider] = ...,
        models: list[MissingModel] = ...,
    ) -> Missing: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class MissingModel:
    """A model that a provider here does not list."""

    __match_args__ = ("provider", "model")
    @property
    def provider(self) -> str:
        """The provider here."""
    @property
    def model(self) -> str:
        """The model."""
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        provider: str = ...,
        model: str = ...,
    ) -> MissingModel:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        provider: str,
        model: str,
    ) -> MissingModel: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class MissingProvider:
    """A provider that does not exist here; map it to one that does."""

    __match_args__ = ("name", "type")
    @property
    def name(self) -> str:
        """Its name in the bundle."""
    @property
    def type(self) -> ProviderType:
        """Its type there."""
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        name: str = ...,
        type: ProviderType = ...,
    ) -> MissingProvider:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        name: str,
        type: ProviderType,
    ) -> MissingProvider: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class ModelPrice:
    """The price of a model: US dollars for a million tokens. A bucket that is `None` has the price of its parent:
    `cache_write_long` of `cache_write_5m`, audio and images in a cache of `cache_read`, every cache and other part of
    the input of `input`, and every part of the output of `output`.
    """

    __match_args__ = (
        "source",
        "table",
        "as_of",
        "list",
        "model",
        "context_window",
        "variant",
        "over",
        "since",
        "input",
        "cache_read",
        "cache_write_5m",
        "cache_write_long",
        "output",
        "reasoning",
        "audio_input",
        "image_input",
        "video_input",
        "audio_cache_read",
        "image_cache_read",
        "audio_output",
        "image_output",
        "video_output",
        "request",
        "units",
        "surcharges",
    )
    @property
    def source(self) -> str:
        """Where it comes from: `host`, `loaded` or `snapshot`."""
    @property
    def table(self) -> str | None:
        """The name of the table; `None` for a host's own price."""
    @property
    def as_of(self) -> str | None:
        """The day for which the table is known to be valid, `YYYY-MM-DD`."""
    @property
    def list(self) -> str | None:
        """The price list, such as `openai`."""
    @property
    def model(self) -> str:
        """The model, as the table names it."""
    @property
    def context_window(self) -> int | None:
        """The most tokens that it accepts."""
    @property
    def variant(self) -> str | None:
        """The service tier that it applies to; `None` is the standard tier."""
    @property
    def over(self) -> int | None:
        """The size of the input, in tokens, above which it applies."""
    @property
    def since(self) -> str | None:
        """The first day on which the standard price applies, `YYYY-MM-DD`."""
    @property
    def input(self) -> Decimal | None:
        """Of uncached input."""
    @property
    def cache_read(self) -> Decimal | None:
        """Of input read from a cache."""
    @property
    def cache_write_5m(self) -> Decimal | None:
        """Of input written to a cache for five minutes."""
    @property
    def cache_write_long(self) -> Decimal | None:
        """Of input written to a cache for longer."""
    @property
    def output(self) -> Decimal | None:
        """Of output."""
    @property
    def reasoning(self) -> Decimal | None:
        """Of output spent on reasoning."""
    @property
    def audio_input(self) -> Decimal | None:
        """Of audio in the input."""
    @property
    def image_input(self) -> Decimal | None:
        """Of images in the input."""
    @property
    def video_input(self) -> Decimal | None:
        """Of video in the input."""
    @property
    def audio_cache_read(self) -> Decimal | None:
        """Of audio read from a cache."""
    @property
    def image_cache_read(self) -> Decimal | None:
        """Of images read from a cache."""
    @property
    def audio_output(self) -> Decimal | None:
        """Of audio in the output."""
    @property
    def image_output(self) -> Decimal | None:
        """Of images in the output."""
    @property
    def video_output(self) -> Decimal | None:
        """Of video in the output."""
    @property
    def request(self) -> Decimal | None:
        """Of a million requests, whatever their tokens."""
    @property
    def units(self) -> dict[str, Decimal]:
        """Of a million of each unit that is charged by the piece, such as `web_search`."""
    @property
    def surcharges(self) -> builtins.list[str]:
        """Surcharges that the prices of tokens contain, each with its factor: `inference_geo us x1.1`."""
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        source: str = ...,
        table: str | None = ...,
        as_of: str | None = ...,
        list: str | None = ...,
        model: str = ...,
        context_window: int | None = ...,
        variant: str | None = ...,
        over: int | None = ...,
        since: str | None = ...,
        input: Decimal | None = ...,
        cache_read: Decimal | None = ...,
        cache_write_5m: Decimal | None = ...,
        cache_write_long: Decimal | None = ...,
        output: Decimal | None = ...,
        reasoning: Decimal | None = ...,
        audio_input: Decimal | None = ...,
        image_input: Decimal | None = ...,
        video_input: Decimal | None = ...,
        audio_cache_read: Decimal | None = ...,
        image_cache_read: Decimal | None = ...,
        audio_output: Decimal | None = ...,
        image_output: Decimal | None = ...,
        video_output: Decimal | None = ...,
        request: Decimal | None = ...,
        units: dict[str, Decimal] = ...,
        surcharges: builtins.list[str] = ...,
    ) -> ModelPrice:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        source: str,
        table: str | None = None,
        as_of: str | None = None,
        list: str | None = None,
        model: str,
        context_window: int | None = None,
        variant: str | None = None,
        over: int | None = None,
        since: str | None = None,
        input: Decimal | None = None,
        cache_read: Decimal | None = None,
        cache_write_5m: Decimal | None = None,
        cache_write_long: Decimal | None = None,
        output: Decimal | None = None,
        reasoning: Decimal | None = None,
        audio_input: Decimal | None = None,
        image_input: Decimal | None = None,
        video_input: Decimal | None = None,
        audio_cache_read: Decimal | None = None,
        image_cache_read: Decimal | None = None,
        audio_output: Decimal | None = None,
        image_output: Decimal | None = None,
        video_output: Decimal | None = None,
        request: Decimal | None = None,
        units: dict[str, Decimal] = ...,
        surcharges: builtins.list[str] = ...,
    ) -> ModelPrice: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class Period:
    """A period of time."""

    __match_args__ = ("since", "until")
    @property
    def since(self) -> datetime:
        """Its beginning, inclusive."""
    @property
    def until(self) -> datetime:
        """Its end, exclusive."""
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        since: datetime = ...,
        until: datetime = ...,
    ) -> Period:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        since: datetime,
        until: datetime,
    ) -> Period: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class Persona:
    """A description of a way of working, with an optional vector. Stored and listed; decisions do not use it yet."""

    __match_args__ = ("name", "description", "dimension", "created_at", "updated_at")
    @property
    def name(self) -> str:
        """Name, case kept."""
    @property
    def description(self) -> str:
        """Free text."""
    @property
    def dimension(self) -> int | None:
        """Length of its vector; `None` without one."""
    @property
    def created_at(self) -> datetime:
        """When it was added."""
    @property
    def updated_at(self) -> datetime:
        """When it was last changed."""
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        name: str = ...,
        description: str = ...,
        dimension: int | None = ...,
        created_at: datetime = ...,
        updated_at: datetime = ...,
    ) -> Persona:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        name: str,
        description: str,
        dimension: int | None = None,
        created_at: datetime,
        updated_at: datetime,
    ) -> Persona: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class PlanItem:
    """One workspace of a bundle, compared with this store."""

    __match_args__ = ("name", "status", "differs")
    @property
    def name(self) -> str:
        """Its name."""
    @property
    def status(self) -> ItemStatus:
        """How it compares."""
    @property
    def differs(self) -> list[str]:
        """What differs: `instructions`, `rules`, `archived`."""
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        name: str = ...,
        status: ItemStatus = ...,
        differs: list[str] = ...,
    ) -> PlanItem:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        name: str,
        status: ItemStatus,
        differs: list[str] = ...,
    ) -> PlanItem: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class PriceAge:
    """How old the prices are."""

    __match_args__ = ("days", "stale", "tables", "own")
    @property
    def days(self) -> int | None:
        """Whole days since the day for which the newest table is known to be valid."""
    @property
    def stale(self) -> bool:
        """Whether that is more than 90 days ago."""
    @property
    def tables(self) -> list[PriceTable]:
        """The tables in order of precedence."""
    @property
    def own(self) -> int:
        """How many prices of the host's own there are."""
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        days: int | None = ...,
        stale: bool = ...,
        tables: list[PriceTable] = ...,
        own: int = ...,
    ) -> PriceAge:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        days: int | None = None,
        stale: bool,
        tables: list[PriceTable] = ...,
        own: int,
    ) -> PriceAge: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class PriceTable:
    """A table of prices."""

    __match_args__ = ("source", "table", "format", "as_of", "days", "lists", "models", "skipped")
    @property
    def source(self) -> str:
        """Its name as the source of a price: `loaded` or `snapshot`."""
    @property
    def table(self) -> str:
        """Its own name, such as `genai-prices 0.2.3`."""
    @property
    def format(self) -> PriceFormat:
        """Its format; the snapshot has the library's own."""
    @property
    def as_of(self) -> str | None:
        """The day for which it is known to be valid, `YYYY-MM-DD`."""
    @property
    def days(self) -> int | None:
        """Whole days since then; `None` if the day is not known."""
    @property
    def lists(self) -> int:
        """How many price lists it has."""
    @property
    def models(self) -> int:
        """How many models it has."""
    @property
    def skipped(self) -> int:
        """How many models of the file have a price that this library cannot represent, such as by a time zone or for an
        image; what else is known of them is loaded.
        """
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        source: str = ...,
        table: str = ...,
        format: PriceFormat = ...,
        as_of: str | None = ...,
        days: int | None = ...,
        lists: int = ...,
        models: int = ...,
        skipped: int = ...,
    ) -> PriceTable:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        source: str,
        table: str,
        format: PriceFormat,
        as_of: str | None = None,
        days: int | None = None,
        lists: int,
        models: int,
        skipped: int,
    ) -> PriceTable: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class Provider:
    """An endpoint that accepts requests."""

    __match_args__ = (
        "name",
        "type",
        "endpoint",
        "description",
        "auth",
        "credential",
        "models",
        "paths",
        "inject_usage",
        "prices",
        "passthrough_to",
        "created_at",
        "updated_at",
    )
    @property
    def name(self) -> str:
        """Name, case kept."""
    @property
    def type(self) -> ProviderType:
        """Kind of API."""
    @property
    def endpoint(self) -> str:
        """Base URL, as one gives it to an SDK: a bare origin, or one with a path."""
    @property
    def description(self) -> str | None:
        """Free text."""
    @property
    def auth(self) -> Auth:
        """Where the credential comes from."""
    @property
    def credential(self) -> str | None:
        """The reference to a credential, never a secret."""
    @property
    def models(self) -> list[str] | None:
        """Models it offers; `None` is any model, an empty list none."""
    @property
    def paths(self) -> FormatPaths | None:
        """Paths for single formats, where type and endpoint do not say them."""
    @property
    def inject_usage(self) -> InjectUsage:
        """Whether streams are asked for their usage where the client did not."""
    @property
    def prices(self) -> str | None:
        """The price list by which it charges, such as `dashscope`; `None` where its endpoint and type say it."""
    @property
    def passthrough_to(self) -> list[str]:
        """Further origins that a client's own credential, meant for this provider, may go to on a fallback."""
    @property
    def created_at(self) -> datetime:
        """When it was added."""
    @property
    def updated_at(self) -> datetime:
        """When it was last changed."""
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        name: str = ...,
        type: ProviderType = ...,
        endpoint: str = ...,
        description: str | None = ...,
        auth: Auth = ...,
        credential: str | None = ...,
        models: list[str] | None = ...,
        paths: FormatPaths | None = ...,
        inject_usage: InjectUsage = ...,
        prices: str | None = ...,
        passthrough_to: list[str] = ...,
        created_at: datetime = ...,
        updated_at: datetime = ...,
    ) -> Provider:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        name: str,
        type: ProviderType,
        endpoint: str,
        description: str | None = None,
        auth: Auth,
        credential: str | None = None,
        models: list[str] | None = None,
        paths: FormatPaths | None = None,
        inject_usage: InjectUsage,
        prices: str | None = None,
        passthrough_to: list[str] = ...,
        created_at: datetime,
        updated_at: datetime,
    ) -> Provider: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class Pruned:
    """What was removed from the history, or would be."""

    __match_args__ = ("exchanges", "alerts", "bytes", "damaged")
    @property
    def exchanges(self) -> int:
        """Exchanges that are no longer in the history."""
    @property
    def alerts(self) -> int:
        """Alerts on them."""
    @property
    def bytes(self) -> int:
        """Bytes of their prompts, outputs and raw bodies. The file keeps its size; what is recorded next takes the
        room.
        """
    @property
    def damaged(self) -> int:
        """Exchanges that were left as they are, because their rows are damaged; 0 where nothing was to be removed."""
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        exchanges: int = ...,
        alerts: int = ...,
        bytes: int = ...,
        damaged: int = ...,
    ) -> Pruned:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        exchanges: int,
        alerts: int,
        bytes: int,
        damaged: int,
    ) -> Pruned: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class QueryResult:
    """The rows that a query returned."""

    __match_args__ = ("columns", "rows", "truncated")
    @property
    def columns(self) -> list[str]:
        """Names of the columns in their order."""
    @property
    def rows(self) -> list[tuple[str | int | float | None, ...]]:
        """The rows, each with a value for each column. An infinite number, which JSON cannot express, is null."""
    @property
    def truncated(self) -> bool:
        """Whether there were more rows than `limit`."""
    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[tuple[str | int | float | None, ...]]: ...
    def _repr_html_(self) -> str: ...
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        columns: list[str] = ...,
        rows: list[tuple[str | int | float | None, ...]] = ...,
        truncated: bool = ...,
    ) -> QueryResult:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        columns: list[str] = ...,
        rows: list[tuple[str | int | float | None, ...]] = ...,
        truncated: bool,
    ) -> QueryResult: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class Receipt:
    """The result of an exchange, as recorded."""

    __match_args__ = (
        "exchange",
        "workspace",
        "session",
        "provider",
        "model",
        "response_model",
        "usage",
        "cost",
        "cost_known",
        "cache_saved",
        "reported_cost",
        "price_source",
        "outcome",
        "attempts",
        "duplicate",
    )
    @property
    def exchange(self) -> str:
        """Id of the exchange."""
    @property
    def workspace(self) -> str:
        """Workspace that it was recorded in."""
    @property
    def session(self) -> str:
        """Session of the request."""
    @property
    def provider(self) -> str | None:
        """Provider of the last attempt; `None` if unrouted."""
    @property
    def model(self) -> str | None:
        """Model that the last attempt asked for."""
    @property
    def response_model(self) -> str | None:
        """Model that answered, where the response reports it."""
    @property
    def usage(self) -> Usage:
        """Token usage over all attempts."""
    @property
    def cost(self) -> Decimal | None:
        """Cost over all attempts; `None` where a part of it is unknown."""
    @property
    def cost_known(self) -> Decimal:
        """The part of the cost that is known."""
    @property
    def cache_saved(self) -> Decimal | None:
        """What the cached input tokens would have cost at the price of uncached ones, minus their actual cost. Negative
        where writing the cache cost more than reading it saved; 0 without cached tokens; `None` where their number or a
        price is unknown. The prices are those of `attempts`, also where the provider reports the cost.
        """
    @property
    def reported_cost(self) -> Decimal | None:
        """Cost as the provider reports it."""
    @property
    def price_source(self) -> str | None:
        """Where the prices come from: `provider`, `host`, `loaded`, `snapshot`, or `None` if there are none."""
    @property
    def outcome(self) -> Outcome:
        """How it ended."""
    @property
    def attempts(self) -> list[Attempt]:
        """Every attempt in order."""
    @property
    def duplicate(self) -> bool:
        """Whether an exchange with the same key was recorded before and this call has changed nothing: the receipt is
        that of the other one.
        """
    def _repr_html_(self) -> str: ...
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        exchange: str = ...,
        workspace: str = ...,
        session: str = ...,
        provider: str | None = ...,
        model: str | None = ...,
        response_model: str | None = ...,
        usage: Usage = ...,
        cost: Decimal | None = ...,
        cost_known: Decimal = ...,
        cache_saved: Decimal | None = ...,
        reported_cost: Decimal | None = ...,
        price_source: str | None = ...,
        outcome: Outcome = ...,
        attempts: list[Attempt] = ...,
        duplicate: bool = ...,
    ) -> Receipt:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        exchange: str,
        workspace: str,
        session: str,
        provider: str | None = None,
        model: str | None = None,
        response_model: str | None = None,
        usage: Usage,
        cost: Decimal | None = None,
        cost_known: Decimal,
        cache_saved: Decimal | None = None,
        reported_cost: Decimal | None = None,
        price_source: str | None = None,
        outcome: Outcome,
        attempts: list[Attempt] = ...,
        duplicate: bool,
    ) -> Receipt: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class RemovedProvider:
    """What the forced removal of a provider or of its models changed in the rules."""

    __match_args__ = ("name", "rules")
    @property
    def name(self) -> str:
        """The provider."""
    @property
    def rules(self) -> list[StrippedRule]:
        """Rules that lost a route but kept another, and rules that were removed because none was left."""
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        name: str = ...,
        rules: list[StrippedRule] = ...,
    ) -> RemovedProvider:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        name: str,
        rules: list[StrippedRule] = ...,
    ) -> RemovedProvider: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class RepriceReport:
    """What repricing changes, or has changed."""

    __match_args__ = (
        "attempts",
        "changed",
        "priced",
        "reported",
        "unpriced",
        "before",
        "after",
        "difference",
        "rows",
        "token",
        "applied",
    )
    @property
    def attempts(self) -> int:
        """Attempts that were examined."""
    @property
    def changed(self) -> int:
        """Those of them whose cost changes."""
    @property
    def priced(self) -> int:
        """Those that had no price and get one; included in `changed`."""
    @property
    def reported(self) -> int:
        """Those whose cost the provider reported: they are not changed."""
    @property
    def unpriced(self) -> int:
        """Those that have no price now: they are not changed."""
    @property
    def before(self) -> Decimal:
        """The known cost of what changes, before."""
    @property
    def after(self) -> Decimal:
        """The known cost of what changes, after."""
    @property
    def difference(self) -> Decimal:
        """`after` minus `before`."""
    @property
    def rows(self) -> list[RepriceRow]:
        """What changes by provider and model, the largest difference first."""
    @property
    def token(self) -> str:
        """Identifies exactly these changes: pass it as `apply` to make them."""
    @property
    def applied(self) -> bool:
        """Whether they were made."""
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        attempts: int = ...,
        changed: int = ...,
        priced: int = ...,
        reported: int = ...,
        unpriced: int = ...,
        before: Decimal = ...,
        after: Decimal = ...,
        difference: Decimal = ...,
        rows: list[RepriceRow] = ...,
        token: str = ...,
        applied: bool = ...,
    ) -> RepriceReport:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        attempts: int,
        changed: int,
        priced: int,
        reported: int,
        unpriced: int,
        before: Decimal,
        after: Decimal,
        difference: Decimal,
        rows: list[RepriceRow] = ...,
        token: str,
        applied: bool,
    ) -> RepriceReport: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class RepriceRow:
    """What changes for one model at one provider."""

    __match_args__ = ("provider", "model", "changed", "before", "after", "difference")
    @property
    def provider(self) -> str | None:
        """The provider."""
    @property
    def model(self) -> str | None:
        """The model that was asked for."""
    @property
    def changed(self) -> int:
        """Attempts that change."""
    @property
    def before(self) -> Decimal:
        """Their known cost before."""
    @property
    def after(self) -> Decimal:
        """Their known cost after."""
    @property
    def difference(self) -> Decimal:
        """`after` minus `before`."""
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        provider: str | None = ...,
        model: str | None = ...,
        changed: int = ...,
        before: Decimal = ...,
        after: Decimal = ...,
        difference: Decimal = ...,
    ) -> RepriceRow:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        provider: str | None = None,
        model: str | None = None,
        changed: int,
        before: Decimal,
        after: Decimal,
        difference: Decimal,
    ) -> RepriceRow: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class Route:
    """A provider and model, and where and how to send the request."""

    __match_args__ = (
        "provider",
        "provider_type",
        "model",
        "format",
        "url",
        "base_url",
        "auth",
        "credential",
        "needs_translation",
    )
    @property
    def provider(self) -> str | None:
        """Name of the provider; `None` for the upstream that the request names."""
    @property
    def provider_type(self) -> ProviderType:
        """Its type; that of an upstream is told by its host."""
    @property
    def model(self) -> str | None:
        """The model to ask for; `None` if neither the rule nor the client names one."""
    @property
    def format(self) -> Format:
        """The format that the provider gets."""
    @property
    def url(self) -> str | None:
        """Where to send the request; `None` with `needs_translation`."""
    @property
    def base_url(self) -> str | None:
        """The base URL with which the SDK of the format's vendor comes to `url` by itself; `None` where none does."""
    @property
    def auth(self) -> Auth:
        """Where the credential comes from."""
    @property
    def credential(self) -> str | None:
        """The reference to the credential."""
    @property
    def needs_translation(self) -> bool:
        """Whether the provider has no path for the request's format. It then gets neither the request nor a credential.
        """
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        provider: str | None = ...,
        provider_type: ProviderType = ...,
        model: str | None = ...,
        format: Format = ...,
        url: str | None = ...,
        base_url: str | None = ...,
        auth: Auth = ...,
        credential: str | None = ...,
        needs_translation: bool = ...,
    ) -> Route:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        provider: str | None = None,
        provider_type: ProviderType,
        model: str | None = None,
        format: Format,
        url: str | None = None,
        base_url: str | None = None,
        auth: Auth,
        credential: str | None = None,
        needs_translation: bool,
    ) -> Route: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class Rule:
    """A muxing rule as it is kept: conditions, and where a request that meets them goes."""

    __match_args__ = ("when", "to", "matcher", "unknown")
    @property
    def when(self) -> When:
        """Conditions, all of which must hold; none = catch-all."""
    @property
    def to(self) -> list[Target]:
        """The first is the route, the rest are its fallbacks."""
    @property
    def matcher(self) -> str | None:
        """The `matcher` that it was given with in the form of four fixed matchers, where `when.files` has it written
        otherwise: there `{` and a leading `!` mean more than in a matcher.
        """
    @property
    def unknown(self) -> list[str]:
        """Names of conditions in the store that this version does not know; such a rule never matches."""
    def flat(self) -> FlatRule | None:
        """The rule as one of the four fixed matchers; `None` where they cannot say it."""
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        when: When = ...,
        to: list[Target] = ...,
        matcher: str | None = ...,
        unknown: list[str] = ...,
    ) -> Rule:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        when: When,
        to: list[Target] = ...,
        matcher: str | None = None,
        unknown: list[str] = ...,
    ) -> Rule: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class Session:
    """A session: one context of a user, with its own active workspace."""

    __match_args__ = ("id", "active_workspace", "last_update")
    @property
    def id(self) -> str:
        """1 to 64 bytes; `default` always exists."""
    @property
    def active_workspace(self) -> str:
        """Name of the workspace that its requests use."""
    @property
    def last_update(self) -> datetime:
        """When a workspace was last activated in it."""
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        id: str = ...,
        active_workspace: str = ...,
        last_update: datetime = ...,
    ) -> Session:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        id: str,
        active_workspace: str,
        last_update: datetime,
    ) -> Session: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class SettingsChange:
    """One thing that settings name, compared with this store."""

    __match_args__ = ("kind", "name", "status", "differs")
    @property
    def kind(self) -> SettingsKind:
        """What it is."""
    @property
    def name(self) -> str:
        """Its name; of a session its id."""
    @property
    def status(self) -> SettingsStatus:
        """How it compares."""
    @property
    def differs(self) -> list[str]:
        """Names of the fields that differ, where it is `changed`."""
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        kind: SettingsKind = ...,
        name: str = ...,
        status: SettingsStatus = ...,
        differs: list[str] = ...,
    ) -> SettingsChange:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        kind: SettingsKind,
        name: str,
        status: SettingsStatus,
        differs: list[str] = ...,
    ) -> SettingsChange: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class SettingsPlan:
    """What settings change."""

    __match_args__ = ("changed", "applied", "items")
    @property
    def changed(self) -> bool:
        """Whether anything differs from this store."""
    @property
    def applied(self) -> bool:
        """Whether that was written: false in a dry run, and where nothing differs."""
    @property
    def items(self) -> list[SettingsChange]:
        """Everything that the settings name: providers, workspaces, personas and sessions, each by name."""
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        changed: bool = ...,
        applied: bool = ...,
        items: list[SettingsChange] = ...,
    ) -> SettingsPlan:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        changed: bool,
        applied: bool,
        items: list[SettingsChange] = ...,
    ) -> SettingsPlan: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class StrippedRule:
    """A rule that lost routes."""

    __match_args__ = ("workspace", "rule", "removed")
    @property
    def workspace(self) -> str:
        """The workspace of the rule."""
    @property
    def rule(self) -> int:
        """Its 0-based position before the removal."""
    @property
    def removed(self) -> bool:
        """Whether the rule itself was removed."""
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        workspace: str = ...,
        rule: int = ...,
        removed: bool = ...,
    ) -> StrippedRule:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        workspace: str,
        rule: int,
        removed: bool,
    ) -> StrippedRule: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class SupersededCharge:
    """What an attempt was charged before it was repriced, or replaced by a later record of the same key."""

    __match_args__ = ("attempt", "replaced_at", "prices", "cost", "cost_known", "cache_saved", "price_source", "usage")
    @property
    def attempt(self) -> int:
        """0-based position of the attempt in its exchange."""
    @property
    def replaced_at(self) -> datetime:
        """When that was."""
    @property
    def prices(self) -> UnitPrices | None:
        """The prices until then."""
    @property
    def cost(self) -> Decimal | None:
        """The cost until then."""
    @property
    def cost_known(self) -> Decimal:
        """The known part of it."""
    @property
    def cache_saved(self) -> Decimal | None:
        """What cached tokens saved by those prices."""
    @property
    def price_source(self) -> str | None:
        """Where those prices came from."""
    @property
    def usage(self) -> Usage | None:
        """The token usage until then, where a later record has replaced it."""
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        attempt: int = ...,
        replaced_at: datetime = ...,
        prices: UnitPrices | None = ...,
        cost: Decimal | None = ...,
        cost_known: Decimal = ...,
        cache_saved: Decimal | None = ...,
        price_source: str | None = ...,
        usage: Usage | None = ...,
    ) -> SupersededCharge:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        attempt: int,
        replaced_at: datetime,
        prices: UnitPrices | None = None,
        cost: Decimal | None = None,
        cost_known: Decimal,
        cache_saved: Decimal | None = None,
        price_source: str | None = None,
        usage: Usage | None = None,
    ) -> SupersededCharge: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class Target:
    """One provider and model of a rule."""

    __match_args__ = ("provider", "model")
    @property
    def provider(self) -> str:
        """Name of a provider."""
    @property
    def model(self) -> str | None:
        """The model; `None` keeps the one that the client asked for."""
    def __str__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        provider: str = ...,
        model: str | None = ...,
    ) -> Target:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        provider: str,
        model: str | None = None,
    ) -> Target: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class UnfiredRule:
    """A rule of a live workspace that decided no recorded exchange."""

    __match_args__ = ("workspace", "rule")
    @property
    def workspace(self) -> str:
        """The workspace."""
    @property
    def rule(self) -> int:
        """Its place among the rules of that workspace, from 0 on."""
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        workspace: str = ...,
        rule: int = ...,
    ) -> UnfiredRule:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        workspace: str,
        rule: int,
    ) -> UnfiredRule: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class UnitPrices:
    """Prices that an attempt was charged with: pico-USD (10⁻¹² USD) per million tokens of each bucket, and where they
    come from.
    """

    __match_args__ = (
        "input",
        "cache_read",
        "cache_write_5m",
        "cache_write_long",
        "output",
        "reasoning",
        "audio_input",
        "image_input",
        "video_input",
        "audio_cache_read",
        "image_cache_read",
        "audio_output",
        "image_output",
        "video_output",
        "request",
        "units",
        "surcharges",
        "list",
        "model",
        "variant",
        "over",
        "table",
        "as_of",
    )
    @property
    def input(self) -> int | None:
        """Of uncached input."""
    @property
    def cache_read(self) -> int | None:
        """Of input read from a cache; the input's price where there is none."""
    @property
    def cache_write_5m(self) -> int | None:
        """Of input written to a cache for five minutes; the input's price where there is none."""
    @property
    def cache_write_long(self) -> int | None:
        """Of input written for longer; the five-minute price where there is none."""
    @property
    def output(self) -> int | None:
        """Of output."""
    @property
    def reasoning(self) -> int | None:
        """Of output spent on reasoning; the output's price where there is none."""
    @property
    def audio_input(self) -> int | None:
        """Of audio in the input; the input's price where there is none."""
    @property
    def image_input(self) -> int | None:
        """Of images in the input; the input's price where there is none."""
    @property
    def video_input(self) -> int | None:
        """Of video in the input; the input's price where there is none."""
    @property
    def audio_cache_read(self) -> int | None:
        """Of audio read from a cache; the price of a cache read where there is none."""
    @property
    def image_cache_read(self) -> int | None:
        """Of images read from a cache; the price of a cache read where there is none."""
    @property
    def audio_output(self) -> int | None:
        """Of audio in the output; the output's price where there is none."""
    @property
    def image_output(self) -> int | None:
        """Of images in the output; the output's price where there is none."""
    @property
    def video_output(self) -> int | None:
        """Of video in the output; the output's price where there is none."""
    @property
    def request(self) -> int | None:
        """Of a million requests, whatever their tokens."""
    @property
    def units(self) -> dict[str, int]:
        """Of a million of each unit that is charged by the piece, such as `web_search`."""
    @property
    def surcharges(self) -> builtins.list[str]:
        """Surcharges that the prices of tokens contain, each with its factor: `inference_geo us x1.1`."""
    @property
    def list(self) -> str | None:
        """The price list that contains them, such as `openai`."""
    @property
    def model(self) -> str | None:
        """The model, as the list names it."""
    @property
    def variant(self) -> str | None:
        """The service tier that they apply to, such as `batch`; `None` is the standard tier."""
    @property
    def over(self) -> int | None:
        """The size of the input, in tokens, above which they apply, where they depend on it."""
    @property
    def table(self) -> str | None:
        """The name of the table, such as `genai-prices 0.2.3`."""
    @property
    def as_of(self) -> str | None:
        """The day for which the table is known to be valid, `YYYY-MM-DD`."""
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        input: int | None = ...,
        cache_read: int | None = ...,
        cache_write_5m: int | None = ...,
        cache_write_long: int | None = ...,
        output: int | None = ...,
        reasoning: int | None = ...,
        audio_input: int | None = ...,
        image_input: int | None = ...,
        video_input: int | None = ...,
        audio_cache_read: int | None = ...,
        image_cache_read: int | None = ...,
        audio_output: int | None = ...,
        image_output: int | None = ...,
        video_output: int | None = ...,
        request: int | None = ...,
        units: dict[str, int] = ...,
        surcharges: builtins.list[str] = ...,
        list: str | None = ...,
        model: str | None = ...,
        variant: str | None = ...,
        over: int | None = ...,
        table: str | None = ...,
        as_of: str | None = ...,
    ) -> UnitPrices:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        input: int | None = None,
        cache_read: int | None = None,
        cache_write_5m: int | None = None,
        cache_write_long: int | None = None,
        output: int | None = None,
        reasoning: int | None = None,
        audio_input: int | None = None,
        image_input: int | None = None,
        video_input: int | None = None,
        audio_cache_read: int | None = None,
        image_cache_read: int | None = None,
        audio_output: int | None = None,
        image_output: int | None = None,
        video_output: int | None = None,
        request: int | None = None,
        units: dict[str, int] = ...,
        surcharges: builtins.list[str] = ...,
        list: str | None = None,
        model: str | None = None,
        variant: str | None = None,
        over: int | None = None,
        table: str | None = None,
        as_of: str | None = None,
    ) -> UnitPrices: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class UnpricedModel:
    """A model of which recorded exchanges have no price."""

    __match_args__ = ("provider", "model", "exchanges")
    @property
    def provider(self) -> str | None:
        """The provider's name; `None` where it is not known."""
    @property
    def model(self) -> str | None:
        """The model; `None` where it is not known."""
    @property
    def exchanges(self) -> int:
        """How many exchanges."""
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        provider: str | None = ...,
        model: str | None = ...,
        exchanges: int = ...,
    ) -> UnpricedModel:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        provider: str | None = None,
        model: str | None = None,
        exchanges: int,
    ) -> UnpricedModel: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class Usage:
    """Token usage in disjoint buckets; `None` is unknown, which is not zero. Counts are at most 2⁴⁰."""

    __match_args__ = (
        "input_uncached",
        "cache_read",
        "cache_write_5m",
        "cache_write_long",
        "output",
        "reasoning",
        "audio_input",
        "image_input",
        "video_input",
        "audio_cache_read",
        "image_cache_read",
        "audio_output",
        "image_output",
        "video_output",
        "units",
        "input_tokens",
        "output_tokens",
        "total_tokens",
        "raw",
        "completeness",
        "marks",
    )
    @property
    def input_uncached(self) -> int | None:
        """Input tokens neither read from nor written to a cache."""
    @property
    def cache_read(self) -> int | None:
        """Input tokens read from a cache."""
    @property
    def cache_write_5m(self) -> int | None:
        """Input tokens written to a cache for five minutes, or for an unreported time."""
    @property
    def cache_write_long(self) -> int | None:
        """Input tokens written to a cache for longer."""
    @property
    def output(self) -> int | None:
        """Output tokens, reasoning included."""
    @property
    def reasoning(self) -> int | None:
        """Output tokens spent on reasoning, a part of `output`."""
    @property
    def audio_input(self) -> int | None:
        """Tokens of audio among all input tokens, cached ones included; `None` where that is not reported, as in the
        parts that follow.
        """
    @property
    def image_input(self) -> int | None:
        """Tokens of images among all input tokens, cached ones included."""
    @property
    def video_input(self) -> int | None:
        """Tokens of video among all input tokens."""
    @property
    def audio_cache_read(self) -> int | None:
        """Tokens of audio in `cache_read`."""
    @property
    def image_cache_read(self) -> int | None:
        """Tokens of images in `cache_read`."""
    @property
    def audio_output(self) -> int | None:
        """Tokens of audio in `output`."""
    @property
    def image_output(self) -> int | None:
        """Tokens of images in `output`."""
    @property
    def video_output(self) -> int | None:
        """Tokens of video in `output`."""
    @property
    def units(self) -> dict[str, int]:
        """What is charged by the piece, with its number: `web_search`, `file_search`, `code_execution` and the like.
        Only what was used is there.
        """
    @property
    def input_tokens(self) -> int | None:
        """All input tokens: the sum of the four input buckets."""
    @property
    def output_tokens(self) -> int | None:
        """All output tokens: `output` under its common name."""
    @property
    def total_tokens(self) -> int | None:
        """Input and output tokens."""
    @property
    def raw(self) -> str | None:
        """The provider's own usage object, as JSON text."""
    @property
    def completeness(self) -> Completeness:
        """How much of it was seen."""
    @property
    def marks(self) -> list[str]:
        """Irregularities: `out_of_range`, `not_a_count`, `contradictory`, `compressed`, `cost_out_of_range`,
        `broken_off` (a response came, but failed before it reported its usage), `other_model` (a part was made by
        another model, at prices of its own, and is not counted), `tier_unpriced` (its service tier has no prices of its
        own, so that the standard ones apply), `part_unknown` (a part of a bucket, or something charged by the piece,
        was reported, but not as a count that can be true), `unit_unpriced` (something of `units` has no price),
        `elsewhere` (what it has used is counted with another exchange: of a response that was only fetched, with that
        which made it; of one still to be made in the background, with that which fetches it; of a batch, with its
        results), `no_model_call` (it lists models, or keeps files or batches, and has used nothing), `summed` (of
        several requests, as the results of a batch are: each is charged by its own model and size); sorted. With
        `other_model`, `part_unknown`, `unit_unpriced`, and `tier_unpriced` of a tier that costs more than the standard
        one, the cost is unknown, and `cost_known` its lower bound; so it is where `completeness` is not `final`.
        """
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        input_uncached: int | None = ...,
        cache_read: int | None = ...,
        cache_write_5m: int | None = ...,
        cache_write_long: int | None = ...,
        output: int | None = ...,
        reasoning: int | None = ...,
        audio_input: int | None = ...,
        image_input: int | None = ...,
        video_input: int | None = ...,
        audio_cache_read: int | None = ...,
        image_cache_read: int | None = ...,
        audio_output: int | None = ...,
        image_output: int | None = ...,
        video_output: int | None = ...,
        units: dict[str, int] = ...,
        input_tokens: int | None = ...,
        output_tokens: int | None = ...,
        total_tokens: int | None = ...,
        raw: str | None = ...,
        completeness: Completeness = ...,
        marks: list[str] = ...,
    ) -> Usage:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        input_uncached: int | None = None,
        cache_read: int | None = None,
        cache_write_5m: int | None = None,
        cache_write_long: int | None = None,
        output: int | None = None,
        reasoning: int | None = None,
        audio_input: int | None = None,
        image_input: int | None = None,
        video_input: int | None = None,
        audio_cache_read: int | None = None,
        image_cache_read: int | None = None,
        audio_output: int | None = None,
        image_output: int | None = None,
        video_output: int | None = None,
        units: dict[str, int] = ...,
        input_tokens: int | None = None,
        output_tokens: int | None = None,
        total_tokens: int | None = None,
        raw: str | None = None,
        completeness: Completeness,
        marks: list[str] = ...,
    ) -> Usage: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class UsageChange:
    """Sums of one period minus those of another."""

    __match_args__ = (
        "exchanges",
        "attempts",
        "failed",
        "input_tokens",
        "output_tokens",
        "total_tokens",
        "input_uncached",
        "cache_read",
        "cache_write_5m",
        "cache_write_long",
        "output",
        "reasoning",
        "cost_known",
        "cache_saved",
        "incomplete",
        "unpriced",
    )
    @property
    def exchanges(self) -> int:
        """Exchanges; one with several attempts counts once, with its last."""
    @property
    def attempts(self) -> int:
        """Attempts, each with its own provider and model."""
    @property
    def failed(self) -> int:
        """Attempts that failed, also where another one of the exchange did not."""
    @property
    def input_tokens(self) -> int:
        """All input tokens."""
    @property
    def output_tokens(self) -> int:
        """All output tokens."""
    @property
    def total_tokens(self) -> int:
        """Input and output tokens."""
    @property
    def input_uncached(self) -> int:
        """Input tokens neither read from nor written to a cache."""
    @property
    def cache_read(self) -> int:
        """Input tokens read from a cache."""
    @property
    def cache_write_5m(self) -> int:
        """Input tokens written to a cache for five minutes, or for an unreported time."""
    @property
    def cache_write_long(self) -> int:
        """Input tokens written to a cache for longer."""
    @property
    def output(self) -> int:
        """Output tokens, reasoning included."""
    @property
    def reasoning(self) -> int:
        """Output tokens spent on reasoning, a part of `output`."""
    @property
    def cost_known(self) -> Decimal:
        """The part of the cost that is known."""
    @property
    def cache_saved(self) -> Decimal:
        """What cached tokens saved, as far as it is known; see `Receipt.cache_saved`."""
    @property
    def incomplete(self) -> int:
        """Exchanges with an unknown count of tokens. Where every attempt was refused, none is unknown."""
    @property
    def unpriced(self) -> int:
        """Exchanges without a price, but for those of which every attempt was refused."""
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        exchanges: int = ...,
        attempts: int = ...,
        failed: int = ...,
        input_tokens: int = ...,
        output_tokens: int = ...,
        total_tokens: int = ...,
        input_uncached: int = ...,
        cache_read: int = ...,
        cache_write_5m: int = ...,
        cache_write_long: int = ...,
        output: int = ...,
        reasoning: int = ...,
        cost_known: Decimal = ...,
        cache_saved: Decimal = ...,
        incomplete: int = ...,
        unpriced: int = ...,
    ) -> UsageChange:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        exchanges: int,
        attempts: int,
        failed: int,
        input_tokens: int,
        output_tokens: int,
        total_tokens: int,
        input_uncached: int,
        cache_read: int,
        cache_write_5m: int,
        cache_write_long: int,
        output: int,
        reasoning: int,
        cost_known: Decimal,
        cache_saved: Decimal,
        incomplete: int,
        unpriced: int,
    ) -> UsageChange: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class UsageCheck:
    """The comparison of the roll-up with the attempts that it sums."""

    __match_args__ = ("attempts", "rows", "differing", "differences", "rebuilt")
    @property
    def attempts(self) -> int:
        """Attempts that were counted."""
    @property
    def rows(self) -> int:
        """Rows of the roll-up that were compared: sums by hour and by day."""
    @property
    def differing(self) -> int:
        """Rows that differ, are missing, or should not be there."""
    @property
    def differences(self) -> list[UsageDifference]:
        """The first 100 differences, one for each value."""
    @property
    def rebuilt(self) -> bool:
        """Whether the roll-up was rebuilt from the attempts."""
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        attempts: int = ...,
        rows: int = ...,
        differing: int = ...,
        differences: list[UsageDifference] = ...,
        rebuilt: bool = ...,
    ) -> UsageCheck:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        attempts: int,
        rows: int,
        differing: int,
        differences: list[UsageDifference] = ...,
        rebuilt: bool,
    ) -> UsageCheck: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class UsageDifference:
    """A value of the roll-up that differs from the attempts."""

    __match_args__ = (
        "workspace",
        "start",
        "hours",
        "session",
        "provider",
        "model",
        "client",
        "rule",
        "request_type",
        "outcome",
        "status",
        "field",
        "recorded",
        "counted",
    )
    @property
    def workspace(self) -> str:
        """Workspace of the row."""
    @property
    def start(self) -> datetime:
        """Where its period begins."""
    @property
    def hours(self) -> int:
        """Its length in hours: 1 or 24."""
    @property
    def session(self) -> str:
        """Session."""
    @property
    def provider(self) -> str | None:
        """Provider."""
    @property
    def model(self) -> str | None:
        """Model."""
    @property
    def client(self) -> str:
        """Client."""
    @property
    def rule(self) -> int | None:
        """0-based index of the rule."""
    @property
    def request_type(self) -> str | None:
        """Kind of request."""
    @property
    def outcome(self) -> str:
        """How the attempts of the row ended."""
    @property
    def status(self) -> int | None:
        """Status of their responses."""
    @property
    def field(self) -> str:
        """Which value differs: a name of `UsageTotals`, or `checksum` where all values of a workspace are right."""
    @property
    def recorded(self) -> str:
        """What the roll-up holds: a number, or US dollars as a decimal."""
    @property
    def counted(self) -> str:
        """What the attempts sum to."""
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        workspace: str = ...,
        start: datetime = ...,
        hours: int = ...,
        session: str = ...,
        provider: str | None = ...,
        model: str | None = ...,
        client: str = ...,
        rule: int | None = ...,
        request_type: str | None = ...,
        outcome: str = ...,
        status: int | None = ...,
        field: str = ...,
        recorded: str = ...,
        counted: str = ...,
    ) -> UsageDifference:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        workspace: str,
        start: datetime,
        hours: int,
        session: str,
        provider: str | None = None,
        model: str | None = None,
        client: str,
        rule: int | None = None,
        request_type: str | None = None,
        outcome: str,
        status: int | None = None,
        field: str,
        recorded: str,
        counted: str,
    ) -> UsageDifference: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class UsagePage:
    """A page of recorded attempts as text. The pages of one export, put together, are one document."""

    __match_args__ = ("text", "rows", "next")
    @property
    def text(self) -> str:
        """Whole lines, each with its line end. Only the first page of CSV begins with the header line."""
    @property
    def rows(self) -> int:
        """Attempts on this page."""
    @property
    def next(self) -> str | None:
        """Pass it as `cursor` to get the next page; `None` on the last one."""
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        text: str = ...,
        rows: int = ...,
        next: str | None = ...,
    ) -> UsagePage:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        text: str,
        rows: int,
        next: str | None = None,
    ) -> UsagePage: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class UsageReport:
    """Token usage and cost, in total and by row. Prints as a table; see also `UsageReport.to_csv`."""

    __match_args__ = ("by", "series", "zone", "total", "rows", "compared", "before", "change")
    @property
    def by(self) -> GroupBy | None:
        """What the rows are grouped by."""
    @property
    def series(self) -> GroupBy | None:
        """What splits the rows into series."""
    @property
    def zone(self) -> str:
        """The time zone whose clock says which hour, day, week and month it is."""
    @property
    def total(self) -> UsageTotals:
        """The sum of all rows."""
    @property
    def rows(self) -> list[UsageRow]:
        """Rows, the largest cost first, then the most tokens, then by key; periods in chronological order. Rows of one
        key are adjacent, their series in the same order.
        """
    @property
    def compared(self) -> Period | None:
        """The period that this one is compared with."""
    @property
    def before(self) -> UsageTotals | None:
        """The total of that period."""
    @property
    def change(self) -> UsageChange | None:
        """The total minus that of the other period."""
    def __str__(self) -> str: ...
    def to_csv(self) -> str:
        """The rows as CSV (RFC 4180), under a line with the names of the columns; without `by`, the total as one row.
        Text that a spreadsheet would take for a formula gets an apostrophe in front.
        """
    def to_jsonl(self) -> str:
        """The rows as JSON, one on a line; without `by`, the total as one line."""
    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[UsageRow]: ...
    def _repr_html_(self) -> str: ...
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        by: GroupBy | None = ...,
        series: GroupBy | None = ...,
        zone: str = ...,
        total: UsageTotals = ...,
        rows: list[UsageRow] = ...,
        compared: Period | None = ...,
        before: UsageTotals | None = ...,
        change: UsageChange | None = ...,
    ) -> UsageReport:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        by: GroupBy | None = None,
        series: GroupBy | None = None,
        zone: str,
        total: UsageTotals,
        rows: list[UsageRow] = ...,
        compared: Period | None = None,
        before: UsageTotals | None = None,
        change: UsageChange | None = None,
    ) -> UsageReport: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class UsageRow:
    """One row of a report."""

    __match_args__ = ("key", "series", "totals", "before", "change")
    @property
    def key(self) -> str | None:
        """The grouping value; `None` for exchanges that had none, such as unrouted ones by model."""
    @property
    def series(self) -> str | None:
        """The value of the series."""
    @property
    def totals(self) -> UsageTotals:
        """Its sums."""
    @property
    def before(self) -> UsageTotals | None:
        """The same for the period that this one is compared with."""
    @property
    def change(self) -> UsageChange | None:
        """Its sums minus those."""
    @property
    def exchanges(self) -> int:
        """Exchanges; one with several attempts counts once, with its last."""
    @property
    def attempts(self) -> int:
        """Attempts, each with its own provider and model."""
    @property
    def failed(self) -> int:
        """Attempts that failed, also where another one of the exchange did not."""
    @property
    def input_tokens(self) -> int:
        """All input tokens."""
    @property
    def output_tokens(self) -> int:
        """All output tokens."""
    @property
    def total_tokens(self) -> int:
        """Input and output tokens."""
    @property
    def input_uncached(self) -> int:
        """Input tokens neither read from nor written to a cache."""
    @property
    def cache_read(self) -> int:
        """Input tokens read from a cache."""
    @property
    def cache_write_5m(self) -> int:
        """Input tokens written to a cache for five minutes, or for an unreported time."""
    @property
    def cache_write_long(self) -> int:
        """Input tokens written to a cache for longer."""
    @property
    def output(self) -> int:
        """Output tokens, reasoning included."""
    @property
    def reasoning(self) -> int:
        """Output tokens spent on reasoning, a part of `output`."""
    @property
    def cost_known(self) -> Decimal:
        """The part of the cost that is known."""
    @property
    def cache_saved(self) -> Decimal:
        """What cached tokens saved, as far as it is known; see `Receipt.cache_saved`."""
    @property
    def incomplete(self) -> int:
        """Exchanges with an unknown count of tokens. Where every attempt was refused, none is unknown."""
    @property
    def unpriced(self) -> int:
        """Exchanges without a price, but for those of which every attempt was refused."""
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        key: str | None = ...,
        series: str | None = ...,
        totals: UsageTotals = ...,
        before: UsageTotals | None = ...,
        change: UsageChange | None = ...,
    ) -> UsageRow:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        key: str | None = None,
        series: str | None = None,
        totals: UsageTotals,
        before: UsageTotals | None = None,
        change: UsageChange | None = None,
    ) -> UsageRow: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class UsageTotals:
    """Sums over exchanges. Unknown counts add nothing; the exchanges that had one are counted in `incomplete`."""

    __match_args__ = (
        "exchanges",
        "attempts",
        "failed",
        "input_tokens",
        "output_tokens",
        "total_tokens",
        "input_uncached",
        "cache_read",
        "cache_write_5m",
        "cache_write_long",
        "output",
        "reasoning",
        "cost_known",
        "cache_saved",
        "incomplete",
        "unpriced",
    )
    @property
    def exchanges(self) -> int:
        """Exchanges; one with several attempts counts once, with its last."""
    @property
    def attempts(self) -> int:
        """Attempts, each with its own provider and model."""
    @property
    def failed(self) -> int:
        """Attempts that failed, also where another one of the exchange did not."""
    @property
    def input_tokens(self) -> int:
        """All input tokens."""
    @property
    def output_tokens(self) -> int:
        """All output tokens."""
    @property
    def total_tokens(self) -> int:
        """Input and output tokens."""
    @property
    def input_uncached(self) -> int:
        """Input tokens neither read from nor written to a cache."""
    @property
    def cache_read(self) -> int:
        """Input tokens read from a cache."""
    @property
    def cache_write_5m(self) -> int:
        """Input tokens written to a cache for five minutes, or for an unreported time."""
    @property
    def cache_write_long(self) -> int:
        """Input tokens written to a cache for longer."""
    @property
    def output(self) -> int:
        """Output tokens, reasoning included."""
    @property
    def reasoning(self) -> int:
        """Output tokens spent on reasoning, a part of `output`."""
    @property
    def cost_known(self) -> Decimal:
        """The part of the cost that is known."""
    @property
    def cache_saved(self) -> Decimal:
        """What cached tokens saved, as far as it is known; see `Receipt.cache_saved`."""
    @property
    def incomplete(self) -> int:
        """Exchanges with an unknown count of tokens. Where every attempt was refused, none is unknown."""
    @property
    def unpriced(self) -> int:
        """Exchanges without a price, but for those of which every attempt was refused."""
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        exchanges: int = ...,
        attempts: int = ...,
        failed: int = ...,
        input_tokens: int = ...,
        output_tokens: int = ...,
        total_tokens: int = ...,
        input_uncached: int = ...,
        cache_read: int = ...,
        cache_write_5m: int = ...,
        cache_write_long: int = ...,
        output: int = ...,
        reasoning: int = ...,
        cost_known: Decimal = ...,
        cache_saved: Decimal = ...,
        incomplete: int = ...,
        unpriced: int = ...,
    ) -> UsageTotals:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        exchanges: int,
        attempts: int,
        failed: int,
        input_tokens: int,
        output_tokens: int,
        total_tokens: int,
        input_uncached: int,
        cache_read: int,
        cache_write_5m: int,
        cache_write_long: int,
        output: int,
        reasoning: int,
        cost_known: Decimal,
        cache_saved: Decimal,
        incomplete: int,
        unpriced: int,
    ) -> UsageTotals: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class Warning:
    """Something that the host should know, though it is not an error."""

    __match_args__ = ("code", "message")
    @property
    def code(self) -> str:
        """A stable word. Of decisions: `no_rules`, `no_match`, `no_model`, `needs_translation`, `usage_unknown`,
        `body_unreadable`, `format_unknown`, `files_cut`, `unknown_condition`. Of exchanges: `credential_unavailable`,
        `credential_locked`, `needs_translation`, `usage_unknown`. Of plans: `hidden_characters`, `default_workspace`,
        `provider_type_differs`.
        """
    @property
    def message(self) -> str:
        """A sentence that says what to do."""
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        code: str = ...,
        message: str = ...,
    ) -> Warning:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        code: str,
        message: str,
    ) -> Warning: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class When:
    """Conditions of a rule. Each is a list of values, one of which must match; an absent condition always holds. In
    patterns `*`, `?`, `[abc]` and `[!abc]` are those of `fnmatch`, and no set in brackets spans a `/` of a path.
    `{a,b}` are alternatives, nested ones too, each a pattern of its own: at most 256 a pattern, in braces at most 16
    deep. A value that begins with `!` excludes: what is matched must match no such value, and one of the others if
    there are any. A literal brace is written `[{]`, a literal `!` at the beginning `[!]`.
    """

    __match_args__ = ("files", "request_type", "client", "requested_model")
    @property
    def files(self) -> list[str] | None:
        """File patterns: without `/` against the base name, with `/` against the path. One file must match one of them
        and none that excludes.
        """
    @property
    def request_type(self) -> list[str] | None:
        """Kinds of request, compared exactly; `chat` is every conversation: everything but `fim` and what is no
        conversation. Without a value of this or of `requested_model` that does not exclude, a rule takes conversations
        and code to fill in alone.
        """
    @property
    def client(self) -> list[str] | None:
        """Clients, compared exactly; one that is not recognised is `generic`."""
    @property
    def requested_model(self) -> list[str] | None:
        """Patterns over the whole model name that the client asked for; `*` and sets cross `/`. A name that is written
        like the pattern, without its `!`, matches whatever the pattern means.
        """
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        files: list[str] | None = ...,
        request_type: list[str] | None = ...,
        client: list[str] | None = ...,
        requested_model: list[str] | None = ...,
    ) -> When:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        files: list[str] | None = None,
        request_type: list[str] | None = None,
        client: list[str] | None = None,
        requested_model: list[str] | None = None,
    ) -> When: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class Workspace:
    """A workspace: custom instructions, muxing rules, and the history and usage recorded in it."""

    __match_args__ = ("name", "custom_instructions", "rules", "active_in", "created_at", "updated_at", "archived_at")
    @property
    def name(self) -> str:
        """Lower-case name, unique over live and archived workspaces."""
    @property
    def custom_instructions(self) -> str | None:
        """Text put before the conversation of every request; `None` when there is none."""
    @property
    def rules(self) -> list[Rule]:
        """Muxing rules, the first that matches wins."""
    @property
    def active_in(self) -> list[str]:
        """Ids of the sessions that have it active, sorted."""
    @property
    def created_at(self) -> datetime:
        """When it was created."""
    @property
    def updated_at(self) -> datetime:
        """When its name, instructions, rules or life-cycle state last changed."""
    @property
    def archived_at(self) -> datetime | None:
        """When it was archived; `None` while it is live."""
    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values: snake_case names, times and money as strings."""
    def to_json(self) -> str:
        """The record as JSON text."""
    def replace(
        self,
        *,
        name: str = ...,
        custom_instructions: str | None = ...,
        rules: list[Rule] = ...,
        active_in: list[str] = ...,
        created_at: datetime = ...,
        updated_at: datetime = ...,
        archived_at: datetime | None = ...,
    ) -> Workspace:
        """The same record with these fields changed."""
    __replace__ = replace
    def __new__(
        cls,
        *,
        name: str,
        custom_instructions: str | None = None,
        rules: list[Rule] = ...,
        active_in: list[str] = ...,
        created_at: datetime,
        updated_at: datetime,
        archived_at: datetime | None = None,
    ) -> Workspace: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...
