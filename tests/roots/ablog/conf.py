project = "Harbour"
author = "Harbour authority"
extensions = ["myst_parser", "ablog"]
exclude_patterns = ["_build"]
html_theme = "alabaster"
myst_enable_extensions = ["dollarmath", "colon_fence"]
html_sidebars = {"**": ["about.html", "ablog/postcard.html", "ablog/recentposts.html", "searchbox.html"]}

blog_title = "Harbour log"
blog_path = "blog"
blog_baseurl = "https://harbour.example.org"
blog_post_pattern = "articles/*.md"
blog_authors = {
    "ada": ("Ada Quay", "https://ada.example.org"),
    "ben": ("Ben Mole", None),
}
blog_default_author = "ben"
blog_languages = {"en": ("English", None), "de": ("Deutsch", None)}
blog_default_language = "en"
blog_locations = {"hh": ("Hamburg", "https://hamburg.example.org"), "rot": ("Rotterdam", None)}
blog_default_location = "rot"
blog_feed_archives = True
blog_feed_fulltext = True
blog_feed_subtitle = "Ships, cranes and tides"
blog_feed_length = 10
fontawesome_included = True
disqus_shortname = "harbour"
post_date_format = "%d.%m.%Y"
post_date_format_short = "%d %b"
post_auto_excerpt = 2
post_auto_image = 1
post_redirect_refresh = 1
