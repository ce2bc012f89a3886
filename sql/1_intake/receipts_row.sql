-- One row per record of the receipts, with its words made codes; row_key is the list, the row and the sender: "202301|1|12-57|340121100_township".
-- Basis: 000 二(六) (组织专人入户了解情况), 003 art. 17 (the offices decide on identities). A month may have become a day in a spreadsheet.
-- Reads: staged (the file, typed column by column), receipt_word, identity_word.
with

told as (
    select
        _record as record,
        _line as line,
        regexp_extract(month, '^([0-9]{4})[-/.年]?(0?[1-9]|1[0-2])月?([-/.]0?1( 00:00:00)?)?$', ['year', 'month']) as said,
        issue_version,
        recipient,
        regexp_extract(
            recipient, '^[0-9]{9}_(township)$|^[0-9]{6}_(civil_affairs|rural_revitalization)$', ['township', 'department']
        ) as office_said,
        regexp_replace(row_code, '^''?([0-9]+)月([0-9]+)日$', '\1-\2') as row_code,
        psn_name,
        cast(visited_on as date) as visited_on,
        visited_on_fault,
        visitor,
        found as found_written,
        outcome as outcome_written,
        decision as decision_written,
        identity as identity_written,
        cast(begndate as date) as begndate,
        begndate_fault,
        cast(enddate as date) as enddate,
        enddate_fault,
        measures,
        remarks,
    from staged
),

receipts_row as (
    select
        told.* exclude (said, office_said),
        try_cast(told.said.year as integer) * 100 + try_cast(told.said.month as integer) as month,
        nullif(concat(told.office_said.township, told.office_said.department), '') as office,
        concat(told.said.year, lpad(told.said.month, 2, '0'), '|', told.issue_version, '|', told.row_code, '|', told.recipient) as row_key,
        found.code as found,
        outcome.code as outcome,
        decision.code as decision,
        identity_word.identity,
        coalesce(found.outcome, 'none') as outcome_rule,
        coalesce(decision.identity, 'none') as identity_rule,
        nullif(decision.span, '') as span,
    from told
    left join receipt_word as found on found.part = 'found' and found.written = told.found_written
    left join receipt_word as outcome on outcome.part = 'outcome' and outcome.written = told.outcome_written
    left join receipt_word as decision on decision.part = 'decision' and decision.written = told.decision_written
    left join identity_word on identity_word.word = told.identity_written
)

select * from receipts_row
