-- One row per package of an issue that arrived by the ledger, as the table of packages has it: for an issue made again after the warehouse was set back.
-- Basis: promise 4. Reads: warehouse.ledger_line. Parameters: $issue_id, $month (six digits).
with

told as (
    select
        event,
        noted_on,
        facts ->> '$.recipient' as recipient,
        facts ->> '$.target' as target,
        coalesce(facts ->> '$.sha256', '') as sha256,
    from warehouse.ledger_line
    where event in ('delivered', 'acknowledged') and month = $month and cast(facts ->> '$.issue_id' as integer) = $issue_id
),

dispatch_recalled as (
    select
        cast($issue_id as integer) as issue_id,
        recipient,
        target,
        case when bool_or(event = 'acknowledged') then 'acknowledged' else 'delivered' end as state,
        cast(count(*) filter (event = 'delivered') as integer) as attempts,
        max(noted_on) as changed_on,
        '' as error_code,
        max(sha256) as sha256,
        cast(0 as integer) as day_attempts,
    from told
    group by recipient, target
)

select * from dispatch_recalled
