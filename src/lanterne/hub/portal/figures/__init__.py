"""Figures of a release: over time, on the map, by route, age, exploitation, and who did it.

model     what a figure is
find      which figures a release has: its codebook says so
numbers   the numbers of a figure, from the published counts and the rows
figure_cache  figures of a release, counted once
reading   what a figure says, in one sentence
geography countries, the map, and where small places are
style     sizes, colours and letters
bars, trend, world   pictures, as Vega-Lite specifications
picture   the picture of a figure
render    has pictures drawn by render_process, a process of its own
picture_cache  keeps what was drawn
serialise figures as data
views     pages, pictures and answers
"""
