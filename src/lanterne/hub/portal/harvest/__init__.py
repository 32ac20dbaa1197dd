"""What search engines, catalogues and feed readers take from the portal by themselves."""
