-- One row per person who holds an identity on the month's last day, with the strongest.
-- Basis: POLICY section 1 (the order of identities). Reads: warehouse.identity_span, identity_rank. Parameters: $month_end.
with

strongest as (
    select
        span.person_id,
        span.identity,
    from warehouse.identity_span as span
    join identity_rank on identity_rank.identity = span.identity
    where $month_end between span.begins and span.ends
    qualify row_number() over (partition by span.person_id order by identity_rank.rank) = 1
)

select * from strongest
