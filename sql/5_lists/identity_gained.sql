-- One row per person who was given an identity that brings help, after the month of the first list and without having held it then.
-- Basis: 003 art. 17 (they decide or change the identity, and assistance follows); 000 二(六) (开展精准帮扶).
-- Reads: first_listed, warehouse.identity_span, helping_identity.
with

gained as (
    select distinct
        first_listed.person_id,
        first_listed.month_end,
        span.identity,
    from first_listed
    join warehouse.identity_span as span
        on span.person_id = first_listed.person_id and span.begins > first_listed.month_end
    semi join helping_identity using (identity)
),

identity_gained as (
    select distinct gained.person_id
    from gained
    anti join warehouse.identity_span as held
        on held.person_id = gained.person_id
        and held.identity = gained.identity
        and gained.month_end between held.begins and held.ends
)

select * from identity_gained
