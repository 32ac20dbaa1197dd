"""Finds what was released: datasets, columns and answers of codebooks, words of the glossary."""
