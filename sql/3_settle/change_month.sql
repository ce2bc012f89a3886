-- One row per person and month, among those being settled, in which a roster or an identity of the person's begins or ends.
-- Basis: 003 art. 17, 000 二(二): identities move every month, and the rules follow them.
-- Reads: warehouse.identity_span, roster_span, settled_person, person_late. Parameters: $year, $from_month, $to_month.
with

identity_change as (
    select person_id, month(begins) as month
    from warehouse.identity_span
    where year(begins) = $year
    union
    select person_id, month(ends + 1) as month
    from warehouse.identity_span
    where ends < date '9999-12-31' and year(ends + 1) = $year
),

roster_change as (
    select person_id, month(begins) as month
    from roster_span
    where year(begins) = $year
),

either as (
    select identity_change.* from identity_change semi join settled_person using (person_id)
    union
    select * from roster_change
),

change_month as (
    select * from either where month between $from_month and $to_month
    union
    select either.* from either semi join person_late using (person_id) where month < $from_month
)

select * from change_month
