"""The demo's items, PAR lists, and a year of shelf counts and orders, until the day it is filled."""

from par.demo.filling import fill

__all__ = ["fill"]
