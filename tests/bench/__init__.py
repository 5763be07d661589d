"""The benchmark: how long real requests take, beside the least that the same rows and cells can take.

`manage.py bench` runs it; README.md of this folder says what is measured and how.
"""
