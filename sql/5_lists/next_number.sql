-- One row: the number of the next issue, and the version of the next issue of a month; neither is ever that of an issue that went out before, though
-- the warehouse was set back since. Basis: promise 4. Reads: lists.issue, warehouse.ledger_line. Parameters: $month, six digits.
with

noted as (
    select
        event,
        month,
        cast(facts ->> '$.issue_id' as integer) as issue_id,
    from warehouse.ledger_line
    where event in ('issued', 'corrected')
),

next_number as (
    select
        greatest(
            (select coalesce(max(issue_id), 0) from lists.issue),
            (select coalesce(max(issue_id), 0) from noted)
        ) + 1 as issue_id,
        case
            when $month not in (select month from lists.issue) then 1
            else greatest(
                (select max(version) from lists.issue where month = $month),
                (select count(distinct issue_id) + 1 from noted where event = 'corrected' and month = $month)
            ) + 1
        end as version,
)

select * from next_number
