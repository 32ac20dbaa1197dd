"""The intake: people are registered one by one, for organisations that have no case system.

models          people, households, cases, perpetrators, consent; all that is said is sealed
sealed          how it is sealed: answers by the organisation's key, names by the names key
holders         who holds the names key, and how it is handed over
opened          the names key, opened for one browser
counted         which cases are counted: the one road from here to a dataset
*_page          the pages
"""
