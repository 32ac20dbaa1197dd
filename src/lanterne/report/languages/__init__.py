"""Words of the pages in more languages; English is the measure of all."""
