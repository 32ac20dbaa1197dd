"""The whole portal as files: pages, figures, search, feed and harvest files, without a hub.

gather   the releases, verified, become a catalogue in a temporary folder
site     Django, as the public portal has it, with a few addresses of its own
ask      what the portal answers, in this process
crawl    from the front page on, all that there is
place    which address becomes which file
markup   a page with its links led to files
texts    feeds, sitemaps, descriptions, data: addresses in texts led to files
write    the files, whole or not at all
"""
