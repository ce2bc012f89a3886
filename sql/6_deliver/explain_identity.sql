-- One row per span of an identity of one person that touches the year.
-- Basis: 003 art. 13, day bounds inclusive. Reads: warehouse.identity_span. Parameters: $person_id, $year.
with

explain_identity as (
    select identity, begins, ends
    from warehouse.identity_span
    where person_id = $person_id and begins <= make_date($year, 12, 31) and ends >= make_date($year, 1, 1)
)

select * from explain_identity
order by begins, identity
