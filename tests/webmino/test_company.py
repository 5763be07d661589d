"""What is chosen for the whole company, and when its day begins."""

import datetime
from threading import Thread
from zoneinfo import ZoneInfo, available_timezones

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from tests.factories import make_customer
from webmino.company import CompanySettings, company_time, save_settings, zone_choices
from webmino.forms import CompanySettingsForm
from webmino.history import changes_of
from webmino.models import User

# Already the 11th in St. John's, still the 10th in Vancouver.
LATE_IN_THE_EVENING = datetime.datetime(2026, 3, 11, 3, 0, tzinfo=datetime.UTC)


@pytest.mark.django_db
def test_nothing_chosen_means_the_defaults() -> None:
    company = CompanySettings.current()

    assert (company.time_zone, company.fiscal_year_month, company.delivery_days) == ("America/Toronto", 1, 2)
    assert CompanySettings.objects.count() == 0


@pytest.mark.django_db
def test_there_is_one_row_whoever_saves() -> None:
    save_settings(CompanySettings(name="First"))
    save_settings(CompanySettings(name="Second"))

    assert [each.name for each in CompanySettings.objects.all()] == ["Second"]
    assert [(change.before, change.after) for change in changes_of(CompanySettings.current())] == [
        ("First", "Second"),
        ("", "First"),
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        CompanySettings.objects.bulk_create([CompanySettings(pk=2)])


@pytest.mark.django_db(transaction=True)
def test_two_who_save_for_the_first_time_at_once_both_save() -> None:
    failed: list[Exception] = []

    def save(name: str) -> None:
        try:
            save_settings(CompanySettings(name=name))
        except IntegrityError as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [Thread(target=save, args=[f"Company {number}"]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert CompanySettings.objects.count() == 1
    assert CompanySettings.current().name.startswith("Company ")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("zone", "today"), [("America/St_Johns", "2026-03-11"), ("America/Vancouver", "2026-03-10")]
)
def test_r27_today_is_the_companys_day(office: User, client: Client, zone: str, today: str) -> None:
    save_settings(CompanySettings(time_zone=zone))
    customer = make_customer()
    client.force_login(office)

    with time_machine.travel(LATE_IN_THE_EVENING, tick=False):
        page = client.get(f"/clients/{customer.pk}/").text
        with company_time():
            of_a_command = timezone.localdate().isoformat()

    assert f'value="{today}"' in page
    assert of_a_command == today


@pytest.mark.django_db
def test_the_zone_of_one_request_does_not_stay_for_what_follows(office: User, client: Client) -> None:
    save_settings(CompanySettings(time_zone="America/Vancouver"))
    client.force_login(office)

    client.get("/clients/")

    assert timezone.get_current_timezone_name() == "America/Toronto"


@pytest.mark.django_db
def test_a_zone_that_this_machine_does_not_know_stops_no_page(office: User, client: Client) -> None:
    CompanySettings.objects.bulk_create([CompanySettings(time_zone="Europe/Atlantis")])
    client.force_login(office)

    assert "Europe/Atlantis" in CompanySettingsForm(instance=CompanySettings.current()).as_p()
    assert CompanySettings.current().zone == ZoneInfo("America/Toronto")
    assert client.get("/clients/").status_code == 200


def test_a_zone_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValidationError):
        CompanySettings(time_zone="America/Lévis").clean_fields()


def test_every_choice_of_zone_exists_and_is_offered_once() -> None:
    offered = [name for _group, choices in zone_choices(chosen="UTC") for name, _words in choices]

    assert len(offered) == len(set(offered))
    assert set(offered) - available_timezones() == set()
    assert offered[3] == "America/Toronto"
    assert "UTC" in offered
