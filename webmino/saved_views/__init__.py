"""Saved views of list pages (R7): filters and sort under a name, one's own or shared, one the default.

A view is the query string of its page's address and nothing more: its link is that address.
"""
