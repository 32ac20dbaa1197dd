"""People who are registered one by one: names, answers, consent. It knows no pages."""
