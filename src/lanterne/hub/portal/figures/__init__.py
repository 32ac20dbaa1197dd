"""Figures of a release: over time, on the map, by route, age, exploitation, and who did it.

model     what a figure is
find      which figures a release has: its codebook says so
numbers   the numbers of a figure, from the published counts and the rows
counted   figures of a release, counted once
reading   what a figure says, in one sentence
geography countries, the map, and where small places are
style     sizes, colours and letters
bars, trend, world   pictures, as Vega-Lite specifications
picture   the picture of a figure
draw      draws pictures, in a process of its own that ends when they are drawn
drawer    keeps what was drawn
data      figures as data
views     pages, pictures and answers
"""
