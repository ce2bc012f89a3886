-- One row per record of the receipts that names no row of its sender, or somebody else, with the first reason found.
-- Basis: promise 6; a receipt typed from paper cannot reach the wrong person. Reads: receipt_found (the file).
with

faults as (
    select
        record,
        line,
        row_key,
        case
            when issue_id is null then 'E-RCPT-ISSUE month'
            when row_no is null then 'E-RCPT-CODE row_code'
            when not is_listed then 'E-RCPT-ROW row_code'
            when not is_recipient then 'E-RCPT-OFFICE recipient'
            when not coalesce(is_own, false) then 'E-RCPT-SLICE recipient'
            when not coalesce(is_same_name, false) then 'E-RCPT-NAME psn_name'
        end as fault,
    from receipt_found
),

receipt_refused as (
    select
        record,
        line,
        split_part(fault, ' ', 1) as code,
        split_part(fault, ' ', 2) as column_name,
        row_key,
    from faults
    where fault is not null
)

select * from receipt_refused
