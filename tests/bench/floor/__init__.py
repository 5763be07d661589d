"""The floor: the least that a page's rows and cells can take, without Django.

A bare WSGI program sends the best SQL that we can write by hand for the same rows and the same count
through psycopg, and joins the same cells and filter options into plain HTML. It knows nobody and refuses
nothing: what it lacks is what the application is for.
"""
