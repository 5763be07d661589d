"""Reads a folder of CSV files into the database, in one transaction, whatever their size.

An application declares an `ImportedTable` for each of its files in its module `imports`, which
`settings.IMPORTS` names. A file is read once as a stream: each row is cleaned in Python, copied to a
temporary table, matched there with what exists, then saved by one INSERT and one UPDATE. No row costs a
query, so that triggers on statements run once a file.

    columns   what a cell may hold, and the value that it becomes
    files     the folder, and the records of a file
    problems  the report of what can't be taken
    tables    what an application declares, and the rows that come of it
    staging   the SQL
    runner    the whole import
"""
