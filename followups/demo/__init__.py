"""The demo's follow-ups: a year and a half of visits and calls, until the day before the demo is filled."""

from followups.demo.filling import fill

__all__ = ["fill"]
