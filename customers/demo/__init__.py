"""The demo's customers: 240 invented merchants of Québec, on the routes of a food distributor."""

from customers.demo.filling import fill

__all__ = ["fill"]
