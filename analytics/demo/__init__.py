"""The demo's sales of two years, until the day it is filled."""

from analytics.demo.filling import fill

__all__ = ["fill"]
