"""How dates are written where Django does as in the United States: in English, and in Arabic."""
