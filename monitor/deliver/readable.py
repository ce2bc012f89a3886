"""The texts of an issue that stand beside its people, with nothing invisible in them.

Comes in: an issue. Goes out: the same issue with the texts of rules, feeds, regions and labels made visible.
Leaves the people alone: their texts are cleaned where their fields are reduced.
"""

from dataclasses import replace

from monitor.deliver.wording import titled
from monitor.lists.issue import Feed, Issue, NotComputed, Region, RuleText
from monitor.lists.masking import visible


def readable(issue: Issue) -> Issue:
    """`issue` with every text outside its rows shown by `visible` and documents in title marks; codes stay."""
    return replace(
        issue,
        place_name=visible(issue.place_name),
        document=titled(visible(issue.document)),
        pack_version=visible(issue.pack_version),
        program_version=visible(issue.program_version),
        rules=tuple(map(_rule, issue.rules)),
        freshness=tuple(map(_feed, issue.freshness)),
        regions=tuple(map(_region, issue.regions)),
        totals={visible(label): count for label, count in issue.totals.items()},
        not_computed=tuple(map(_not_computed, issue.not_computed)),
    )


def _rule(rule: RuleText) -> RuleText:
    return replace(
        rule,
        name=visible(rule.name),
        measure_name=visible(rule.measure_name),
        formula=visible(rule.formula),
        kinds_text=visible(rule.kinds_text),
        window_text=visible(rule.window_text),
        article=visible(rule.article),
        quote=visible(rule.quote),
        document=titled(visible(rule.document)),
        attention=tuple(map(visible, rule.attention)),
    )


def _feed(feed: Feed) -> Feed:
    return Feed(visible(feed.name), visible(feed.latest), visible(feed.note))


def _not_computed(layer: NotComputed) -> NotComputed:
    return NotComputed(visible(layer.layer), tuple(map(visible, layer.parameters)))


def _region(region: Region) -> Region:
    return replace(region, name=visible(region.name))
