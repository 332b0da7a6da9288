"""Taking a root row with everything that belongs to it from one place to another: a copy, a file, a second database.

`tables` says what belongs to it, `writing` gathers it as plain values, `reading` makes rows of them again, `shift`
moves dates, `archive` is the file, `sealing` its lock. Nothing here knows what the rows are about.
"""
