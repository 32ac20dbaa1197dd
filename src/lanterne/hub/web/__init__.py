"""The workspace: the road from a case file to a publication, a page a step."""
