-- One row per person and settled year for whom a span of identity is not what it was.
-- Basis: an identity counts from its start date (003 art. 13), also where we learn of it late.
-- Reads: identity_span_new, warehouse.identity_span, settle.progress.
with

changed as (
    (select person_id, identity, begins, ends from identity_span_new except select person_id, identity, begins, ends from warehouse.identity_span)
    union
    (select person_id, identity, begins, ends from warehouse.identity_span except select person_id, identity, begins, ends from identity_span_new)
),

dirty_identity as (
    select distinct
        changed.person_id,
        progress.year,
    from changed
    join settle.progress as progress
        on changed.begins <= last_day(make_date(progress.year, progress.through_month, 1)) and changed.ends >= make_date(progress.year, 1, 1)
)

select * from dirty_identity
