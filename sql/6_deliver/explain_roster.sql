-- One row per roster row of one person: an identity, an insured person, a referral; with its file's batch and its record there.
-- Basis: promise 3, every figure is traced to its record. Reads: warehouse.identity_row, warehouse.person_row, warehouse.referral_row, warehouse.alias.
-- Parameters: $person_id.
with

number as (
    select cast($person_id as bigint) as person_id
    union
    select alias_id from warehouse.alias where person_id = $person_id
),

told as (
    select
        'identities' as kind,
        identity as said,
        coalesce(begndate, as_of) as begins,
        enddate as ends,
        row_id,
    from warehouse.identity_row
    where person_id in (select person_id from number)
    union all
    select
        'persons' as kind,
        coalesce(insutype, '') as said,
        as_of as begins,
        cast(null as date) as ends,
        row_id,
    from warehouse.person_row
    where person_id in (select person_id from number)
    union all
    select
        'referrals' as kind,
        kind as said,
        begndate as begins,
        enddate as ends,
        row_id,
    from warehouse.referral_row
    where person_id in (select person_id from number)
),

explain_roster as (
    select
        kind,
        said,
        begins,
        ends,
        row_id // 4294967296 as batch_id,
        row_id % 4294967296 as record,
    from told
)

select * from explain_roster
order by kind, begins, said, batch_id, record
