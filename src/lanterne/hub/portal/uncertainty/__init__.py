"""How sure published counts are, in pictures: dots beside intervals, and figures drawn anew.

limits    confidence limits of a published count at any level, from its interval alone
spread    which counts may have dots, and where the dots are
dotplot   dots as a drawing
renoised  a figure with fresh noise of the same size, nine times
views     the pages

All of it is computed from published counts and their intervals, at no cost to anybody.
"""
