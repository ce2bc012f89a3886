-- One row per person whom the file of referrals just loaded names, and settled year from the filing's on: a long stay may have begun on its days.
-- Basis: whether a patient was referred decides what the layers owe (000 二(四)、二(五), 003 art. 11(2)、22), also where we learn of it late.
-- Reads: warehouse.referral_row, warehouse.alias, settle.progress. Parameters: $base, the row_id before the batch's first record.
with

filed as (
    select
        coalesce(alias.person_id, referral_row.person_id) as person_id,
        referral_row.begndate,
    from warehouse.referral_row as referral_row
    left join warehouse.alias as alias on alias.alias_id = referral_row.person_id
    where referral_row.row_id > $base
),

dirty_referral as (
    select distinct
        filed.person_id,
        progress.year,
    from filed
    join settle.progress as progress on year(filed.begndate) <= progress.year
)

select * from dirty_referral
