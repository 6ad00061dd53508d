"""Pages over plain HTTP: what a browser without scripts sees and sends."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

from .api import web_session


@dataclass
class Form:
    action: str
    method: str
    identifier: str | None
    fields: dict = field(default_factory=dict)
    types: dict = field(default_factory=dict)
    buttons: list = field(default_factory=list)


class Page:
    """An answer, read as a person or a password manager reads it."""

    def __init__(self, response):
        self.response = response
        self.status = response.status_code
        self.headers = response.headers
        self.url = response.url
        self.source = response.text
        self._reader = _Reader()
        self._reader.feed(self.source)

    @property
    def title(self):
        return " ".join("".join(self._reader.title).split())

    @property
    def heading(self):
        return " ".join("".join(self._reader.heading).split())

    @property
    def text(self):
        return " ".join("".join(self._reader.text).split())

    @property
    def forms(self):
        return self._reader.forms

    @property
    def links(self):
        """Where the page leads; not the places on it."""
        return [urljoin(self.url, link) for link in self._reader.links if not link.startswith("#")]

    @property
    def elements(self):
        """Every start tag with its attributes."""
        return self._reader.elements

    def form(self, identifier=None, with_field=None):
        for form in self.forms:
            if identifier is not None and form.identifier != identifier:
                continue
            if with_field is not None and with_field not in form.fields:
                continue
            return form
        raise AssertionError(f"no form {identifier or with_field or ''} on {self.url} ({self.status}):\n{self.text}")


class Visitor:
    """A browser without scripts: keeps cookies, follows redirects, submits forms with their hidden fields."""

    def __init__(self, url):
        self.url = url
        self.session = web_session()
        self.session.headers["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64) Test/1.0"

    def get(self, path, **options):
        return Page(self.session.get(urljoin(self.url, path), timeout=60, **options))

    def head(self, path, **options):
        return self.session.head(urljoin(self.url, path), timeout=60, allow_redirects=False, **options)

    def post(self, path, fields, **options):
        return Page(self.session.post(urljoin(self.url, path), data=fields, timeout=60, **options))

    def submit(self, page, form, fields=None, **options):
        assert form.method == "post", form
        return self.post(urljoin(page.url, form.action or ""), form.fields | (fields or {}), **options)

    # The way of a person.

    def ask(self, username, path="/forgot-password"):
        page = self.get(path)
        return self.submit(page, page.form(with_field="username"), {"username": username})

    def open_link(self, link):
        """Opens a mailed link and presses Continue."""
        page = self.get(link)
        assert page.status == 200, page.text
        return self.submit(page, page.form(with_field="csrf"))

    def choose_password(self, page, password):
        return self.submit(page, page.form("passwordResetForm"), {"new-password": password})

    def sign_in(self, username, password, path="/sign-in"):
        page = self.get(path)
        return self.submit(page, page.form(with_field="password"), {"username": username, "password": password})


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.title, self.heading, self.text = [], [], []
        self.forms, self.links, self.elements = [], [], []
        self._open = []
        self._form = None

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.elements.append((tag, attributes))
        if tag in ("title", "h1", "style", "script"):
            self._open.append(tag)
        elif tag == "a" and "href" in attributes:
            self.links.append(attributes["href"])
        elif tag == "form":
            self._form = Form(attributes.get("action"), attributes.get("method", "get").lower(), attributes.get("id"))
            self.forms.append(self._form)
        elif tag == "input" and self._form and attributes.get("name"):
            self._form.fields[attributes["name"]] = attributes.get("value") or ""
            self._form.types[attributes["name"]] = attributes.get("type", "text")
        elif tag == "button" and self._form:
            self._form.buttons.append(attributes)

    def handle_endtag(self, tag):
        if self._open and self._open[-1] == tag:
            self._open.pop()
        if tag == "form":
            self._form = None

    def handle_data(self, data):
        if "title" in self._open:
            self.title.append(data)
        elif not {"style", "script"} & set(self._open):
            self.text.append(data)
            if "h1" in self._open:
                self.heading.append(data)
