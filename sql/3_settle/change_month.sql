-- One row per person and month being settled in which a roster or an identity of the person's begins or ends.
-- Basis: 003 art. 17, 000 二(二): identities move every month, and the rules follow them.
-- The first roster of all changes nobody, for it also speaks for the days before it. Not everything else that begins is news: `burden` drops a month that is like the one before.
-- Reads: warehouse.identity_span, warehouse.person_row, warehouse.alias, person_late. Parameters: $year, $from_month, $to_month.
with

identity_change as (
    select person_id, begins as changed_on
    from warehouse.identity_span
    union all
    select person_id, ends + 1 as changed_on
    from warehouse.identity_span
    where ends < date '9999-12-31'
),

roster_change as (
    select
        coalesce(alias.person_id, person_row.person_id) as person_id,
        person_row.as_of as changed_on,
    from warehouse.person_row as person_row
    left join warehouse.alias as alias on alias.alias_id = person_row.person_id
    where person_row.as_of > (select min(as_of) from warehouse.person_row)
),

either as not materialized (
    select * from identity_change
    union all
    select * from roster_change
),

change_month as (
    select person_id, month(changed_on) as month
    from either
    where changed_on between cast(make_date($year, 1, 1) + to_months($from_month - 1) as date) and last_day(make_date($year, $to_month, 1))
    union
    select person_id, month(changed_on) as month
    from either
    where changed_on >= make_date($year, 1, 1) and changed_on < cast(make_date($year, 1, 1) + to_months($from_month - 1) as date)
        and person_id in (select person_id from person_late)
)

select * from change_month
