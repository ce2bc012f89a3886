-- One row: the list of a month that went out by the ledger and that the warehouse, set back, has no longer; none where it is there, where none went
-- out, or where the operator has said since that another one takes its place.
-- Basis: promise 4: what was issued stays issued. Reads: warehouse.ledger_line, lists.issue. Parameters: $month, six digits.
with

issued as (
    select
        line,
        coalesce(try_cast(facts ->> '$.issued_on' as date), noted_on) as issued_on,
        facts,
    from warehouse.ledger_line
    where event = 'issued' and month = $month
    qualify row_number() over (order by line desc) = 1
),

given_up as (
    select released.line
    from warehouse.ledger_line as released
    join issued on released.line > issued.line
    where released.event = 'released' and released.month = $month and (released.facts ->> '$.instead') = 'true'
),

lost_issue as (
    select
        cast(facts ->> '$.issue_id' as integer) as issue_id,
        issued_on,
        facts ->> '$.rows_sha256' as rows_sha256,
        facts ->> '$.program_version' as program_version,
    from issued
    where $month not in (select month from lists.issue) and not exists (from given_up)
)

select * from lost_issue
