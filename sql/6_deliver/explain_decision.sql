-- One row per decision of a department on an identity of one person: who decided what, from and to which day, whether it stands, and its record.
-- Basis: 003 art. 17; promise 3, every figure is traced to its record. A recognition or an end that a later decision replaced does not stand;
-- of a refusal or of "unchanged" that is not asked (null). Reads: warehouse.receipt_row, warehouse.alias, warehouse.region_row, identity_decision.
-- Parameters: $person_id.
with

number as (
    select cast($person_id as bigint) as person_id
    union
    select alias_id from warehouse.alias where person_id = $person_id
),

county as (
    select
        left(code, 6) as place,
        name,
    from warehouse.region_row
    where code like '%000000'
    qualify row_number() over (partition by code order by as_of desc, name) = 1
),

standing as (
    select distinct identity, span, begndate, enddate, decided_on
    from identity_decision
    where person_id = $person_id
),

explain_decision as (
    select
        decided.identity,
        decided.decision,
        decided.span,
        decided.office,
        coalesce(county.name, '') as county,
        decided.visited_on as decided_on,
        decided.begndate as begins,
        decided.enddate as ends,
        case when decided.span in ('begins', 'ends') then standing.span is not null end as stands,
        decided.row_id // 4294967296 as batch_id,
        decided.row_id % 4294967296 as record,
    from warehouse.receipt_row as decided
    left join county on county.place = split_part(decided.recipient, '_', 1)
    left join standing
        on standing.identity = decided.identity
        and standing.span = decided.span
        and standing.decided_on = decided.visited_on
        and standing.begndate is not distinct from decided.begndate
        and standing.enddate is not distinct from decided.enddate
    where decided.person_id in (select person_id from number) and decided.span is not null and decided.identity is not null
)

select * from explain_decision
order by decided_on, identity, office, batch_id, record
