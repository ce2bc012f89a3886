-- One row per person covered for the time of a hardship, by the tag of the roster: entered in the month, held, or left in it.
-- Basis: 004 三(二) (及时纳入临时医保扶贫范围，建立专门台账). Reads: warehouse.identity_row, warehouse.alias, tag_word.
-- Parameters: $month_start, $month_end.
with

covered as (
    select
        coalesce(alias.person_id, identity_row.person_id) as person_id,
        identity_row.identity,
        coalesce(identity_row.begndate, identity_row.as_of) as begins,
        coalesce(identity_row.enddate, date '9999-12-31') as ends,
    from warehouse.identity_row as identity_row
    join tag_word on tag_word.word = identity_row.tag and tag_word.tag = 'temporary'
    left join warehouse.alias as alias on alias.alias_id = identity_row.person_id
),

on_ledger as (
    select
        person_id,
        identity,
        min(begins) as begins,
        max(ends) as ends,
    from covered
    where begins <= $month_end and ends >= $month_start
    group by person_id, identity
),

list_temporary_ledger as (
    select
        'temporary_ledger' as list,
        person_id,
        cast(null as varchar) as resdbook_no,
        cast(null as varchar) as setl_id,
        identity,
        cast(null as varchar) as layer,
        cast(null as decimal(16,2)) as amount,
        cast(null as decimal(16,2)) as compared,
        case when ends < $month_end then 'left' when begins >= $month_start then 'entered' else 'held' end as reason,
    from on_ledger
)

select * from list_temporary_ledger
