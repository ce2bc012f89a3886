-- One row per row of the month's worklists. Basis: 000 二(二): what the bureau and the townships work through.
-- Reads: screen.worklist. Parameters: $month, six digits.
with

worked as (
    select
        list,
        person_id,
        resdbook_no,
        setl_id,
        identity,
        layer,
        county_code,
        township_code,
        amount,
        compared,
        reason,
        insured_state,
    from screen.worklist
    where month = $month
)

select * from worked
