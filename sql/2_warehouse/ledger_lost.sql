-- One row per delivery that the ledger tells of and that is not in the warehouse: lost with a warehouse that was set back, and not loaded again;
-- but for those of which the operator has said that they came in other files, or do not come any more.
-- Basis: promise 2, no person is lost. Reads: warehouse.ledger_line, intake.load_batch.
with

told as (
    select
        line,
        noted_on,
        facts ->> '$.kind' as kind,
        facts ->> '$.sha256' as sha256,
        try_cast(facts ->> '$.as_of' as date) as as_of,
    from warehouse.ledger_line
    where event = 'loaded'
),

given_up as (
    select unnest(from_json(json_extract(facts, '$.given_up'), '["INTEGER"]')) as line
    from warehouse.ledger_line
    where event = 'accepted' and json_exists(facts, '$.given_up')
),

ledger_lost as (
    select
        max(told.line) as line,
        max(told.noted_on) as noted_on,
        told.kind,
        told.sha256,
    from told
    left join intake.load_batch as load_batch
        on load_batch.kind = told.kind and load_batch.sha256 = told.sha256 and load_batch.as_of is not distinct from told.as_of
    where load_batch.batch_id is null
    group by told.kind, told.sha256, told.as_of
    having max(told.line) not in (select line from given_up)
)

select * from ledger_lost
order by line
