"""What the extension promises, each with a name; ``@pytest.mark.promise(name)`` marks the tests that hold it.

The page *Promises* of the documentation is generated from both.
"""

from __future__ import annotations

PROMISES: dict[str, str] = {
    # Posts
    "unedited": "Posts build unedited; a bad value costs at most its field, and the post is built and listed.",
    "warnings": "Each warning is true, has a type that can be suppressed, and names the file and the line.",
    "images": "Every image that exists is found and shown; a damaged one is a warning.",
    "front matter": "YAML and TOML front matter is read with BOM, CRLF, stray blanks, unclosed, or broken.",
    "keys": "Keys are case-insensitive; names of other generators and common typing errors are understood.",
    "dates": "Dates are read in many forms, and never guessed.",
    "title": "The title comes from front matter, else from the body, else from the file name.",
    "unpublished": "Drafts, scheduled and expired posts leave no trace in the output.",
    # URLs
    "urls": "Posts keep their docname as permalink; lists, indexes, archives and feeds have fixed URLs.",
    "pagination": "A full page of a list never changes when posts are added.",
    "slugs": "Slugs keep letters and digits of every script, are distinct, and do not change when terms are added.",
    "own documents": "A document of the user at the URL of a generated page is kept, and the list follows its text.",
    "navigation": "Generated pages stand in toctrees and are linked like documents, in every builder.",
    "foreign keys": "Front matter that is not ours goes on to MyST and Sphinx.",
    # Markup
    "microformats": "A post is one h-entry, a list is an h-feed of h-entry.",
    "metadata": "Pages carry description, canonical link, Open Graph, Twitter card and JSON-LD, each once.",
    "one h1": "Every page has exactly one h1.",
    "escaped": "Every value is escaped; front matter never runs script.",
    # Directives, options, builders
    "directives": "Directives give the same result in Markdown and reStructuredText.",
    "roles": "Roles link to posts and terms, also from other projects.",
    "builders": "Every builder works: lists become native nodes, links never dangle.",
    "options": "An invalid option is a warning that names it, and its default is used.",
    "themes": "Pages work in alabaster, furo, pydata, book, Read the Docs, shibuya and immaterial.",
    "extensions": "Other extensions work for posts as for any document.",
    "languages": "The interface follows the language of the collection, and no page is in two languages.",
    # Images
    "renditions": "Banners are served in responsive renditions, made once and cached.",
    "layout shift": "No image moves the page when it loads.",
    # Building
    "1 parallel": "A parallel build gives byte for byte what a serial one gives.",
    "1 repeatable": "Two clean builds are identical.",
    "2 incremental": "Any series of edits, built incrementally, gives byte for byte the output of a clean build.",
    "3 no change": "A build without changes reads no document and rewrites no page.",
    "4 strict": "A sound site passes -W.",
    "untrusted": "Nothing in the body of a post from strangers runs, where `eulernews_untrusted` says so.",
    "5 bad input": "No input makes a build fail.",
    "5 linear": "Time and memory grow in proportion to the input.",
    "5 inside": "Nothing is written outside the output, the doctrees and the image cache, and no network is used.",
    "5 state": "Damaged state of an earlier build costs a whole build and no more.",
    "5 killed": "A build that was killed is completed by the next one.",
    "6 cost": "Without changes, nothing is made again; speedups give the same output.",
    "6 checkout": "With `eulernews_compare_by_content`, a fresh checkout with a restored cache makes nothing again.",
    "7 neighbour": "Pages that are not posts are built as without the extension; Sphinx is left as it was.",
}
