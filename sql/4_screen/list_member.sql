-- One row per worklist about holders of identities and person who holds one of them on the month's last day, with the strongest.
-- Basis: POLICY section 1 (the order of identities); 就高不重复 (003 art. 7, 11). Reads: warehouse.identity_span, identity_rank, list_identity.
-- Parameters: $month_end.
with

list_member as (
    select
        list_identity.list,
        span.person_id,
        span.identity,
    from warehouse.identity_span as span
    join list_identity on list_identity.identity = span.identity
    join identity_rank on identity_rank.identity = span.identity
    where $month_end between span.begins and span.ends
    qualify row_number() over (partition by list_identity.list, span.person_id order by identity_rank.rank) = 1
)

select * from list_member
