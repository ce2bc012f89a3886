"""Proof that a pack says what its documents say.

In: a pack file and the stored texts. Out: a `Problem` for every quotation that is not in
the text and every figure that is not in its quotation. It never judges structure.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from monitor.policy.figures import Unit, dates, figures, plain_number, squeeze
from monitor.policy.problems import Problem, nearest
from monitor.policy.schema import Cited, DocumentShape, PackFile, ValueShape

DRAFT_WORD = "征求意见稿"
_DAYS = ("days", "working_days", "day_of_month", "months", "month_of_year")
_EVERY_MONTH_HAS, _MONTHS = range(1, 29), range(1, 13)


def proof_problems(pack: PackFile, texts: Mapping[str, str]) -> list[Problem]:
    """All faults of documents, quotations and figures; `texts` maps document id to its stored wording."""
    found = [problem for document in pack.documents for problem in _document(document, texts[document.id])]
    for where, cited in citations(pack):
        found.extend(_quotation(where, cited, pack, texts))
    found.extend(_identity_effective(pack, texts))
    for value in pack.values:
        found.extend(_value(value, pack))
    return found


def citations(pack: PackFile) -> Iterator[tuple[str, Cited]]:
    """Everything in a pack that rests on a quotation, with its key path."""
    yield "counted", pack.counted
    for rule in pack.rules:
        yield f"rules[{rule.id}]", rule
    for layer in pack.layers:
        yield f"layers[{layer.id}]", layer
    for value in pack.values:
        yield f"values[{value.id}]", value
    for clause in pack.clauses:
        yield f"clauses[{clause.id}]", clause
    for worklist in pack.worklists:
        yield f"worklists[{worklist.id}]", worklist
    for deadline in pack.deadlines:
        yield f"deadlines[{deadline.id}]", deadline


def document_of(pack: PackFile, cited_id: str) -> DocumentShape:
    """The document of an id; the first one for the empty or an unknown id."""
    return next((document for document in pack.documents if document.id == cited_id), pack.documents[0])


def _document(document: DocumentShape, text: str) -> Iterator[Problem]:
    where, plain = f"documents[{document.id}]", squeeze(text)
    for key, wording in (
        ("title", document.title),
        ("number", document.number),
        ("effective_quote", document.effective_quote),
    ):
        if squeeze(wording) not in plain:
            yield Problem(f"{where}.{key}", f"在 {document.text} 中找不到这段文字")
    if document.effective not in dates(document.effective_quote):
        yield Problem(f"{where}.effective", f"施行日 {document.effective} 不在引文中")
    if (DRAFT_WORD in document.title) != document.draft:
        yield Problem(f"{where}.draft", f"draft 与标题不符：标题含“{DRAFT_WORD}”时必须为 true，否则为 false")


def _quotation(where: str, cited: Cited, pack: PackFile, texts: Mapping[str, str]) -> Iterator[Problem]:
    known = [document.id for document in pack.documents]
    if cited.document and cited.document not in known:
        yield Problem(f"{where}.document", f"没有编号为“{cited.document}”的文件" + nearest(cited.document, known))
        return
    document = document_of(pack, cited.document)
    if squeeze(cited.quote) not in squeeze(texts[document.id]):
        yield Problem(f"{where}.quote", f"引文不在 {document.text} 中，须逐字照抄")


def _identity_effective(pack: PackFile, texts: Mapping[str, str]) -> Iterator[Problem]:
    shape = pack.identity_effective
    if shape.quote and squeeze(shape.quote) not in squeeze(texts[pack.documents[0].id]):
        yield Problem("identity_effective.quote", f"引文不在 {pack.documents[0].text} 中，须逐字照抄")
    if not shape.quote and not shape.interpretation:
        yield Problem("identity_effective.interpretation", "没有引文时必须写明理由")


def _value(value: ValueShape, pack: PackFile) -> Iterator[Problem]:
    where = f"values[{value.id}]"
    if value.required_parameter:
        if value.value is not None:
            yield Problem(f"{where}.value", "required_parameter 的值由操作员在 config.toml 设定，政策包中不写值")
        if value.at_least:
            yield Problem(f"{where}.at_least", "文件写明了下限，就不是 required_parameter，二者只能有一项")
        return
    if value.value is None:
        yield Problem(f"{where}.value", "缺少这一项；文件没有写明的数值请标 required_parameter = true")
        return
    yield from (Problem(f"{where}.value", fault) for fault in range_faults(value.value, value.unit))
    yield from _figure(where, value)
    if not _dated(value, document_of(pack, value.document).effective):
        yield Problem(f"{where}.from", f"起始日 {value.from_date} 既不是文件施行日，也不在引文中")


def _dated(value: ValueShape, effective: date) -> bool:
    return value.from_date == effective or value.from_date in dates(value.quote)


def range_faults(figure: Decimal, unit: Unit) -> Iterator[str]:
    """What is wrong with a figure as one of its unit, whatever the document says."""
    if figure < 0 and unit != "percentage_points":
        yield "不能是负数"
    if unit == "rate" and figure > 1:
        yield "比例写成小数，不能大于 1，如 60% 写 0.60"
    if unit == "yuan" and figure != round(figure, 2):
        yield "金额最多两位小数"
    if unit in _DAYS and figure != int(figure):
        yield "应为整数"
    if unit == "day_of_month" and figure not in _EVERY_MONTH_HAS:
        yield "只能是 1–28：29 日以后不是每个月都有"
    if unit == "month_of_year" and figure not in _MONTHS:
        yield "只能是 1–12"


def _figure(where: str, value: ValueShape) -> Iterator[Problem]:
    """The figure stands in the quotation, and it is clear at which place."""
    if value.written is not None and squeeze(value.written) not in squeeze(value.quote):
        yield Problem(f"{where}.written", "这段文字不在引文中")
        return
    wording = value.quote if value.written is None else value.written
    standing = figures(wording, value.unit)
    if value.value not in standing:
        yield Problem(f"{where}.value", "引文中没有这个数值" + _read(standing))
    elif value.nth is not None:
        if value.nth > len(standing) or standing[value.nth - 1] != value.value:
            yield Problem(f"{where}.nth", f"引文中第 {value.nth} 个数不是这个数值" + _read(standing))
    elif len(set(standing)) > 1:
        yield Problem(f"{where}.nth", "引文中有几个不同的数，须用 nth 指明是第几个" + _read(standing))


def _read(standing: tuple[Decimal, ...]) -> str:
    return "（引文中读到：" + ("、".join(plain_number(figure) for figure in standing) or "无") + "）"
