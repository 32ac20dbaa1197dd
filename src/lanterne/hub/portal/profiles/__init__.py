"""Pages of countries and themes: what a release says about the people who gave one answer."""
