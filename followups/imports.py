"""The files of service types and follow-ups."""

from typing import Any

from django.db.models import Case, F, When
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from psycopg import sql

from customers.imports import complete_labels
from customers.models import Customer, Salesperson
from followups.models import FollowUp, ServiceType
from webmino.imports.columns import STATUS_WORDS, YES_NO_WORDS, Choice, Code, Day, Reference, Text, Whole
from webmino.imports.problems import CellError
from webmino.imports.tables import STAGE, Computed, ImportedTable, Refusal
from webmino.models import LABEL_LENGTH

VISIT, PHONE, EMAIL, OTHER = ServiceType.Channel.values
CHANNEL_WORDS = {
    **{channel: channel for channel in ServiceType.Channel.values},
    "visite": VISIT,
    "téléphone": PHONE,
    "courriel": EMAIL,
    "autre": OTHER,
}
SAME_CUSTOMER = "t.customer_id = s.customer_id"
# A file that was imported before its code was merged into another means the same follow-ups.
STANDS_FOR = Case(When(is_active=False, merged_into__isnull=False, then=F("merged_into_id")), default=F("pk"))
# The code of a visit or an order of the road stays one that can be recorded (R18).
FOR_THE_ROAD = "t.id IN (SELECT unnest(ARRAY[visit_id, order_id]) FROM followups_mobilecodes)"
FOR_MOBILE_VISITS = "t.id IN (SELECT visit_id FROM followups_mobilecodes)"
ACTION_IS_DONE = "t.next_action_done_at IS NOT NULL"


class ServiceTypes(ImportedTable):
    """Follow-up codes, the same whatever their case (R2); the case of one that exists is kept.

    Without a channel, a type is a visit. Unless the file says it, visits count as visits and others don't.
    One that the road records stays as the road needs it (R18).
    """

    file = "service_types"
    model = ServiceType
    key_ignores_case = True
    columns = (
        Code("code"),
        Text("name_en", limit=LABEL_LENGTH),
        Text("name_fr", limit=LABEL_LENGTH),
        Choice("channel", words=CHANNEL_WORDS, empty=VISIT, optional=True),
        Choice("counts_as_visit", words=YES_NO_WORDS, optional=True),
        Choice("active", "is_active", words=YES_NO_WORDS | STATUS_WORDS, empty=True, optional=True),
        Whole("position", empty=0, optional=True),
    )
    refusals = (
        Refusal(
            "is_active",
            f"t.is_active AND NOT s.is_active AND {FOR_THE_ROAD}",
            _("It is the code of mobile visits or orders: choose another under Settings first."),
        ),
        Refusal(
            "counts_as_visit",
            f"t.counts_as_visit AND NOT s.counts_as_visit AND {FOR_MOBILE_VISITS}",
            _("It is the code of mobile visits: choose another under Settings first."),
        ),
    )

    def hold(self) -> None:
        list(ServiceType.objects.held())

    def complete(self, row: dict[str, Any]) -> None:
        complete_labels(row)
        if row["counts_as_visit"] is None:
            row["counts_as_visit"] = row["channel"] == VISIT


class FollowUps(ImportedTable):
    """Follow-ups, known by `external_id`; without it, the n-th row equal in what they say.

    A row without `external_id` stands for the n-th equal follow-up that has none, whoever entered it: one
    that a person entered in the application too is not doubled, and what he entered stays. A cancelled one
    is left as it is (R4), and so is a next action that is done. A code that was merged into another is that
    one (R2). A follow-up keeps the salesperson and the
    route that its customer had when it came (R5).
    """

    file = "followups"
    model = FollowUp
    key = ("external_id",)
    together = ("next_action", "next_action_on")
    updated_when = "t.cancelled_at IS NULL AND t.entered_by_id IS NULL"
    columns = (
        Text("external_id", limit=LABEL_LENGTH, empty=None, optional=True),
        Reference("customer_code", "customer_id", model=Customer, by="number", filled=True),
        Day("date", "happened_on", past=True, filled=True),
        Reference(
            "service_type_code",
            "service_type_id",
            model=ServiceType,
            key=STANDS_FOR,
            ignores_case=True,
            filled=True,
        ),
        Reference("salesperson_code", "done_by_id", model=Salesperson),
        Text("note"),
        Text("next_action", limit=LABEL_LENGTH, optional=True, kept_when=ACTION_IS_DONE),
        Day("next_action_on", optional=True, kept_when=ACTION_IS_DONE),
    )
    joined = "JOIN customers_customer AS customer ON customer.id = s.customer_id"
    computed = (
        Computed("salesperson_id", "customer.salesperson_id", kept_when=SAME_CUSTOMER),
        Computed("route_id", "customer.route_id", kept_when=SAME_CUSTOMER),
    )

    def complete(self, row: dict[str, Any]) -> None:
        if row["next_action"] and not row["next_action_on"]:
            raise CellError(gettext("A next action has a day too."), "next_action_on")
        if row["next_action_on"] and not row["next_action"]:
            raise CellError(gettext("A next action has a text too."), "next_action")

    def matches(self) -> sql.Composed:
        return sql.SQL(
            """
            SELECT s.file_row, t.id FROM {stage} AS s JOIN followups_followup AS t USING (external_id)
            UNION ALL
            SELECT s.file_row, t.id
            FROM ({given}) AS s JOIN ({existing}) AS t
            USING (customer_id, happened_on, service_type_id, done_by, note, occurrence)
            """
        ).format(
            stage=STAGE,
            given=numbered("file_row", STAGE),
            existing=numbered("id", sql.Identifier("followups_followup")),
        )


def numbered(key: str, table: sql.Identifier) -> sql.Composed:
    """Return a query of follow-ups without `external_id`, the equal ones numbered in order of `key`."""
    return sql.SQL(
        """
        SELECT
            {key}, customer_id, happened_on, service_type_id, coalesce(done_by_id, 0) AS done_by, note,
            row_number() OVER (
                PARTITION BY customer_id, happened_on, service_type_id, done_by_id, note COLLATE "C"
                ORDER BY {key}
            ) AS occurrence
        FROM {table}
        WHERE external_id IS NULL AND customer_id IN (SELECT customer_id FROM {stage})
        """
    ).format(key=sql.Identifier(key), table=table, stage=STAGE)


TABLES = [ServiceTypes, FollowUps]
