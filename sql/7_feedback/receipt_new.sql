-- One row per receipt that the file brings.
-- Basis: 000 二(六), 003 art. 17. Reads: receipt_found, reject, receipt_repeated (the file).
-- Parameters: $base, the row_id before the first record; $today, the day on which we learn it.
with

receipt_new as (
    select
        $base + told.record as row_id,
        told.issue_id,
        told.row_no,
        told.person_id,
        told.rule,
        told.month,
        told.office,
        told.recipient,
        told.visited_on,
        told.visitor,
        told.found,
        told.outcome,
        told.decision,
        told.identity,
        told.span,
        told.begndate,
        told.enddate,
        told.measures,
        told.remarks,
        $today as learned_on,
    from receipt_found as told
    anti join reject using (record)
    anti join receipt_repeated using (record)
)

select * from receipt_new
