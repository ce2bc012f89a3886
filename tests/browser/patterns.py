"""The page of patterns: every component in every state, as no issue ships it."""

from monitor.deliver.pages import Pages
from tests.deliver.reading import ACCESS
from tests.lists.sample_issue import sample_issue

LONG = "名字和说明都很长时也要排得下，不压住旁边，不撑破页面Supercalifragilisticexpialidocious_0123456789_0123456789"


def patterns_page() -> str:
    """The page as HTML, in the frame of the sample issue."""
    return Pages(sample_issue(), ACCESS).render("patterns.html", "组件样式", {"long": LONG})
