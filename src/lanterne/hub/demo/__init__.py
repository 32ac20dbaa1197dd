"""A hub to try: three fictional organisations, two editions, and an account for each role."""
