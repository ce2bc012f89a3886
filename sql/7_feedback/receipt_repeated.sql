-- One row per record of the receipts that says exactly what a stored receipt, or an earlier record of the file, has said of the same row.
-- Basis: promise 2: a duplicate is counted, not stored twice. Reads: receipt_found, reject (the file), warehouse.receipt_row.
with

sound as (
    select
        receipt_found.*,
        row_number() over (
            partition by
                issue_id, row_no, recipient, visited_on, visitor, found, outcome, decision, identity, begndate, enddate, measures, remarks
            order by record
        ) as saying,
    from receipt_found
    anti join reject using (record)
),

receipt_repeated as (
    select distinct sound.record
    from sound
    left join warehouse.receipt_row as stored
        on stored.issue_id = sound.issue_id
        and stored.row_no = sound.row_no
        and stored.recipient = sound.recipient
        and stored.visited_on = sound.visited_on
        and stored.visitor = sound.visitor
        and stored.found is not distinct from sound.found
        and stored.outcome is not distinct from sound.outcome
        and stored.decision is not distinct from sound.decision
        and stored.identity is not distinct from sound.identity
        and stored.begndate is not distinct from sound.begndate
        and stored.enddate is not distinct from sound.enddate
        and stored.measures is not distinct from sound.measures
        and stored.remarks is not distinct from sound.remarks
    where sound.saying > 1 or stored.row_id is not null
)

select * from receipt_repeated
