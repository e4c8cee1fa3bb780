"""The policy: every threshold, weight and band, with its default.

A company changes them in `policy.toml` in its home; only what differs needs to stand there. What each value means
is told in kamlib/texts/policy.toml, by the same name. The book keeps the policy it was built with as the one-row
table `policy` (columns `<section>_<name>`) and the tables `policy_<section>_<name>` for lists.
"""

from __future__ import annotations

import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails

from kamlib.core.errors import KamError
from kamlib.core.renamed import RENAMED
from kamlib.core.texts import t

Share = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(gt=0, le=1_000_000)]
Amount = Annotated[float, Field(ge=0, le=1e12)]
Count = Annotated[int, Field(ge=1, le=1_000_000_000)]
Days = Annotated[int, Field(ge=1, le=36_500)]
DaysOf12m = Annotated[int, Field(ge=1, le=366)]
DaysOfWeek = Annotated[int, Field(ge=1, le=7)]
DaysOfMonth = Annotated[int, Field(ge=1, le=31)]
Months = Annotated[int, Field(ge=1, le=1_200)]
MonthsOf12 = Annotated[int, Field(ge=1, le=12)]
Score = Annotated[int, Field(ge=1, le=5)]
OutOf100 = Annotated[float, Field(ge=0, le=100)]
Weight = Annotated[float, Field(ge=0, le=1_000_000)]
Points = Annotated[float, Field(ge=0, le=100)]

CRITERIA = ("profit", "partner", "long_relationship", "growth", "new_ways", "market_influence", "image")
JUDGED = ("partner", "market_influence", "image")  # of the criteria, those that people judge
GROUPS = ("breadwinner", "prospective", "image_maker", "expert")


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    @field_validator("*", mode="before")
    @classmethod
    def _true_is_no_number(cls, value: Any) -> Any:
        if isinstance(value, bool):
            raise ValueError(t("policy_faults.number"))
        return value


S = TypeVar("S", bound=Section)


def rising(*names: str) -> Any:
    """A validator: the named values of a section must rise in this order (a tuple: its own values)."""

    def check(section: S) -> S:
        values = [getattr(section, n) for n in names] if len(names) > 1 else getattr(section, names[0])
        if any(b <= a for a, b in pairwise(values)):
            raise ValueError(t("policy_faults.must_rise", names=_with_values(section, names)))
        return section

    return model_validator(mode="after")(check)


def not_falling(low: str, high: str) -> Any:
    """A validator: the first of two values of a section is at most the second."""

    def check(section: S) -> S:
        if getattr(section, high) < getattr(section, low):
            raise ValueError(t("policy_faults.must_not_fall", names=_with_values(section, (low, high))))
        return section

    return model_validator(mode="after")(check)


def _with_values(section: Section, names: tuple[str, ...]) -> str:
    return ", ".join(f"{n} = {getattr(section, n)}" for n in names)


def some_weight(*names: str) -> Any:
    """A validator: of the named weights at least one must be above 0."""

    def check(section: S) -> S:
        if not any(getattr(section, n) > 0 for n in names):
            raise ValueError(t("policy_faults.no_weight", names=", ".join(names)))
        return section

    return model_validator(mode="after")(check)


class Money(Section):
    currency: str = ""
    capital_rate: Share = 0.20
    min_cost_known_share: Share = 0.95
    min_service_known_share: Share = 0.50
    min_capital_known_share: Share = 0.50
    min_total_share: Share = 0.10


class History(Section):
    months: Annotated[int, Field(ge=12, le=36)] = 12


class Seasons(Section):
    min_months: Annotated[int, Field(ge=24, le=1_200)] = 24
    min_index: Positive = 0.10


Month = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]


class Completeness(Section):
    """When a calendar month counts as covered by the data; a window that lacks one is not compared."""

    min_purchases: Count = 3
    thin_share: Share = 0.10
    edge_days: Count = 10
    no_sales: tuple[Month, ...] = ()


class Grouping(Section):
    """Whether the outlets of a parent company count as one client with it."""

    parents: Literal["apart", "together"] = "apart"


class Abc(Section):
    a_share: Share = 0.80
    b_share: Share = 0.95
    _rises = rising("a_share", "b_share")


class Xyz(Section):
    x_max_cv: Positive = 0.25
    y_max_cv: Positive = 0.60
    min_months: Months = 6
    adi_limit: Positive = 1.32
    cv2_limit: Positive = 0.49
    _rises = rising("x_max_cv", "y_max_cv")


class RfmSegment(Section):
    """One rule of the RFM segments; the first rule that a client's scores meet names its segment.

    Twin in SQL: features.rfm; held equal by tests/marts/test_rfm.py.
    """

    segment: str
    r: tuple[Score, Score] = (1, 5)
    f: tuple[Score, Score] = (1, 5)
    m: tuple[Score, Score] = (1, 5)

    def meets(self, r: int, f: int, m: int) -> bool:
        return all(low <= x <= high for x, (low, high) in ((r, self.r), (f, self.f), (m, self.m)))


Band = Annotated[float, Field(gt=0, le=1e12)]
Bands = tuple[Band, Band, Band, Band]


class Rfm(Section):
    method: Literal["quintiles", "bands"] = "quintiles"
    recency_bands: Bands = (14, 30, 60, 120)
    frequency_bands: Bands = (3, 6, 12, 24)
    monetary_bands: Bands = (100_000, 500_000, 2_000_000, 10_000_000)
    segments: tuple[RfmSegment, ...] = (
        RfmSegment(segment="champions", r=(4, 5), f=(4, 5), m=(4, 5)),
        RfmSegment(segment="cannot_lose", r=(1, 2), f=(3, 5), m=(4, 5)),
        RfmSegment(segment="at_risk", r=(1, 2), f=(3, 5)),
        RfmSegment(segment="loyal", r=(3, 5), f=(3, 5)),
        RfmSegment(segment="large_rare", r=(3, 5), f=(1, 2), m=(4, 5)),
        RfmSegment(segment="promising", r=(4, 5), f=(1, 2)),
        RfmSegment(segment="need_attention", r=(3, 3), f=(1, 2)),
        RfmSegment(segment="fading", r=(2, 2), f=(1, 2)),
        RfmSegment(segment="almost_lost", r=(1, 1), f=(1, 2)),
    )

    _recency, _frequency, _monetary = map(rising, ("recency_bands", "frequency_bands", "monetary_bands"))

    @model_validator(mode="after")
    def _every_score_has_one_segment(self) -> Self:
        met = set()
        for r in range(1, 6):
            for f in range(1, 6):
                for m in range(1, 6):
                    rule = next((i for i, s in enumerate(self.segments) if s.meets(r, f, m)), None)
                    if rule is None:
                        raise ValueError(t("policy_faults.rfm_gap", r=r, f=f, m=m))
                    met.add(rule)
        for i, unmet in enumerate(self.segments):
            if i not in met:
                raise ValueError(t("policy_faults.rfm_unreachable", segment=unmet.segment, number=i + 1))
        return self


class Turnover(Section):
    vip_share: Share = 0.05
    vip_warning_share: Share = 0.15
    large_x_median: Positive = 4.0
    small_x_median: Positive = 0.25
    occasional_max_days: DaysOf12m = 2
    _vip = not_falling("vip_share", "vip_warning_share")
    _median = rising("small_x_median", "large_x_median")


class Frequency(Section):
    daily_days_a_week: DaysOfWeek = 4
    several_days_a_week: DaysOfWeek = 2
    weekly_days_a_week: DaysOfWeek = 1
    several_days_a_month: DaysOfMonth = 2
    monthly_days_a_month: DaysOfMonth = 1
    _week = rising("weekly_days_a_week", "several_days_a_week", "daily_days_a_week")
    _month = rising("monthly_days_a_month", "several_days_a_month")


class Relationship(Section):
    lost_min_idle_days: Days = 90
    lost_x_median_gap: Positive = 4.0
    lost_x_longest_gap: Positive = 1.25
    lost_max_idle_days: Days = 400
    episodic_max_days: DaysOf12m = 4
    regular_max_gap_cv: Positive = 0.80
    regular_min_active_months: MonthsOf12 = 9
    stable_max_gap_cv: Positive = 1.30
    stable_min_active_months: MonthsOf12 = 6
    _lost = rising("lost_min_idle_days", "lost_max_idle_days")
    _gaps = not_falling("regular_max_gap_cv", "stable_max_gap_cv")
    _months = not_falling("stable_min_active_months", "regular_min_active_months")


class Markup(Section):
    low: Positive = 0.10
    middle: Positive = 0.25
    high: Positive = 0.50
    _rises = rising("low", "middle", "high")


class Discount(Section):
    none_below: Share = 0.005
    low: Share = 0.10
    middle: Share = 0.20
    high: Share = 0.40
    _rises = rising("none_below", "low", "middle", "high")


class Payment(Section):
    """How clients pay (T7), and when payments tell the same money as sales."""

    large_advance_share: Share = 0.50
    prepaid_share: Share = 0.95
    no_advance_share: Share = 0.05
    on_delivery_days: Days = 7
    vat_rate: Share = 0.0
    opening_days: Days = 90
    most_paid_to_sold: Annotated[float, Field(ge=1, le=2)] = 1.05
    least_paid_to_sold: Share = 0.50
    most_ahead_share: Share = 0.50
    _advance = rising("no_advance_share", "prepaid_share")


class Stage(Section):
    newcomer_max_days: Days = 180
    newcomer_max_purchase_days: Count = 3
    newcomer_few_max_days: Days = 365
    price_buyer_min_discount: Share = 0.15
    partner_min_days: Days = 730
    _days = rising("newcomer_max_days", "partner_min_days")


class Emerging(Section):
    """Key clients found before anyone names them, and those that stopped being key (K3)."""

    min_growth: Positive = 0.50
    min_turnover_share: Share = 0.005
    fading_min_drop: Share = 0.40


class Findings(Section):
    """When a client needs a look."""

    silence_x_gap: Positive = 2.5
    silence_min_days: Days = 30
    discount_rise: Share = 0.03
    class_min_share: Share = 0.10


class Churn(Section):
    """What counts as lost and shrunk, and how far back the model learns."""

    horizon_days: Literal[30, 60, 90, 180] = 90
    cut_offs: Annotated[int, Field(ge=6, le=60)] = 36
    min_history_days: Days = 180
    min_tenure_days: Days = 30
    slices: Annotated[int, Field(ge=1, le=36)] = 24
    origins: Annotated[int, Field(ge=1, le=12)] = 6
    most_clients_learnt: Annotated[int, Field(ge=1000, le=1_000_000_000)] = 20_000
    shrink_to_share: Share = 0.50
    shrink_min_orders: Count = 3
    shrink_min_tenure_days: Days = 330
    shrink_smallest_share: Share = 0.40
    bands_under: Count = 30
    blend_from_events: Count = 60
    out_of_season_share: Share = 0.25
    pause_min_days: Days = 60
    pause_shift_days: Days = 30
    call_capacity: Count = 20
    contact_cost: Amount = 0.0
    contact_cost_share: Share = 0.002
    save_success: Share = 0.30
    save_halving_days: Days = 90
    gone_chance: Share = 0.01
    high_from: Share = 0.50
    raised_from: Share = 0.20
    false_discovery_rate: Share = 0.10
    narrowing_days: Days = 183
    narrowing_dates: Annotated[int, Field(ge=2, le=40)] = 12
    narrowing_share: Share = 0.70
    watched_clients: Count = 20
    fall_clients: Count = 100
    reason_min_log_odds: Weight = 0.1
    reason_min_change: Share = 0.20
    shrink_x_odds: Positive = 2.0
    few_events: Count = 10
    steady_driver_share: Share = 0.75


class Fit(Section):
    """How far our USPs must cover a client's needs (S3), and what misfit costs (S4)."""

    threshold: Share = 0.75
    combine: Literal["best", "together"] = "best"
    must_have_minimum: Share = 0.50
    min_comparables: Count = 5
    most_comparables: Annotated[int, Field(ge=10, le=1_000_000_000)] = 60
    comparable_size_ratio: Annotated[float, Field(gt=1, le=1_000_000)] = 3.0
    comparable_mix_overlap: Share = 0.50
    service_hour_cost: Amount = 0.0
    uplift_cm_share: Share = 0.0
    _comparables = not_falling("min_comparables", "most_comparables")


class Criteria(Section):
    """The seven criteria (K1): weights, the parts each is made of, and the marks their scales run between."""

    weight_profit: Weight = 25.0
    weight_partner: Weight = 15.0
    weight_long_relationship: Weight = 15.0
    weight_growth: Weight = 15.0
    weight_new_ways: Weight = 10.0
    weight_market_influence: Weight = 10.0
    weight_image: Weight = 10.0
    min_months: Months = 6
    level_part: Weight = 0.6
    trend_part: Weight = 0.2
    steadiness_part: Weight = 0.2
    profit_zero_share: Positive = 0.0001
    profit_full_share: Positive = 0.05
    full_change: Positive = 0.5
    steady_cv: Positive = 0.25
    unsteady_cv: Positive = 1.0
    payment_part: Weight = 0.3
    claims_part: Weight = 0.15
    returns_part: Weight = 0.15
    judgement_part: Weight = 0.4
    late_zero_days: Positive = 30.0
    claims_zero_share: Positive = 0.10
    returns_zero_share: Positive = 0.10
    tenure_part: Weight = 0.4
    rhythm_part: Weight = 0.4
    life_part: Weight = 0.2
    tenure_full_days: Days = 1095
    regular_points: Points = 100.0
    stable_points: Points = 75.0
    irregular_points: Points = 40.0
    episodic_points: Points = 10.0
    full_pace: Positive = 0.5
    new_classes_part: Weight = 0.5
    breadth_part: Weight = 0.5
    new_classes_full: Count = 2
    breadth_zero: Weight = 0.5
    breadth_full: Positive = 1.5
    judgement_days: Days = 365
    _profit = rising("profit_zero_share", "profit_full_share")
    _cv = rising("steady_cv", "unsteady_cv")
    _rhythm = rising("episodic_points", "irregular_points", "stable_points", "regular_points")
    _breadth = rising("breadth_zero", "breadth_full")
    _weights = some_weight(*(f"weight_{c}" for c in CRITERIA))
    _parts_profit = some_weight("level_part", "trend_part", "steadiness_part")
    _parts_partner = some_weight("payment_part", "claims_part", "returns_part", "judgement_part")
    _parts_long = some_weight("tenure_part", "rhythm_part", "life_part")
    _parts_new = some_weight("new_classes_part", "breadth_part")


class Groups(Section):
    """The four groups of key clients (K2): who belongs to which, and which goes first."""

    order: str = "breadwinner, prospective, image_maker, expert"
    breadwinner_share: Share = 0.10
    loyal_days: Days = 730
    new_days: Days = 365
    small_wallet_share: Share = 0.25
    potential_share: Share = 0.01
    image_score: Points = 75.0
    expert_score: Points = 75.0
    _days = rising("new_days", "loyal_days")

    @model_validator(mode="after")
    def _order_names_each_once(self) -> Self:
        if sorted(part.strip() for part in self.order.split(",")) != sorted(GROUPS):
            raise ValueError(t("policy_faults.group_order", groups=", ".join(GROUPS)))
        return self


class Selection(Section):
    """Who is key (S2), how short and long term are weighed (S5), and what the team can carry."""

    min_score: Points = 30.0
    places: Annotated[int, Field(ge=0, le=1_000_000_000)] = 20
    unknown_fit: Literal["allowed", "refused"] = "allowed"
    long_weight: Share = 0.3
    potential_part: Share = 0.5
    horizon_years: Annotated[int, Field(ge=1, le=100)] = 3
    hours_per_key_client_month: Positive = 24.0
    key_hours_share: Share = 0.5
    capacity_hours_month: Weight = 0.0


class WhiteSpace(Section):
    """Which product classes a client is missing because clients like it buy them (R10)."""

    size_groups: Annotated[int, Field(ge=1, le=100)] = 3
    min_peers: Annotated[int, Field(ge=3, le=1_000_000)] = 10
    min_buying_share: Annotated[float, Field(gt=0, le=1)] = 0.50
    min_cases: Count = 30


class Skam(Section):
    """What the SKAM group keeps to."""

    progress_days: Days = 30
    quorum: Annotated[int, Field(ge=1, le=1_000)] = 3


class People(Section):
    """When a client's decision map has a gap: who decides, when a person is silent, when all hangs on one."""

    decides_from: OutOf100 = 60.0
    silent_days: Days = 180
    min_talks: Annotated[int, Field(ge=2, le=1_000)] = 6
    thread_share: Annotated[float, Field(gt=0.5, le=1)] = 0.8
    close_from: OutOf100 = 70.0
    satisfied_from: OutOf100 = 60.0


class Plan(Section):
    """When a step of the work with a key client counts as done or stale (K8), and which fall is to be won back."""

    stale_days: Days = 180
    talk_days: Days = 90
    inform_days: Days = 60
    visit_days: Days = 180
    kept_share: Share = 0.8
    fall_share: Share = 0.1


class Ties(Section):
    """What in a company's data proves that a client is tied to it (R9)."""

    people: Annotated[int, Field(ge=2, le=1_000)] = 3
    channel_share: Share = 0.5
    online_channels: str = (
        "online, web, internet, e-commerce, portal, онлайн, интернет, веб, сайт, портал, личный кабинет"
    )
    edi_channels: str = "edi, edifact, эдо, электронный документооборот"


class Queue(Section):
    """When what somebody put off or called not valid comes back into the queue of decisions."""

    return_ratio: Annotated[float, Field(gt=1, le=1_000_000)] = 2.0


class Review(Section):
    """With whom a client is compared that a decision was made about."""

    min_comparables: Annotated[int, Field(ge=3, le=1_000_000)] = 10
    comparable_part: Annotated[float, Field(gt=0, lt=1)] = 0.8


class Policy(Section):
    """All sections. `Policy()` is the default; `Policy.read(path)` what a company has decided."""

    money: Money = Money()
    history: History = History()
    seasons: Seasons = Seasons()
    completeness: Completeness = Completeness()
    grouping: Grouping = Grouping()
    abc: Abc = Abc()
    xyz: Xyz = Xyz()
    rfm: Rfm = Rfm()
    turnover: Turnover = Turnover()
    frequency: Frequency = Frequency()
    relationship: Relationship = Relationship()
    markup: Markup = Markup()
    discount: Discount = Discount()
    payment: Payment = Payment()
    stage: Stage = Stage()
    emerging: Emerging = Emerging()
    findings: Findings = Findings()
    churn: Churn = Churn()
    criteria: Criteria = Criteria()
    groups: Groups = Groups()
    selection: Selection = Selection()
    fit: Fit = Fit()
    people: People = People()
    white_space: WhiteSpace = WhiteSpace()
    plan: Plan = Plan()
    ties: Ties = Ties()
    skam: Skam = Skam()
    queue: Queue = Queue()
    review: Review = Review()

    @classmethod
    def read(cls, path: Path) -> Policy:
        """The policy of a `policy.toml`; defaults for all it does not say.

        Raises KamError that lists every fault of the file at once.
        """
        try:
            raw = tomllib.loads(Path(path).read_text("utf-8-sig"))
        except FileNotFoundError:
            raise KamError("policy_faults.no_file", path=path) from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as e:
            raise KamError("policy_faults.not_toml", path=path, fault=e) from None
        return cls.from_dict(raw, path)

    @classmethod
    def from_dict(cls, raw: dict[str, Any], path: Path | str = "policy") -> Policy:
        """The policy of nested dicts, as in policy.toml; KamError lists every fault at once."""
        try:
            return cls.model_validate(raw)
        except ValidationError as e:
            faults = "\n".join(_told(fault) for fault in e.errors())
            raise KamError("policy_faults.faults", path=path, faults=faults) from None

    @classmethod
    def from_book(cls, raw: dict[str, Any]) -> Policy:
        """The policy a book keeps, which may be older or newer than this code.

        Names it does not know are left out. A section that would be refused today is kept as it was built with.
        """
        raw = {RENAMED.get(section, section): part for section, part in raw.items()}
        known = {
            section: {name: value for name, value in raw[section].items() if name in part.__class__.model_fields}
            for section, part in cls()
            if section in raw
        }
        return cls().model_copy(update={s: _kept(type(getattr(cls(), s)), values) for s, values in known.items()})

    def scalars(self) -> dict[str, float | int | str]:
        """Every single value, as `<section>_<name>`: the columns of the one-row table `policy`."""
        return {
            f"{section}_{name}": value
            for section, part in self
            for name, value in part
            if isinstance(value, int | float | str)
        }

    def changed(self, **values: float | int | str) -> Policy:
        """A copy with some scalars changed: `policy.changed(abc_a_share=0.7)`. Validated again."""
        raw = self.model_dump()
        known = {f"{s}_{n}": (s, n) for s, part in self for n, _ in part}
        for key, value in values.items():
            if key not in known:
                raise KamError("policy_faults.unknown_name", name=key)
            section, name = known[key]
            raw[section][name] = value
        return Policy.from_dict(raw)


def _kept(part: type[Section], values: dict[str, Any]) -> Section:
    """A section of a book's policy, refused values included: its numbers were made with them."""
    try:
        return part.model_validate(values)
    except ValidationError:
        return part().model_copy(update={n: v for n, v in values.items() if isinstance(v, int | float | str)})


def _told(fault: ErrorDetails) -> str:
    """One fault of a policy file: where, what, and what stands there."""
    place = ".".join(str(p) for p in fault["loc"])
    if place in RENAMED:
        return f"  {place}: {t('policy_faults.renamed', now=RENAMED[place])}"
    found = "" if isinstance(fault["input"], dict | Section) else f" ({fault['input']!r})"
    return f"  {place}: {_why(fault)}{found}"


FAULTS = {
    "finite_number": "finite",
    "int_type": "whole", "int_parsing": "whole", "int_parsing_size": "whole", "int_from_float": "whole",
    "float_type": "number", "float_parsing": "number",
    "string_type": "text",
    "extra_forbidden": "no_such",
    "model_type": "table",
    "tuple_type": "list", "missing": "list", "too_long": "list",
}  # fmt: skip


def _why(fault: ErrorDetails) -> str:
    """What is wrong with one value, in the language of the reader."""
    known, kind = fault.get("ctx", {}), fault["type"]
    if kind == "value_error":
        return str(known["error"])
    if kind == "literal_error":
        return t("policy_faults.one_of", values=str(known["expected"]).replace(" or ", ", "))
    if kind in ("greater_than", "greater_than_equal", "less_than", "less_than_equal"):
        return t(f"policy_faults.{kind}", limit=next(iter(known.values())))
    return t(f"policy_faults.{FAULTS[kind]}") if kind in FAULTS else fault["msg"]


def section_of(name: str) -> str:
    """The section a value of `Policy.scalars` is in: "abc" of abc_a_share. Raises StopIteration for an unknown one."""
    return next(s for s in Policy.model_fields if name.startswith(f"{s}_"))
