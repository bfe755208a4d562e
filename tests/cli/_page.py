"""An HTML page that the program wrote, as tests look at it."""
import html.parser


class Page(html.parser.HTMLParser):
    """Tags, texts and whatever would load something or run."""

    def __init__(self, path):
        super().__init__()
        self.tags, self.words, self.loads, self.figures, self.open = [], [], [], [], []
        self.policy = ""
        self.feed(path.read_text())
        self.close()
        self.text = " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        self.tags.append(tag)
        self.loads += [(tag, key) for key in named if key in ("src", "href", "srcset", "action")]
        self.loads += [(tag, key) for key in named if key.startswith("on")]
        if tag == "script":
            self.loads.append((tag, ""))
        if named.get("http-equiv") == "Content-Security-Policy":
            self.policy = named["content"]
        if tag == "svg":
            self.figures.append(named.get("aria-label"))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, (tag, self.open[-4:], self.getpos())
        self.open.pop()

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in ("meta", "br"):
            self.open.pop()

    def handle_data(self, data):
        self.words.append(data)
