"""Who stands out in the cases, before anything is protected."""
